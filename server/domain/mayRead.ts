/**
 * Rights follow the lineage (design, section 5): who may read today's unit may
 * read what it was made of.
 */
import type { Period } from './day.ts';
import { unitsGranted } from './rights.ts';
import type { Grant } from './staff.ts';
import type { UnitId } from './unit.ts';
import type { UnitTree } from './unitTree.ts';

/**
 * May somebody with these grants read the unit's figures?
 *
 * Yes, if a granted unit is the unit itself, was above it on any day, or took
 * over its people: its successors and whatever lies above them. Of a unit
 * that was divided, everybody who holds one of its successors may read. Not
 * the other way round: a grant on a unit of the past opens nothing of its
 * successor. Reading goes further than `mayOn`, which lets nobody change what
 * was divided.
 */
export function mayRead(tree: UnitTree, grants: readonly Grant[], unit: UnitId): boolean {
  const granted = new Set(unitsGranted(grants, 'read-figures'));
  return granted.size > 0 && opensAny(tree, granted, unit, tree.existenceOf(unit));
}

function opensAny(tree: UnitTree, granted: ReadonlySet<UnitId>, unit: UnitId, during: Period): boolean {
  if (granted.has(unit)) return true;
  for (const ancestor of tree.ancestorsDuring(unit, during)) {
    if (granted.has(ancestor)) return true;
  }
  return heirsOf(tree, unit).some((heir) => opensAny(tree, granted, heir, tree.existenceOf(heir)));
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
