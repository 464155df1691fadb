/**
 * Figures over several criteria: a factor, or the whole.
 *
 * One person gives up to 22 answers, and answers of one person resemble each
 * other. The share is therefore a ratio of two sums over people, and its
 * interval comes from how people differ, not from the number of answers
 * (decision 0008).
 */
import type { Figure, Interval } from './report.ts';
import { scoreInterval, wilsonInterval, Z_95 } from './satisfaction.ts';
import { studentQuantile } from './studentQuantile.ts';
import type { PersonSums } from './tally.ts';

/** Sums over people: s = satisfied criteria of a person, m = scored criteria of the same person. */
export type RatioSums = Omit<PersonSums, 'factor'>;

export const NO_SUMS: RatioSums = { n: 0, s: 0, m: 0, ss: 0, mm: 0, sm: 0 };

/** People of both groups together; the groups must have nobody in common. */
export const addSums = (one: RatioSums, other: RatioSums): RatioSums => ({
  n: one.n + other.n,
  s: one.s + other.s,
  m: one.m + other.m,
  ss: one.ss + other.ss,
  mm: one.mm + other.mm,
  sm: one.sm + other.sm,
});

/**
 * Pooled share: which part of all scored answers to these criteria was satisfied?
 *
 * share = Σs ÷ Σm; the denominator is scored answers, each person bringing as
 * many as they gave. Skipped and "does not apply" answers are in neither sum; a
 * person without any scored answer is not in n. `answered` is n, people.
 * Every answer weighs the same, so who answered more criteria weighs more: it
 * is not the mean of the criteria's shares, nor of people's own shares.
 *
 * @param sums whole numbers
 * @param answersByLevel scored answers per level; adds up to Σm
 * @throws RangeError if the sums could not have come from people
 * @example
 * // ten people, four criteria each; eight satisfied with all, two with none
 * pooledFigure({ n: 10, s: 32, m: 40, ss: 128, mm: 160, sm: 128 }, { 1: 8, 5: 32 })
 * // { kind: 'published', answered: 10, share: 0.8, answers: 40, … }
 */
export function pooledFigure(sums: RatioSums, answersByLevel: Readonly<Record<string, number>>): Figure {
  if (sums.n === 0) return { kind: 'unanswered' };
  return {
    kind: 'published',
    answered: sums.n,
    share: sums.s / sums.m,
    interval: ratioInterval(sums),
    answers: sums.m,
    answersByLevel,
  };
}

/**
 * Ratio interval: where does the true pooled share lie, given a sample of people?
 *
 * With R = Σs ÷ Σm (scored answers are the denominator) and residuals
 * e = s − R·m of each person:
 *
 * 1. variance of R by linearisation, people being the units that were drawn:
 *    v = n/(n − 1) · Σe² ÷ (Σm)², where Σe² = Σs² − 2R·Σsm + R²·Σm²;
 *    never less than R(1 − R) ÷ Σm, what answers of strangers would give: in a
 *    small group people may agree by chance;
 * 2. on the logit scale, ln(R/(1 − R)) ± t·√v ÷ (R(1 − R)) with Student's t on
 *    n − 1 degrees, turned back: the bounds stay inside 0–1 and are wider on
 *    the side of the middle;
 * 3. at R = 0 or 1 the logit does not exist and no difference between people
 *    was seen: Wilson's interval with people as trials, as if each person's
 *    answers were one answer, which is the least that the group can know;
 * 4. where every person has exactly one scored answer it is a share of people,
 *    and gets Wilson's interval like any other, so that a factor of one
 *    criterion prints the criterion's figure.
 *
 * No finite population correction: the people served have no known number.
 * Assumes people independent of each other and a random sample of them.
 * Reaches 95 % in simulations from some thirty people on; with fewer, very
 * satisfied and very unlike people it may reach only 88 % (test).
 *
 * @param sums whole numbers, n ≥ 1 people
 * @returns bounds as fractions
 * @throws RangeError if the sums could not have come from people
 * @see Cochran (1977), Sampling Techniques, 3rd ed., 6.3 (ratio); Heeringa,
 *   West and Berglund (2017), Applied Survey Data Analysis, 2nd ed., 6.3 (logit); decision 0008
 * @example
 * ratioInterval({ n: 10, s: 32, m: 40, ss: 128, mm: 160, sm: 128 })
 * // v = 10/9 · 25.6 / 1600 = 0.01778; ln 4 ± 2.262 · 0.8333 → { low: 0.378, high: 0.963 } (rounded)
 */
export function ratioInterval(sums: RatioSums): Interval {
  checkSums(sums);
  const { n, s, m, ss, mm, sm } = sums;
  if (m === n) return wilsonInterval(s, n);

  const share = s / m;
  if (s === 0 || s === m || n === 1) return scoreInterval(share, n, Z_95);

  const squaredResiduals = Math.max(0, ss - 2 * share * sm + share * share * mm);
  const betweenPeople = ((n / (n - 1)) * squaredResiduals) / (m * m);
  const variance = Math.max(betweenPeople, (share * (1 - share)) / m);
  const halfWidth = (studentQuantile(n - 1) * Math.sqrt(variance)) / (share * (1 - share));
  const centre = Math.log(share / (1 - share));
  return { low: fromLogit(centre - halfWidth), high: fromLogit(centre + halfWidth) };
}

const fromLogit = (logit: number): number => 1 / (1 + Math.exp(-logit));

function checkSums({ n, s, m, ss, mm, sm }: RatioSums): void {
  const areWhole = [n, s, m, ss, mm, sm].every((sum) => Number.isInteger(sum) && sum >= 0);
  // Everybody in n has m ≥ 1 and s ≤ m, hence these orders hold for sums of squares and products too.
  const areOrdered = n >= 1 && n <= m && s <= m && m <= mm && s <= ss && ss <= sm && sm <= mm;
  if (!areWhole || !areOrdered) {
    throw new RangeError(
      `ratioInterval needs sums over people, got ${JSON.stringify({ n, s, m, ss, mm, sm })}`,
    );
  }
}
