import { randomUUID } from 'node:crypto';
import { localDayOf } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import { demand, mayManage } from '../domain/rights.ts';
import {
  normalEmail,
  type Actor,
  type Grant,
  type Invitation,
  type StaffAccount,
  type StaffStore,
} from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { actorOf, auditEffect } from './auditEffect.ts';
import { hashToken, makeToken } from './token.ts';

const INVITATION_LASTS_MS = 7 * 24 * 60 * 60 * 1000;

/** Shown once to whoever made it; we keep the token's hash. */
export interface OneTimeLink {
  token: string;
  expiresAt: Date;
}

export function makeInvitation(now: Date): OneTimeLink & { invitation: Invitation } {
  const token = makeToken();
  const expiresAt = new Date(now.getTime() + INVITATION_LASTS_MS);
  return { token, expiresAt, invitation: { tokenHash: hashToken(token), expiresAt } };
}

interface Deps {
  staff: StaffStore;
  tree: UnitTree;
}

/**
 * Opens an account and makes the one-time link by which its owner sets a
 * password. An account whose link was never used gets the new one instead.
 *
 * @throws Problem `forbidden`, `staff-exists`, `unit-missing`
 */
export async function inviteStaff(
  { staff, tree }: Deps,
  actor: Actor,
  { name, email, grants }: { name: string; email: string; grants: readonly Grant[] },
  now: Date,
): Promise<OneTimeLink & { id: string }> {
  demandKnownUnits(tree, grants);
  demand(mayManage(tree, actor.grants, grants, localDayOf(now)));

  const { token, expiresAt, invitation } = makeInvitation(now);
  const existing = await staff.findAccountByEmail(email);
  if (existing !== undefined) {
    if (existing.passwordHash !== undefined) throw problems.staffExists();
    await staff.changeAccount(existing.id, (account) => {
      demand(mayManage(tree, actor.grants, account.grants, localDayOf(now)));
      // Somebody has just used the old link.
      if (account.passwordHash !== undefined) throw problems.staffExists();
      return {
        next: { ...account, name, grants, isActive: true, invitation },
        effects: [trace(tree, actor, now, 'staff-invited', account, { name, grants })],
      };
    });
    return { id: existing.id, token, expiresAt };
  }

  const account = { id: randomUUID(), email: normalEmail(email), name, grants, isActive: true, invitation };
  await staff.insertAccount(account, [
    trace(tree, actor, now, 'staff-invited', account, { email: account.email, name, grants }),
  ]);
  return { id: account.id, token, expiresAt };
}

/**
 * A new one-time link for an account: for a forgotten password. The old
 * password stays good until the link is used.
 *
 * @throws Problem `staff-missing`, `forbidden`
 */
export async function renewLink(
  { staff, tree }: Deps,
  actor: Actor,
  id: string,
  now: Date,
): Promise<OneTimeLink> {
  const { token, expiresAt, invitation } = makeInvitation(now);
  await staff.changeAccount(id, (account) => {
    demand(mayManage(tree, actor.grants, account.grants, localDayOf(now)));
    return {
      next: { ...account, invitation },
      effects: [trace(tree, actor, now, 'staff-link-made', account, {})],
    };
  });
  return { token, expiresAt };
}

/** @throws Problem `unit-missing` */
export function demandKnownUnits(tree: UnitTree, grants: readonly Grant[]): void {
  for (const { unit } of grants) if (tree.findUnit(unit) === undefined) throw problems.unitMissing(unit);
}

function trace(
  tree: UnitTree,
  actor: Actor,
  at: Date,
  action: string,
  { id, grants }: Pick<StaffAccount, 'id' | 'grants'>,
  after: Record<string, unknown>,
) {
  return auditEffect({
    at,
    actor: actorOf(actor),
    action,
    subject: { kind: 'staff', id },
    unit: grants[0]?.unit ?? tree.root.id,
    after,
  });
}
