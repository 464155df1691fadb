import { localDayOf } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import { demand, mayManage } from '../domain/rights.ts';
import type { Actor, Grant, SessionStore, StaffAccount, StaffMember, StaffStore } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { actorOf, auditEffect, differenceOf } from './auditEffect.ts';
import { demandKnownUnits } from './inviteStaff.ts';

export interface StaffChange {
  name?: string;
  grants?: readonly Grant[];
  isActive?: boolean;
}

/**
 * Changes name, rights or activity of an account. Closing one ends its
 * sessions and its unused link.
 *
 * Whoever changes it must administer the ground of every right that it had
 * and that it gets.
 *
 * @throws Problem `staff-missing`, `unit-missing`, `forbidden`, `last-admin`
 */
export async function changeStaff(
  { staff, sessions, tree }: { staff: StaffStore; sessions: SessionStore; tree: UnitTree },
  actor: Actor,
  id: string,
  change: StaffChange,
  now: Date,
): Promise<StaffMember> {
  if (change.grants !== undefined) demandKnownUnits(tree, change.grants);
  const others = (await staff.listAccounts()).filter((account) => account.id !== id);
  const hasOtherAdmin = others.some((account) => isCountryAdmin(tree, account));

  const changed = await staff.changeAccount(id, (account) => {
    const { invitation, ...kept } = { ...account, ...change };
    const isOpen = kept.isActive && invitation !== undefined;
    const next: StaffAccount = { ...kept, ...(isOpen ? { invitation } : {}) };
    const grants = [...account.grants, ...next.grants];
    demand(mayManage(tree, actor.grants, grants, localDayOf(now)));
    if (isCountryAdmin(tree, account) && !isCountryAdmin(tree, next) && !hasOtherAdmin) {
      throw problems.lastAdmin();
    }
    const { before, after } = differenceOf(publicPart(account), publicPart(next));
    if (Object.keys(after).length === 0) return { next, effects: [] };
    return {
      next,
      effects: [
        auditEffect({
          at: now,
          actor: actorOf(actor),
          action: 'staff-changed',
          subject: { kind: 'staff', id },
          unit: grants[0]?.unit ?? tree.root.id,
          before,
          after,
        }),
      ],
    };
  });
  if (!changed.isActive) await sessions.removeSessionsOf(id);
  return publicPart(changed);
}

/** Active, with a password, and administers everything: somebody who can let others in. */
export const isCountryAdmin = (tree: UnitTree, account: StaffAccount): boolean =>
  account.isActive &&
  account.passwordHash !== undefined &&
  account.grants.some(({ role, unit }) => role === 'admin' && unit === tree.root.id);

/** Without what only signing in needs. */
export const publicPart = ({ id, email, name, grants, isActive }: StaffAccount): StaffMember => ({
  id,
  email,
  name,
  grants,
  isActive,
});
