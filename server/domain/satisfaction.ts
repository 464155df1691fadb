/**
 * Satisfaction of a group of people with one criterion.
 *
 * These functions receive counts and return numbers; none of them reads a
 * database, a clock or the environment. A "share" is a fraction from 0 to 1.
 * Only who prints turns shares into percentages. Figures over several criteria
 * are in ratioInterval.ts, indices in indexFigure.ts.
 */
import type { Figure, Interval } from './report.ts';
import type { Scale } from './scoring.ts';
import type { CriterionCounts } from './tally.ts';

/** People of one group, sorted by what their answer to one criterion means. */
export interface OutcomeCounts {
  satisfied: number;
  /** The denominator of every share. */
  answered: number;
  /** Skipped, or said "does not apply". Reported, never divided by. */
  unscored: number;
  /** People per level of the scale, every level named; adds up to `answered`. */
  levels: Readonly<Record<string, number>>;
}

/** Standard-normal quantile that leaves 2.5 % in each tail. */
export const Z_95 = 1.959964;

/**
 * Outcome counts: how many of a group were satisfied, how many answered?
 *
 * satisfied = people at the scale's satisfied levels (decision 0002);
 * answered = people at any level of the scale: the denominator, neutral people
 * included. Skipped, "does not apply" and unknown answers are `unscored` and in
 * no denominator. Whole numbers of people; any number of lines of the same
 * criterion (units, days, channels), which are added. For a province pass the
 * lines of all its people: never average the shares of its agencies, for one
 * with 10 answers would weigh as much as one with 10,000.
 *
 * It tells nothing of those who did not take part.
 *
 * @throws RangeError if a line has a level that the scale does not know
 * @example
 * // levels [1 … 5], satisfied [4, 5]
 * countOutcomes([{ criterion: 'access.seats', levels: [{ level: 5, people: 20 }, { level: 3, people: 10 }], unscored: 60 }], scale)
 * // { satisfied: 20, answered: 30, unscored: 60, levels: { 1: 0, 2: 0, 3: 10, 4: 0, 5: 20 } }
 */
export function countOutcomes(
  lines: readonly CriterionCounts[],
  scale: Pick<Scale, 'levels' | 'satisfied'>,
): OutcomeCounts {
  const peopleAt = new Map(scale.levels.map((level) => [level, 0]));
  let unscored = 0;
  for (const line of lines) {
    unscored += line.unscored;
    for (const { level, people } of line.levels) {
      const before = peopleAt.get(level);
      if (before === undefined) {
        throw new RangeError(`countOutcomes: "${line.criterion}" has no level ${level} on its scale`);
      }
      peopleAt.set(level, before + people);
    }
  }

  const sum = (levels: readonly number[]) =>
    levels.reduce((people, level) => people + (peopleAt.get(level) ?? 0), 0);
  return {
    satisfied: sum(scale.satisfied),
    answered: sum(scale.levels),
    unscored,
    levels: Object.fromEntries(peopleAt),
  };
}

/**
 * Satisfied share: which part of those who answered was satisfied?
 *
 * share = satisfied ÷ answered, with its 95 % Wilson interval (decision 0004).
 * `unscored` is carried along and divides nothing. Nobody answered:
 * `unanswered`, which is not 0 %. Whether the group is large enough to be shown
 * is decided elsewhere, for a whole table at once (withholding.ts).
 *
 * Assumes one answer per person; counts people, not visits or answers.
 *
 * @throws RangeError if the counts could not have come from counting
 * @example
 * shareFigure({ satisfied: 81, answered: 263, unscored: 9, levels: { … } })
 * // { kind: 'published', answered: 263, share: 0.308, interval: { low: 0.255, high: 0.366 }, … } (rounded)
 */
export function shareFigure({ satisfied, answered, unscored, levels }: OutcomeCounts): Figure {
  if (answered === 0) return { kind: 'unanswered' };
  return {
    kind: 'published',
    answered,
    share: satisfied / answered,
    interval: wilsonInterval(satisfied, answered),
    levels,
    unscored,
  };
}

/**
 * Wilson score interval: where does the true share lie, given a sample?
 *
 * With p = successes ÷ trials (the denominator: everybody who answered):
 * (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n).
 *
 * Preferred to the usual p ± z·√(p(1 − p)/n), which shrinks to nothing when
 * everybody agrees and leaves 0–1 in small agencies. It describes sampling
 * error only: it assumes independent people and says nothing about how those
 * who did not answer differ.
 *
 * @param successes whole number, 0 ≤ successes ≤ trials
 * @param trials whole number, at least 1
 * @param z standard-normal quantile; the default gives 95 % confidence
 * @returns bounds as fractions
 * @throws RangeError if the arguments cannot be counts
 * @see Wilson (1927), "Probable inference, the law of succession, and
 *   statistical inference", J. Am. Stat. Assoc. 22, 209–212; decision 0004
 * @example wilsonInterval(81, 263) // { low: 0.2553, high: 0.3662 } (rounded)
 */
export function wilsonInterval(successes: number, trials: number, z: number = Z_95): Interval {
  const areCounts = Number.isInteger(successes) && Number.isInteger(trials);
  if (!areCounts || trials < 1 || successes < 0 || successes > trials) {
    throw new RangeError(`wilsonInterval needs counts, got ${successes} of ${trials}`);
  }
  return scoreInterval(successes / trials, trials, z);
}

/** Wilson's formula for a share that need not be a whole number of trials. */
export function scoreInterval(share: number, trials: number, z: number = Z_95): Interval {
  const z2 = z * z;
  const centre = share + z2 / (2 * trials);
  const spread = z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  const scale = 1 + z2 / trials;

  // On paper the bounds enclose the share and stay within 0–1. In floating point
  // they miss by about 1e-16 when all or none agree, hence the clamping.
  return {
    low: Math.max(0, Math.min(share, (centre - spread) / scale)),
    high: Math.min(1, Math.max(share, (centre + spread) / scale)),
  };
}
