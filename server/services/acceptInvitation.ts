import { problems } from '../domain/problem.ts';
import { searchKey } from '../domain/searchKey.ts';
import type { Passwords, SessionStore, StaffAccount, StaffMember, StaffStore } from '../domain/staff.ts';
import { actorOf, auditEffect } from './auditEffect.ts';
import { startSession, type StartedSession } from './startSession.ts';
import { hashToken } from './token.ts';

export const MINIMUM_PASSWORD_CHARACTERS = 12;

/**
 * Whose one-time link this is.
 *
 * @throws Problem `invitation-invalid` when it was used, has run out, or never existed
 */
export async function lookUpInvitation(staff: StaffStore, token: string, now: Date): Promise<StaffMember> {
  const account = await staff.findAccountByInvitation(hashToken(token));
  if (account === undefined || !isGood(account, token, now)) throw problems.invitationInvalid();
  return account;
}

/**
 * Sets the password by a one-time link, uses the link up, ends every session
 * that was open, and signs in.
 *
 * @throws Problem `invitation-invalid`, `password-weak`
 */
export async function acceptInvitation(
  deps: { staff: StaffStore; sessions: SessionStore; passwords: Passwords; countryId: string },
  { token, password }: { token: string; password: string },
  now: Date,
): Promise<StartedSession & { member: StaffMember }> {
  const { id, email, name } = await lookUpInvitation(deps.staff, token, now);
  demandStrong(password, [email, email.split('@')[0] ?? '', name]);
  const passwordHash = await deps.passwords.hash(password);

  const member = await deps.staff.changeAccount(id, (account) => {
    // Somebody may have used the link since it was looked up.
    if (!isGood(account, token, now)) throw problems.invitationInvalid();
    const { invitation: _, ...rest } = account;
    return {
      next: { ...rest, passwordHash },
      effects: [
        auditEffect({
          at: now,
          actor: actorOf(account),
          action: 'staff-password-set',
          subject: { kind: 'staff', id },
          unit: account.grants[0]?.unit ?? deps.countryId,
        }),
      ],
    };
  });
  await deps.sessions.removeSessionsOf(id);
  return { ...(await startSession(deps.sessions, id, now)), member };
}

const isGood = ({ invitation, isActive }: StaffAccount, token: string, now: Date): boolean =>
  isActive &&
  invitation !== undefined &&
  invitation.tokenHash === hashToken(token) &&
  now < invitation.expiresAt;

/** Length matters most; only what an attacker tries first is refused beside it. @throws Problem `password-weak` */
export function demandStrong(password: string, ownWords: readonly string[]): void {
  const characters = [...password];
  const isOwnWord = ownWords.some((word) => searchKey(word) === searchKey(password));
  const isMonotonous = new Set(characters).size < 5;
  if (characters.length < MINIMUM_PASSWORD_CHARACTERS || isOwnWord || isMonotonous) {
    throw problems.passwordWeak(MINIMUM_PASSWORD_CHARACTERS);
  }
}
