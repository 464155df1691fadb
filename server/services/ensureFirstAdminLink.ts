import { randomUUID } from 'node:crypto';
import { Problem } from '../domain/problem.ts';
import { normalEmail, type StaffStore } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { auditEffect } from './auditEffect.ts';
import { isCountryAdmin } from './changeStaff.ts';
import { makeInvitation, type OneTimeLink } from './inviteStaff.ts';

/** The account that the first start opens; whoever uses its link should invite people under their own names. */
const FIRST_ADMIN_EMAIL = 'admin@localhost';

/**
 * The one-time link for the first administrator, when nobody administers the
 * country; else `undefined`. Every start makes a new link and so ends the one
 * printed before.
 */
export async function ensureFirstAdminLink(
  { staff, tree }: { staff: StaffStore; tree: UnitTree },
  now: Date,
): Promise<(OneTimeLink & { email: string }) | undefined> {
  const accounts = await staff.listAccounts();
  if (accounts.some((account) => isCountryAdmin(tree, account))) return undefined;
  const link = await makeAdminLink({ staff, tree }, { email: FIRST_ADMIN_EMAIL, name: 'Quản trị viên' }, now);
  return { ...link, email: FIRST_ADMIN_EMAIL };
}

/**
 * Makes an account an administrator of the country (opening it if there is
 * none) and a one-time link for it. For whoever holds the machine: the first
 * start and `npm run create-admin`.
 */
export async function makeAdminLink(
  { staff, tree }: { staff: StaffStore; tree: UnitTree },
  { email, name }: { email: string; name: string },
  now: Date,
): Promise<OneTimeLink> {
  const { token, expiresAt, invitation } = makeInvitation(now);
  const admin = { role: 'admin' as const, unit: tree.root.id };
  const trace = (id: string) =>
    auditEffect({
      at: now,
      actor: { kind: 'system', name: 'operator' },
      action: 'staff-invited',
      subject: { kind: 'staff', id },
      unit: tree.root.id,
      after: { email: normalEmail(email), grants: [admin] },
    });

  const existing = await staff.findAccountByEmail(email);
  if (existing === undefined) {
    const id = randomUUID();
    const account = { id, email: normalEmail(email), name, grants: [admin], isActive: true, invitation };
    try {
      await staff.insertAccount(account, [trace(id)]);
      return { token, expiresAt };
    } catch (error) {
      // Another process starts at the same moment and was first: its account gets our link.
      if (error instanceof Problem && error.code === 'staff-exists') {
        return makeAdminLink({ staff, tree }, { email, name }, now);
      }
      throw error;
    }
  }
  await staff.changeAccount(existing.id, (account) => ({
    next: {
      ...account,
      isActive: true,
      invitation,
      grants: [...account.grants.filter(({ role, unit }) => role !== 'admin' || unit !== admin.unit), admin],
    },
    effects: [trace(account.id)],
  }));
  return { token, expiresAt };
}
