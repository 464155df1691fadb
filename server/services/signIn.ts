import { problems } from '../domain/problem.ts';
import type { Passwords, SessionStore, StaffMember, StaffStore } from '../domain/staff.ts';
import { startSession, type StartedSession } from './startSession.ts';

/**
 * Signs a member of staff in by password.
 *
 * An unknown address, a wrong password, an account that was closed and one
 * whose link has not been used yet are answered alike and take equally long.
 *
 * @throws Problem `credentials-wrong`
 */
export async function signIn(
  deps: { staff: StaffStore; sessions: SessionStore; passwords: Passwords },
  { email, password }: { email: string; password: string },
  now: Date,
): Promise<StartedSession & { member: StaffMember }> {
  const account = await deps.staff.findAccountByEmail(email);
  const isRight = await deps.passwords.verify(account?.passwordHash, password);
  if (account === undefined || !isRight || !account.isActive) throw problems.credentialsWrong();
  return { ...(await startSession(deps.sessions, account.id, now)), member: account };
}
