import type { SessionStore } from '../domain/staff.ts';
import { hashToken, makeToken } from './token.ts';

/** A working day and its overtime; then the password is asked again. */
export const SESSION_LASTS_MS = 12 * 60 * 60 * 1000;

export interface StartedSession {
  /** Goes into the cookie and is kept nowhere else. */
  token: string;
  expiresAt: Date;
}

/** Always a new token: one that the browser brought along is never made valid. */
export async function startSession(
  sessions: SessionStore,
  staff: string,
  now: Date,
): Promise<StartedSession> {
  const token = makeToken();
  const expiresAt = new Date(now.getTime() + SESSION_LASTS_MS);
  await sessions.insertSession(hashToken(token), { staff, startedAt: now, lastSeenAt: now, expiresAt });
  return { token, expiresAt };
}
