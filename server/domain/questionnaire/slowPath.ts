import type { RawAnswers } from './formState.ts';
import type { Answers, AnswerValue, Plan, SurveyjsQuestion } from './plan.ts';
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
 * Implemented in server/surveyjs/judgeProcess.ts.
 *
 * @throws Problem of kind `unavailable` when it takes too long or too many wait
 */
export type InnerJudge = (request: InnerRequest) => Promise<InnerVerdict[]>;

/** Rounds of cleaning: what is emptied may hide something else. More has no sensible form. */
const MOST_ROUNDS = 5;

/** The verdict on a whole form of either path. */
export async function judgeAnswers(plan: Plan, raw: RawAnswers, judgeInside: InnerJudge): Promise<Verdict> {
  let cleaned = raw;
  for (let round = 1; ; round++) {
    const verdict = validateAnswers(plan, cleaned);
    const questions = innerQuestions(plan, cleaned, verdict.answers);
    if (questions.length === 0 || verdict.faults.length > 0) return verdict;

    const inside = await judgeInside({ questions, answers: verdict.answers });
    const isClean = inside.every(({ value }, at) => isSame(value, questions[at]?.value));
    if (isClean || round === MOST_ROUNDS) {
      const unfit = inside.filter(({ isFit }) => !isFit);
      return {
        faults: unfit.map(({ name }) => ({ question: name, reason: 'inside' })),
        answers: verdict.answers,
      };
    }
    cleaned = { ...cleaned, ...Object.fromEntries(inside.map(({ name, value }) => [name, value])) };
  }
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function innerQuestions(plan: Plan, raw: RawAnswers, answers: Answers): InnerQuestion[] {
  const { slow } = indexOf(plan);
  if (slow.length === 0) return [];
  const { questions, disabled } = visibilityOf(plan, raw);
  return slow
    .filter(({ name }) => questions.has(name) && !disabled.has(name))
    .map(({ name, json }) => ({ name, json, value: answers[name] }));
}
