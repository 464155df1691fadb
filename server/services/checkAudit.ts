import type { AuditVerifier, ChainFault } from '../domain/audit.ts';
import { demand, mayForCountry } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';

/** More than this are not listed one by one. */
const MOST_LISTED = 100;

/**
 * Walks the whole audit log and says which entries are missing or edited.
 *
 * @throws Problem `forbidden`: the log is one chain for the country
 */
export async function checkAudit(
  { audit, tree }: { audit: AuditVerifier; tree: UnitTree },
  actor: Actor,
): Promise<{ entries: number; faulty: number; faults: readonly ChainFault[] }> {
  demand(mayForCountry(tree, actor.grants, 'read-audit'));
  const { entries, faults } = await audit.verifyAudit();
  return { entries, faulty: faults.length, faults: faults.slice(0, MOST_LISTED) };
}
