/**
 * Whether a criterion still measures what it measured in the previous version.
 *
 * A series may only run on where it does. What can be compared by machine is
 * compared here; whether a new wording means the same is for the admin to say.
 */
import type { Criterion, CriterionKey, Scoring } from '../scoring.ts';
import type { LocalizedText } from '../text.ts';
import type { Plan } from './plan.ts';
import { indexOf } from './planIndex.ts';

export type Difference = 'wording' | 'factor' | 'scale';

export interface CriterionComparison {
  key: CriterionKey;
  state: 'same' | 'differs' | 'new' | 'removed';
  /** In what it differs; empty in every other state. */
  differences: readonly Difference[];
}

interface Measured {
  plan: Plan;
  scoring: Scoring;
}

/**
 * Every criterion of either version, in the order of the newer one; all are new without a previous one.
 *
 * Wording is compared in the languages that both versions have: a translation
 * that was added does not change a meaning. A question that moved to another
 * page or got another name does not either.
 */
export function compareCriteria(previous: Measured | undefined, next: Measured): CriterionComparison[] {
  const before = new Map(previous?.scoring.criteria.map((criterion) => [criterion.key, criterion]));
  const kept = next.scoring.criteria.map((criterion): CriterionComparison => {
    const { key } = criterion;
    const old = before.get(key);
    if (previous === undefined || old === undefined) return { key, state: 'new', differences: [] };
    const differences = differencesOf(previous, old, next, criterion);
    return { key, state: differences.length === 0 ? 'same' : 'differs', differences };
  });
  const now = new Set(next.scoring.criteria.map(({ key }) => key));
  const removed = [...before.keys()].filter((key) => !now.has(key));
  return [...kept, ...removed.map((key) => ({ key, state: 'removed' as const, differences: [] }))];
}

function differencesOf(previous: Measured, old: Criterion, next: Measured, criterion: Criterion) {
  const differences: Difference[] = [];
  if (!isSameWording(wordingOf(previous.plan, old), wordingOf(next.plan, criterion))) {
    differences.push('wording');
  }
  if (old.factor !== criterion.factor) differences.push('factor');
  if (scaleOf(previous.scoring, old) !== scaleOf(next.scoring, criterion)) differences.push('scale');
  return differences;
}

/** The words a person answers: the row of a matrix, else the question. */
function wordingOf(plan: Plan, { question, row }: Criterion): LocalizedText {
  const indexed = indexOf(plan).byName.get(question);
  if (indexed === undefined) return {};
  return row === undefined ? indexed.question.title : (indexed.rows.get(row)?.text ?? {});
}

const isSameWording = (before: LocalizedText, after: LocalizedText): boolean =>
  Object.keys(before).every(
    (language) => after[language] === undefined || before[language]?.trim() === after[language].trim(),
  );

/** What makes two scales the same: their levels and which of them count as satisfied. */
function scaleOf(scoring: Scoring, { scale: name }: Criterion): string {
  const scale = scoring.scales[name];
  return JSON.stringify([scale?.levels, scale?.satisfied]);
}
