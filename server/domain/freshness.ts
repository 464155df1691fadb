import { addDays, type LocalDay } from './day.ts';
import type { Part } from './mapReading.ts';
import { includesDay } from './span.ts';
import type { OwedTally } from './tally.ts';
import { daysOfTally } from './tallyTree.ts';
import type { UnitId } from './unit.ts';
import type { UnitTree } from './unitTree.ts';

/**
 * Until when everything received for these days is counted: now, unless a tally
 * of theirs, or of a unit below, waits for being counted.
 */
export function freshnessOf(
  tree: UnitTree,
  parts: readonly Part[],
  owed: readonly OwedTally[],
  now: Date,
): { freshAt: Date; isRecounting: boolean } {
  const isBelow = (unit: UnitId, day: LocalDay) => {
    const above = [unit, ...tree.ancestorsOn(unit, day)];
    return parts.some((part) => above.includes(part.unit) && includesDay(part, day));
  };
  const concerned = owed.filter(({ unit, period }) => {
    const { from, until } = daysOfTally(period);
    return isBelow(unit, from) || isBelow(unit, addDays(until, -1));
  });
  return {
    freshAt: concerned
      .map(({ countedUntil }) => countedUntil)
      .reduce((earliest, instant) => (instant < earliest ? instant : earliest), now),
    isRecounting: concerned.length > 0,
  };
}
