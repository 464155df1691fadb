import { localDayOf } from '../domain/day.ts';
import type { Effect } from '../domain/effect.ts';
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
  const hasOtherAdmin = async () =>
    (await staff.listAccounts()).some((account) => account.id !== id && isCountryAdmin(tree, account));
  const hadOtherAdmin = await hasOtherAdmin();
  const traceOf = (account: StaffAccount, next: StaffAccount): Effect[] => {
    const { before, after } = differenceOf(publicPart(account), publicPart(next));
    if (Object.keys(after).length === 0) return [];
    return [
      auditEffect({
        at: now,
        actor: actorOf(actor),
        action: 'staff-changed',
        subject: { kind: 'staff', id },
        unit: [...account.grants, ...next.grants][0]?.unit ?? tree.root.id,
        before,
        after,
      }),
    ];
  };

  let admin: StaffAccount | undefined;
  const changed = await staff.changeAccount(id, (account) => {
    const { invitation, ...kept } = { ...account, ...change };
    const isOpen = kept.isActive && invitation !== undefined;
    const next: StaffAccount = { ...kept, ...(isOpen ? { invitation } : {}) };
    demand(mayManage(tree, actor.grants, [...account.grants, ...next.grants], localDayOf(now)));
    admin = isCountryAdmin(tree, account) && !isCountryAdmin(tree, next) ? account : undefined;
    if (admin !== undefined && !hadOtherAdmin) throw problems.lastAdmin();
    return { next, effects: traceOf(account, next) };
  });
  // The other one may have been changed meanwhile. Who changed last sees that nobody is left, and takes it back;
  // both may. If a process dies just there, `npm run create-admin` helps.
  if (admin !== undefined && !(await hasOtherAdmin())) {
    const { passwordHash: _, ...asItWas } = admin;
    await staff.changeAccount(id, (account) => {
      const next = { ...account, ...asItWas };
      return { next, effects: traceOf(account, next) };
    });
    throw problems.lastAdmin();
  }
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
