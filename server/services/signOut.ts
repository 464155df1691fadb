import type { SessionStore } from '../domain/staff.ts';
import { hashToken } from './token.ts';

/** Ends the session; a token that is not known (any more) is as good as signed out. */
export const signOut = (sessions: SessionStore, token: string): Promise<void> =>
  sessions.removeSession(hashToken(token));
