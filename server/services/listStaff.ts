import { localDayOf } from '../domain/day.ts';
import { demand, mayAnywhere, mayManage } from '../domain/rights.ts';
import type { Actor, StaffMember, StaffStore } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { publicPart } from './changeStaff.ts';

/**
 * The accounts that the reader may look after.
 *
 * @throws Problem `forbidden`
 */
export async function listStaff(
  { staff, tree }: { staff: StaffStore; tree: UnitTree },
  actor: Actor,
  now: Date,
): Promise<(StaffMember & { hasPassword: boolean })[]> {
  demand(mayAnywhere(actor.grants, 'manage-staff'));
  const accounts = await staff.listAccounts();
  return accounts
    .filter(({ grants }) => mayManage(tree, actor.grants, grants, localDayOf(now)))
    .map((account) => ({ ...publicPart(account), hasPassword: account.passwordHash !== undefined }));
}
