import type { SessionStore, StaffMember, StaffStore } from '../domain/staff.ts';
import { hashToken } from './token.ts';

/** A session that nobody uses ends after this long. */
export const SESSION_IDLES_MS = 2 * 60 * 60 * 1000;
/** Being seen is written down at most this often. */
const TOUCH_EVERY_MS = 60 * 1000;

/** Whom a session token belongs to; `undefined` when it is unknown, has run out, or the account is closed. */
export async function findSignedIn(
  { staff, sessions }: { staff: StaffStore; sessions: SessionStore },
  token: string,
  now: Date,
): Promise<StaffMember | undefined> {
  const tokenHash = hashToken(token);
  const session = await sessions.findSession(tokenHash);
  if (session === undefined) return undefined;

  const idleMs = now.getTime() - session.lastSeenAt.getTime();
  if (now >= session.expiresAt || idleMs >= SESSION_IDLES_MS) {
    await sessions.removeSession(tokenHash);
    return undefined;
  }
  const account = await staff.findAccount(session.staff);
  if (account === undefined || !account.isActive) return undefined;

  if (idleMs >= TOUCH_EVERY_MS) await sessions.touchSession(tokenHash, now);
  return account;
}
