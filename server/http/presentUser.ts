import type { LocalDay } from '../domain/day.ts';
import type { StaffMember } from '../domain/staff.ts';
import type { LocalizedText } from '../domain/text.ts';
import type { UnitId, UnitKind } from '../domain/unit.ts';
import type { UnitTree } from '../domain/unitTree.ts';

export interface PresentedUnit {
  id: UnitId;
  kind: UnitKind;
  name: LocalizedText;
}

/** A unit as pages show it; one that the tree does not know any more shows its id. */
export function presentUnit(tree: UnitTree, id: UnitId, day: LocalDay): PresentedUnit {
  const unit = tree.findUnit(id);
  if (unit === undefined) return { id, kind: 'agency', name: { vi: id } };
  return { id, kind: unit.kind, name: tree.nameOn(id, day) };
}

/** Who is signed in, as the staff application needs it. */
export const presentUser = (tree: UnitTree, { id, email, name, grants }: StaffMember, day: LocalDay) => ({
  id,
  email,
  name,
  grants: grants.map(({ role, unit }) => ({ role, unit: presentUnit(tree, unit, day) })),
});
