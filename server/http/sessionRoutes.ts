import { Router, type CookieOptions, type Response } from 'express';
import { z } from 'zod';
import { localDayOf } from '../domain/day.ts';
import { ROLES, type Passwords, type SessionStore, type StaffStore } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { signIn } from '../services/signIn.ts';
import { signOut } from '../services/signOut.ts';
import { SESSION_LASTS_MS, type StartedSession } from '../services/startSession.ts';
import { parse } from './parse.ts';
import { presentUser } from './presentUser.ts';
import { localizedText, unitId, type RouteDescription } from './routeDescription.ts';
import type { SignInLimits } from './signInLimits.ts';
import { SESSION_COOKIE, sessionTokenOf, staffOf, type StaffGate } from './staffGate.ts';

const credentials = z.strictObject({
  email: z.string().trim().min(1).max(254),
  // An upper limit keeps hashing cheap; it is far above what anybody types.
  password: z.string().min(1).max(256),
});

export const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  grants: z.array(
    z.object({
      role: z.enum(ROLES),
      unit: z.object({ id: unitId, kind: z.string(), name: localizedText }),
    }),
  ),
});

/** POST, GET and DELETE /session. */
export function sessionRoutes(deps: {
  staff: StaffStore;
  sessions: SessionStore;
  passwords: Passwords;
  limits: SignInLimits;
  gate: StaffGate;
  loadTree: () => Promise<UnitTree>;
  now: () => Date;
}): Router {
  const router = Router();
  const { gate, sessions, limits } = deps;

  router.post('/session', gate.visits, async (req, res) => {
    const given = parse(credentials, req.body);
    const attempt = { email: given.email.toLowerCase(), address: req.ip ?? 'unknown' };
    await limits.admit(attempt);
    const now = deps.now();
    const started = await signIn(deps, given, now);
    await limits.succeeded(attempt);

    const former = sessionTokenOf(req);
    if (former !== undefined) await signOut(sessions, former);
    setSessionCookie(res, gate.cookie, started);
    res.json({ user: presentUser(await deps.loadTree(), started.member, localDayOf(now)) });
  });

  router.get('/session', gate.reads, async (_req, res) => {
    res.json({ user: presentUser(await deps.loadTree(), staffOf(res), localDayOf(deps.now())) });
  });

  router.delete('/session', gate.visits, async (req, res) => {
    const token = sessionTokenOf(req);
    if (token !== undefined) await signOut(sessions, token);
    res.clearCookie(SESSION_COOKIE, gate.cookie);
    res.status(204).end();
  });

  return router;
}

export function setSessionCookie(res: Response, cookie: CookieOptions, started: StartedSession): void {
  // A length, not a moment: the browser's clock may be wrong.
  res.cookie(SESSION_COOKIE, started.token, { ...cookie, maxAge: SESSION_LASTS_MS });
}

export const sessionDescriptions: readonly RouteDescription[] = [
  {
    method: 'post',
    path: '/session',
    summary: 'Sign in; the session cookie comes back',
    audience: 'anyone',
    body: credentials,
    responses: {
      200: { description: 'Signed in', schema: z.object({ user: userSchema }) },
      401: { description: 'The address or the password is not right' },
      429: { description: 'Too many attempts; see Retry-After' },
    },
  },
  {
    method: 'get',
    path: '/session',
    summary: 'Who am I',
    audience: 'staff',
    responses: { 200: { description: 'Who is signed in', schema: z.object({ user: userSchema }) } },
  },
  {
    method: 'delete',
    path: '/session',
    summary: 'Sign out',
    audience: 'anyone',
    responses: { 204: { description: 'Signed out' } },
  },
];
