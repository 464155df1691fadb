import type { AuditReader, ChainedEntry } from '../domain/audit.ts';
import { localDayOf } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import { covers, demand, mayAnywhere, mayOn, unitsGranted } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitId } from '../domain/unit.ts';
import type { UnitTree } from '../domain/unitTree.ts';

/**
 * The trace of changes in the units that the reader administers, newest first.
 *
 * @throws Problem `unit-missing`, `forbidden`
 */
export async function listAudit(
  { audit, tree }: { audit: AuditReader; tree: UnitTree },
  actor: Actor,
  { within, limit }: { within?: UnitId; limit: number },
  now: Date,
): Promise<readonly ChainedEntry[]> {
  const today = localDayOf(now);
  if (within !== undefined) {
    if (tree.findUnit(within) === undefined) throw problems.unitMissing(within);
    demand(mayOn(tree, actor.grants, 'read-audit', within, today));
  } else {
    demand(mayAnywhere(actor.grants, 'read-audit'));
  }

  const roots = within === undefined ? unitsGranted(actor.grants, 'read-audit') : [within];
  // The whole country needs no list of its units.
  if (roots.includes(tree.root.id)) return audit.listEntries({ limit });
  const units = tree.units
    .map(({ id }) => id)
    .filter((id) => roots.some((root) => covers(tree, root, id, today)));
  return audit.listEntries({ limit, units });
}
