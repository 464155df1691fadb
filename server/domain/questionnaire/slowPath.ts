import type { RawAnswers } from './formState.ts';
import type { AnswerFault, Answers, AnswerValue, Plan, SurveyjsQuestion } from './plan.ts';
import { indexOf } from './planIndex.ts';
import { validateAnswers, type Verdict } from './validate.ts';
import { visibilityOf } from './visibility.ts';

/**
 * The slow path of validation (design, section 4): what stands inside SurveyJS's
 * own types is judged by SurveyJS, everything around it by the plan.
 */

/** A question of the slow path that these answers make visible and let be answered. */
export interface InnerQuestion {
  name: string;
  json: SurveyjsQuestion['json'];
  /** What the plan lets be stored; undefined: not answered. */
  value: AnswerValue | undefined;
}

/** What SurveyJS is asked. */
export interface InnerRequest {
  questions: InnerQuestion[];
  /** All answers, for conditions that look out of their question. */
  answers: Answers;
}

export interface InnerVerdict {
  name: string;
  /** The answer without what is hidden inside. */
  value: AnswerValue | undefined;
  isFit: boolean;
}

/**
 * Judges what is inside questions of the slow path, in the order in which they were asked.
 * Implemented in server/surveyjs/innerJudge.ts.
 *
 * @throws Problem of kind `unavailable` when it takes too long or too many wait
 */
export type InnerJudge = (request: InnerRequest) => Promise<InnerVerdict[]>;

/** The verdict on a whole form of either path. */
export async function judgeAnswers(plan: Plan, raw: RawAnswers, judgeInside: InnerJudge): Promise<Verdict> {
  const verdict = validateAnswers(plan, raw);
  const questions = innerQuestions(plan, raw, verdict.answers);
  if (questions.length === 0 || verdict.faults.length > 0) return verdict;

  const inside = await judgeInside({ questions, answers: verdict.answers });
  const cleaned: Record<string, unknown> = { ...raw };
  for (const { name, value } of inside) cleaned[name] = value;
  // An answer of which nothing is left may have been asked for, and others may depend on it.
  const { faults, answers } = validateAnswers(plan, cleaned);
  const unfit = inside
    .filter(({ name, isFit }) => !isFit && !faults.some(({ question }) => question === name))
    .map(({ name }): AnswerFault => ({ question: name, reason: 'inside' }));
  return { faults: [...faults, ...unfit], answers };
}

function innerQuestions(plan: Plan, raw: RawAnswers, answers: Answers): InnerQuestion[] {
  const slow = indexOf(plan).slow;
  if (slow.length === 0) return [];
  const { questions, disabled } = visibilityOf(plan, raw);
  return slow
    .filter(({ name }) => questions.has(name) && !disabled.has(name))
    .map(({ name, json }) => ({ name, json, value: answers[name] }));
}
