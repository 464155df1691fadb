/**
 * Who may do what where (design, section 9).
 *
 * A grant is a role on a unit and covers everything below that unit, and below
 * the predecessors whose people all came to it: rights follow the lineage.
 * What belongs to no single unit (questionnaires) belongs to the country.
 */
import { addDays, type LocalDay } from './day.ts';
import { problems } from './problem.ts';
import type { Grant, Role } from './staff.ts';
import type { UnitId } from './unit.ts';
import type { UnitTree } from './unitTree.ts';

export type Action =
  | 'read-units'
  | 'read-figures'
  | 'read-surveys'
  | 'read-drafts'
  | 'edit-drafts'
  | 'publish'
  | 'read-campaigns'
  | 'manage-campaigns'
  | 'choose-versions'
  | 'read-collectors'
  | 'manage-collectors'
  | 'manage-staff'
  | 'read-audit';

const everybody: readonly Role[] = ['admin', 'editor', 'approver', 'supervisor', 'viewer'];

/** The matrix. A role that is not named may not. */
export const rolesThatMay: Readonly<Record<Action, readonly Role[]>> = {
  'read-units': everybody,
  'read-figures': ['admin', 'supervisor', 'viewer'],
  'read-surveys': everybody,
  'read-drafts': ['admin', 'editor', 'approver'],
  'edit-drafts': ['admin', 'editor'],
  publish: ['admin', 'approver'],
  'read-campaigns': everybody,
  'manage-campaigns': ['admin'],
  'choose-versions': ['admin', 'approver'],
  'read-collectors': everybody,
  'manage-collectors': ['admin'],
  'manage-staff': ['admin'],
  'read-audit': ['admin'],
};

/** The units whose subtrees the action is granted on. */
export const unitsGranted = (grants: readonly Grant[], action: Action): UnitId[] => [
  ...new Set(grants.filter(({ role }) => rolesThatMay[action].includes(role)).map(({ unit }) => unit)),
];

/** True when the action is granted anywhere at all. */
export const mayAnywhere = (grants: readonly Grant[], action: Action): boolean =>
  unitsGranted(grants, action).length > 0;

/** May the action be done on this unit, as the tree is on that day? See `covers`. */
export function mayOn(
  tree: UnitTree,
  grants: readonly Grant[],
  action: Action,
  unit: UnitId,
  day: LocalDay,
): boolean {
  return unitsGranted(grants, action).some((root) => covers(tree, root, unit, day));
}

/** May the action be done for the whole country? Questionnaires are edited and published there. */
export const mayForCountry = (tree: UnitTree, grants: readonly Grant[], action: Action): boolean =>
  unitsGranted(grants, action).includes(tree.root.id);

/** @throws Problem `forbidden` */
export function demand(isAllowed: boolean): void {
  if (!isAllowed) throw problems.forbidden();
}

/**
 * May a holder of `grants` give, take away or look after an account that holds
 * `others`? Only where each of them lies on ground that the holder
 * administers; an account without any grant belongs to the country.
 */
export function mayManage(
  tree: UnitTree,
  grants: readonly Grant[],
  others: readonly Grant[],
  day: LocalDay,
): boolean {
  if (others.length === 0) return mayForCountry(tree, grants, 'manage-staff');
  return others.every(({ unit }) => mayOn(tree, grants, 'manage-staff', unit, day));
}

/** Every unit that the action is granted on, on that day: the granted units and all below them. */
export function unitsAllowed(
  tree: UnitTree,
  grants: readonly Grant[],
  action: Action,
  day: LocalDay,
): Set<UnitId> {
  return new Set(unitsGranted(grants, action).flatMap((root) => [...unitsBelow(tree, root, day)]));
}

/** The units of that day which `covers` finds on the root's ground, the root among them. */
export function unitsBelow(tree: UnitTree, root: UnitId, day: LocalDay): Set<UnitId> {
  if (tree.findUnit(root) === undefined) return new Set();
  const period = { from: day, until: addDays(day, 1) };
  return new Set(tree.wholeLineageOf(root).flatMap((unit) => [...tree.spansWithin(unit, period).keys()]));
}

/**
 * Does the action's ground touch what a campaign on `unit` is about: because it
 * lies inside the unit, or the unit inside it?
 */
export function mayAround(
  tree: UnitTree,
  grants: readonly Grant[],
  action: Action,
  unit: UnitId,
  day: LocalDay,
): boolean {
  return unitsGranted(grants, action).some(
    (granted) => covers(tree, granted, unit, day) || covers(tree, unit, granted, day),
  );
}

/**
 * Is the unit the root, or below it or below a predecessor whose people all
 * came to it? A unit that does not exist on the day is looked up where it was
 * last (or will first be). Unknown units: no.
 */
export function covers(tree: UnitTree, root: UnitId, unit: UnitId, day: LocalDay): boolean {
  if (tree.findUnit(root) === undefined || tree.findUnit(unit) === undefined) return false;
  const { from, until } = tree.existenceOf(unit);
  const lookedUpOn = day < from ? from : day < until ? day : addDays(until, -1);
  return tree.wholeLineageOf(root).some((granted) => tree.isWithinOn(unit, granted, lookedUpOn));
}
