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
import type { SurveyVersion } from './version.ts';

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

/**
 * By criterion, the version that gave it the meaning it has in the next one
 * (`SurveyVersion.meaningSince`): carried over, and begun anew where it is said
 * to have changed, and where the version before did not ask it.
 */
export function meaningsAfter(
  previous: Pick<SurveyVersion, 'meaningSince'> | undefined,
  next: {
    version: string;
    criteria: readonly CriterionComparison[];
    meanings: Readonly<Record<CriterionKey, 'same' | 'changed'>>;
  },
): Record<CriterionKey, string> {
  if (previous === undefined) return {};
  const since: Record<CriterionKey, string> = {};
  for (const { key, state } of next.criteria) {
    if (state === 'removed') continue;
    const begins = state === 'new' || (state === 'differs' && next.meanings[key] === 'changed');
    const from = begins ? next.version : previous.meaningSince?.[key];
    if (from !== undefined) since[key] = from;
  }
  return since;
}

/** Which versions share a line in a report, criterion by criterion. */
export interface SharedLines {
  /** False where the version asked something else under this key than the newest one does. */
  isOnLine(version: string, key: CriterionKey): boolean;
  /** Criteria of which some version is left out, with the version from which they count. */
  begins: ReadonlyMap<CriterionKey, string>;
}

/** @param versions the newest first: its meaning is the one that is shown */
export function sharedLines(
  versions: readonly Pick<SurveyVersion, 'version' | 'scoring' | 'meaningSince'>[],
): SharedLines {
  const shown = new Map<CriterionKey, { since: string | undefined; newest: string }>();
  const leftOut = new Set<string>();
  const begins = new Map<CriterionKey, string>();
  for (const { version, scoring, meaningSince } of versions) {
    for (const { key } of scoring.criteria) {
      const since = meaningSince?.[key];
      const line = shown.get(key) ?? { since, newest: version };
      shown.set(key, line);
      if (since === line.since) continue;
      leftOut.add(`${version}|${key}`);
      begins.set(key, line.since ?? line.newest);
    }
  }
  return { isOnLine: (version, key) => !leftOut.has(`${version}|${key}`), begins };
}

/** True where the same criterion has another scale in two of them: then their answers cannot be added. */
export function differInScale(scorings: readonly Scoring[]): boolean {
  const scales = new Map<CriterionKey, string>();
  return scorings.some((scoring) =>
    scoring.criteria.some((criterion) => {
      const scale = scaleOf(scoring, criterion);
      const known = scales.get(criterion.key) ?? scale;
      scales.set(criterion.key, known);
      return known !== scale;
    }),
  );
}

/** What makes two scales the same: their levels and which of them count as satisfied. */
function scaleOf(scoring: Scoring, { scale: name }: Criterion): string {
  const scale = scoring.scales[name];
  return JSON.stringify([scale?.levels, [...(scale?.satisfied ?? [])].sort()]);
}
