import express, {
  Router,
  type CookieOptions,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { problems } from '../domain/problem.ts';
import type { SessionStore, StaffMember, StaffStore } from '../domain/staff.ts';
import { findSignedIn } from '../services/findSignedIn.ts';
import { sameOriginJson } from './sameOrigin.ts';

export const SESSION_COOKIE = 'sipas_session';

/** Larger than any definition that can be published, so that a draft may be too large and be told so. */
const BODY_LIMIT = '1mb';

/** What stands before every route of the staff. */
export interface StaffGate {
  /** For GET: signed in. */
  reads: RequestHandler;
  /** For everything else: from our own pages, JSON, signed in. */
  writes: RequestHandler;
  /** For what a visitor changes before being signed in: from our own pages, JSON. */
  visits: RequestHandler;
  /** The session cookie's options; `maxAge` is added when it is set. */
  cookie: CookieOptions;
}

export function createStaffGate(deps: {
  staff: StaffStore;
  sessions: SessionStore;
  publicUrl: string;
  now: () => Date;
}): StaffGate {
  const signedIn: RequestHandler = async (req, res, next) => {
    const token = sessionTokenOf(req);
    const member = token === undefined ? undefined : await findSignedIn(deps, token, deps.now());
    if (member === undefined) throw problems.signInNeeded();
    res.locals['staff'] = member;
    next();
  };
  const ours = sameOriginJson(deps.publicUrl);
  const json = express.json({ limit: BODY_LIMIT });

  return {
    reads: inTurn(neverCached, signedIn),
    writes: inTurn(neverCached, ours, signedIn, json),
    visits: inTurn(neverCached, ours, json),
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: deps.publicUrl.startsWith('https://'),
    },
  };
}

/** Who is signed in, behind the gate. */
export function staffOf(res: Response): StaffMember {
  const member = res.locals['staff'] as StaffMember | undefined;
  if (member === undefined) throw new Error('staffOf: the route is not behind the gate');
  return member;
}

export function sessionTokenOf(req: Request): string | undefined {
  for (const pair of (req.get('cookie') ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    // 43 characters of base64url are 32 bytes; anything else was not made by us.
    if (name === SESSION_COOKIE && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

const neverCached: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};

const inTurn = (...handlers: RequestHandler[]): RequestHandler => Router().use(...handlers);
