import type { Campaign } from './campaign.ts';
import type { LocalDay } from './day.ts';
import { mayAround, unitsGranted } from './rights.ts';
import { END_OF_DAYS } from './span.ts';
import type { Grant } from './staff.ts';
import type { UnitTree } from './unitTree.ts';

/**
 * Does the reader's list have this survey round? Those in which the reader's
 * units take part, or took part while it ran, and those that lie inside them.
 */
export function isListed(
  tree: UnitTree,
  grants: readonly Grant[],
  { unit, from, until = END_OF_DAYS }: Campaign,
  today: LocalDay,
): boolean {
  if (mayAround(tree, grants, 'read-campaigns', unit, today)) return true;
  if (tree.findUnit(unit) === undefined) return false;
  const tookPart = tree.spansWithin(unit, { from, until });
  return unitsGranted(grants, 'read-campaigns').some((granted) => tookPart.has(granted));
}
