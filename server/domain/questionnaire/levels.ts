import type { Criterion, CriterionKey, Scale, Scoring } from '../scoring.ts';
import type { QualitySignals } from '../submission.ts';
import type { Answers, ChoiceValue, Plan, PlanQuestion } from './plan.ts';
import { indexOf } from './planIndex.ts';

/**
 * Level: which point of its scale one person chose for each criterion.
 *
 * Every criterion of the scoring is in the result. `undefined` is unscored:
 * skipped, hidden, "does not apply", or a value the scale does not know. It is
 * never a zero and belongs in no denominator.
 *
 * `answers` are cleaned ones (validateAnswers). The database counts the same
 * thing in the tally pipeline; its tests hold it to this function.
 *
 * @example levelsOf(scoring, { access: { seats: 5 } }).get('access.seats') // 5
 */
export function levelsOf(scoring: Scoring, answers: Answers): Map<CriterionKey, number | undefined> {
  return new Map(
    scoring.criteria.map((criterion) => [
      criterion.key,
      levelOf(scoring.scales[criterion.scale], answerTo(criterion, answers)),
    ]),
  );
}

function answerTo({ question, row }: Criterion, answers: Answers): ChoiceValue | undefined {
  const answer = Object.hasOwn(answers, question) ? answers[question] : undefined;
  if (row === undefined) return typeof answer === 'object' ? undefined : answer;
  if (typeof answer !== 'object' || Array.isArray(answer) || !Object.hasOwn(answer, row)) return undefined;
  return (answer as Readonly<Record<string, ChoiceValue>>)[row];
}

const levelOf = (scale: Scale | undefined, value: ChoiceValue | undefined): number | undefined =>
  scale?.values.find((entry) => entry.value === value)?.level;

/** Under this many answered items haste cannot be told from a short form. */
const FEWEST_ITEMS = 5;

/**
 * A second for reading, judging and answering one item: far below what careful
 * people need. (Wood and others, 2017, propose 1 s, Huang and others, 2012, 2 s
 * per item; both from memory.)
 */
const SHORTEST_MS_PER_ITEM = 1000;

/**
 * Quality signals of one person's answers. They flag, they never delete.
 *
 * tooFast: less than a second per answered item (a matrix row is an item), in
 * forms with five answered items or more; never without a time.
 * straightLined: one and the same level on every answered row of every matrix
 * of five or more scored rows, with at least five rows answered in each.
 * A person who is honestly very satisfied with everything is flagged too.
 */
export function qualityOf(
  plan: Plan,
  scoring: Scoring,
  answers: Answers,
  elapsedMs: number | undefined,
): QualitySignals {
  const items = indexOf(plan).questions.reduce((sum, { question }) => sum + itemsOf(question, answers), 0);
  return {
    tooFast: elapsedMs !== undefined && items >= FEWEST_ITEMS && elapsedMs < items * SHORTEST_MS_PER_ITEM,
    straightLined: isStraightLined(scoring, answers),
  };
}

function itemsOf(question: PlanQuestion, answers: Answers): number {
  if (!Object.hasOwn(answers, question.name)) return 0;
  return question.kind === 'matrix' ? Object.keys(answers[question.name] as object).length : 1;
}

function isStraightLined(scoring: Scoring, answers: Answers): boolean {
  const levels = levelsOf(scoring, answers);
  const matrices = new Map<string, (number | undefined)[]>();
  for (const { key, question, row } of scoring.criteria) {
    if (row === undefined) continue;
    matrices.set(question, [...(matrices.get(question) ?? []), levels.get(key)]);
  }

  const chosen = new Set<number>();
  let isJudged = false;
  for (const rows of matrices.values()) {
    if (rows.length < FEWEST_ITEMS) continue;
    const answered = rows.filter((level) => level !== undefined);
    if (answered.length < FEWEST_ITEMS) return false;
    for (const level of answered) chosen.add(level);
    isJudged = true;
  }
  return isJudged && chosen.size === 1;
}
