import { Router } from 'express';
import { z } from 'zod';
import { localDayOf } from '../domain/day.ts';
import {
  ROLES,
  type Grant,
  type Passwords,
  type SessionStore,
  type StaffMember,
  type StaffStore,
} from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { acceptInvitation, lookUpInvitation } from '../services/acceptInvitation.ts';
import { changeStaff, type StaffChange } from '../services/changeStaff.ts';
import { inviteStaff, renewLink, type OneTimeLink } from '../services/inviteStaff.ts';
import { listStaff } from '../services/listStaff.ts';
import { signOut } from '../services/signOut.ts';
import { parse } from './parse.ts';
import { presentUnit, presentUser } from './presentUser.ts';
import { lineOfText, moment, unitId, type RouteDescription } from './routeDescription.ts';
import { setSessionCookie, userSchema } from './sessionRoutes.ts';
import { sessionTokenOf, staffOf, type StaffGate } from './staffGate.ts';
import type { StoredLimit } from './storedLimit.ts';

const name = lineOfText(120);
const grants = z.array(z.strictObject({ role: z.enum(ROLES), unit: unitId })).max(20);
const token = z.string().regex(/^[\w-]{43}$/, 'must be the code from the end of the link');

const invitationBody = z.strictObject({ name, email: z.email().max(254), grants: grants.min(1) });
const lookUpBody = z.strictObject({ token });
const acceptBody = z.strictObject({ token, password: z.string().min(1).max(256) });
const changeBody = z.strictObject({
  name: name.optional(),
  grants: grants.optional(),
  isActive: z.boolean().optional(),
});
const idParams = z.object({ id: z.uuid() });

/** Accounts of the staff: list, invite by one-time link, change, close. */
export function staffRoutes(deps: {
  staff: StaffStore;
  sessions: SessionStore;
  passwords: Passwords;
  gate: StaffGate;
  /** Tries at links, by address. */
  linkLimit: StoredLimit;
  loadTree: () => Promise<UnitTree>;
  publicUrl: string;
  now: () => Date;
}): Router {
  const router = Router();
  const { gate, staff } = deps;

  const presentMember = (tree: UnitTree, member: StaffMember) => ({
    id: member.id,
    email: member.email,
    name: member.name,
    isActive: member.isActive,
    grants: member.grants.map((grant: Grant) => ({
      role: grant.role,
      unit: presentUnit(tree, grant.unit, localDayOf(deps.now())),
    })),
  });
  const presentLink = ({ token: code, expiresAt }: OneTimeLink) => ({
    // Behind '#', so that it stays out of logs and Referer.
    link: invitationLink(deps.publicUrl, code),
    expiresAt: expiresAt.toISOString(),
  });

  router.get('/staff', gate.reads, async (_req, res) => {
    const tree = await deps.loadTree();
    const members = await listStaff({ staff, tree }, staffOf(res), deps.now());
    res.json({
      members: members.map((member) => ({
        ...presentMember(tree, member),
        ...(member.hasPassword ? {} : { invited: true }),
      })),
    });
  });

  router.post('/staff/invitations', gate.writes, async (req, res) => {
    const body = parse(invitationBody, req.body);
    const tree = await deps.loadTree();
    const link = await inviteStaff({ staff, tree }, staffOf(res), body, deps.now());
    res.status(201).json({ id: link.id, ...presentLink(link) });
  });

  router.post('/staff/:id/link', gate.writes, async (req, res) => {
    const { id } = parse(idParams, req.params);
    const tree = await deps.loadTree();
    res.status(201).json(presentLink(await renewLink({ staff, tree }, staffOf(res), id, deps.now())));
  });

  router.post('/staff/invitations/look-up', gate.visits, async (req, res) => {
    const body = parse(lookUpBody, req.body);
    await deps.linkLimit.admit(req.ip ?? 'unknown');
    const member = await lookUpInvitation(staff, body.token, deps.now());
    res.json({ name: member.name, email: member.email });
  });

  router.post('/staff/invitations/accept', gate.visits, async (req, res) => {
    const body = parse(acceptBody, req.body);
    await deps.linkLimit.admit(req.ip ?? 'unknown');
    const now = deps.now();
    const tree = await deps.loadTree();
    const started = await acceptInvitation({ ...deps, countryId: tree.root.id }, body, now);

    const former = sessionTokenOf(req);
    if (former !== undefined) await signOut(deps.sessions, former);
    setSessionCookie(res, gate.cookie, started);
    res.json({ user: presentUser(tree, started.member, localDayOf(now)) });
  });

  router.patch('/staff/:id', gate.writes, async (req, res) => {
    const { id } = parse(idParams, req.params);
    const change = parse(changeBody, req.body) as StaffChange;
    const tree = await deps.loadTree();
    const member = await changeStaff({ ...deps, tree }, staffOf(res), id, change, deps.now());
    res.json({ member: presentMember(tree, member) });
  });

  return router;
}

/** The address under which a one-time link is opened. */
export const invitationLink = (publicUrl: string, token: string): string =>
  `${publicUrl}/staff/invitation#${token}`;

const memberSchema = userSchema.extend({ isActive: z.boolean(), invited: z.literal(true).optional() });
const linkSchema = z.object({ link: z.url(), expiresAt: moment });

export const staffDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/staff',
    summary: 'Accounts that you administer',
    audience: 'staff',
    responses: { 200: { description: 'By name', schema: z.object({ members: z.array(memberSchema) }) } },
  },
  {
    method: 'post',
    path: '/staff/invitations',
    summary: 'Open an account; its one-time link is shown once',
    audience: 'staff',
    body: invitationBody,
    responses: { 201: { description: 'The link', schema: linkSchema.extend({ id: z.string() }) } },
  },
  {
    method: 'post',
    path: '/staff/:id/link',
    summary: 'A new one-time link, for a forgotten password',
    audience: 'staff',
    params: idParams,
    responses: { 201: { description: 'The link', schema: linkSchema } },
  },
  {
    method: 'post',
    path: '/staff/invitations/look-up',
    summary: 'Whose one-time link is this',
    audience: 'anyone',
    body: lookUpBody,
    responses: {
      200: { description: 'The account', schema: z.object({ name: z.string(), email: z.string() }) },
      404: { description: 'Used, run out, or never made' },
    },
  },
  {
    method: 'post',
    path: '/staff/invitations/accept',
    summary: 'Set the password by a one-time link, and sign in',
    audience: 'anyone',
    body: acceptBody,
    responses: {
      200: { description: 'Signed in', schema: z.object({ user: userSchema }) },
      404: { description: 'Used, run out, or never made' },
    },
  },
  {
    method: 'patch',
    path: '/staff/:id',
    summary: 'Change name, rights or activity of an account',
    audience: 'staff',
    params: idParams,
    body: changeBody,
    responses: { 200: { description: 'The account', schema: z.object({ member: memberSchema }) } },
  },
];
