/**
 * Which tallies feed which: a unit's day takes its own submissions and the days
 * of its children on that day; a month takes its days (design, section 7).
 */
import { addDays, daysIn, monthOf, nextMonth, type Period } from './day.ts';
import type { TallyKey } from './tally.ts';
import type { UnitKind } from './unit.ts';
import type { UnitTree } from './unitTree.ts';

/** A tally with its place in a recount: what feeds it has a lower rank. */
export interface RankedKey extends TallyKey {
  rank: number;
}

const DAY_RANKS: Record<UnitKind, number> = {
  counter: 0,
  agency: 1,
  commune: 2,
  district: 3,
  province: 4,
  country: 5,
};
const MONTH_RANK = 6;

export const isMonthKey = ({ period }: Pick<TallyKey, 'period'>): boolean => period.length === 7;

/** The days that a tally is of: a day or a calendar month. */
export const daysOfTally = (period: TallyKey['period']): Period =>
  isMonthKey({ period })
    ? { from: `${period}-01`, until: `${nextMonth(period)}-01` }
    : { from: period, until: addDays(period, 1) };

/** The name a tally is stored under. */
export const tallyId = ({ version, campaign, unit, period }: TallyKey): string =>
  `${version}|${campaign}|${unit}|${period}`;

export const withRank = (tree: UnitTree, key: TallyKey): RankedKey => ({
  version: key.version,
  campaign: key.campaign,
  unit: key.unit,
  period: key.period,
  rank: isMonthKey(key) ? MONTH_RANK : DAY_RANKS[tree.getUnit(key.unit).kind],
});

/** What is owed a recount when this tally changes. */
export function talliesAbove(tree: UnitTree, key: TallyKey): RankedKey[] {
  if (isMonthKey(key)) return [];
  const parent = tree.parentOn(key.unit, key.period);
  return [
    ...(parent === undefined ? [] : [withRank(tree, { ...key, unit: parent })]),
    withRank(tree, { ...key, period: monthOf(key.period) }),
  ];
}

/** What this tally adds up, beside a day's own submissions. */
export function talliesBelow(tree: UnitTree, { version, campaign, unit, period }: TallyKey): TallyKey[] {
  if (isMonthKey({ period })) {
    return daysIn(daysOfTally(period)).map((day) => ({ version, campaign, unit, period: day }));
  }
  return tree.childrenOn(unit, period).map((child) => ({ version, campaign, unit: child.id, period }));
}
