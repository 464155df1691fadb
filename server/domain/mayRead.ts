/**
 * Rights follow the lineage (design, section 5): who may read today's unit may
 * read what it was made of.
 */
import { addDays, type LocalDay, type Period } from './day.ts';
import { unitsGranted } from './rights.ts';
import { joinSpans } from './span.ts';
import type { Grant } from './staff.ts';
import type { UnitId } from './unit.ts';
import type { UnitTree } from './unitTree.ts';

/**
 * May somebody with these grants read the unit's figures of this period?
 *
 * Yes, whatever the period, if a granted unit is the unit itself, is above it
 * today (or was on its last day), or took over its people: its successors and
 * whatever lies above them. Of a unit that was divided, everybody who holds one
 * of its successors may read. Not the other way round: a grant on a unit of
 * the past opens nothing of its successor, and one on a former parent only the
 * period in which the unit was below it all the time. Reading goes further than
 * `mayOn`, which lets nobody change what was divided.
 */
export function mayRead(
  tree: UnitTree,
  grants: readonly Grant[],
  unit: UnitId,
  { period, today }: { period: Period; today: LocalDay },
): boolean {
  const granted = new Set(unitsGranted(grants, 'read-figures'));
  return opensNow(tree, granted, unit, today) || wasAbove(tree, granted, unit, period);
}

function opensNow(tree: UnitTree, granted: ReadonlySet<UnitId>, unit: UnitId, today: LocalDay): boolean {
  return (
    granted.has(unit) ||
    tree.ancestorsOn(unit, lastDayOf(tree, unit, today)).some((ancestor) => granted.has(ancestor)) ||
    heirsOf(tree, unit).some((heir) => opensNow(tree, granted, heir, today))
  );
}

/** Today, the last day of a unit that has ended, or the first of one that is still to come. */
function lastDayOf(tree: UnitTree, unit: UnitId, today: LocalDay): LocalDay {
  const { from, until } = tree.existenceOf(unit);
  if (from > today) return from;
  return until > today ? today : addDays(until, -1);
}

/** Was some granted unit above this one on every day of the period? */
function wasAbove(tree: UnitTree, granted: ReadonlySet<UnitId>, unit: UnitId, period: Period): boolean {
  const below = joinSpans(
    [...granted].flatMap((root) =>
      tree.findUnit(root) === undefined ? [] : (tree.spansWithin(root, period).get(unit) ?? []),
    ),
  );
  return below.some(({ from, until }) => from <= period.from && period.until <= until);
}

/**
 * Who answers for a unit that has ended: its successors, else those of the
 * nearest unit above it that has some. A unit that goes on elsewhere has none,
 * even if a former parent was divided.
 */
function heirsOf(tree: UnitTree, unit: UnitId): UnitId[] {
  const successors = tree.successorsOf(unit);
  if (successors.length > 0) return successors.map(({ id }) => id);
  const { until } = tree.getUnit(unit);
  if (until === undefined) return [];
  const parent = tree.lastParentOf(unit);
  return parent === undefined ? [] : heirsOf(tree, parent);
}
