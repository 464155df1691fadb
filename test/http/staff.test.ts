import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { acceptInvitation } from '../../server/services/acceptInvitation.ts';
import { ensureFirstAdminLink, makeAdminLink } from '../../server/services/ensureFirstAdminLink.ts';
import { createPasswords } from '../../server/passwords.ts';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/testApp.ts';

type Agent = ReturnType<typeof supertest.agent>;

const CAN_THO = 'vn-can-tho';
const AN_GIANG = 'vn-an-giang';

let app: TestApp;
let clockMs = Date.now();
/** An runs the platform; Em administers Cần Thơ; Bình supervises it. */
let an: Agent;
let em: Agent;
let binh: Agent;

beforeAll(async () => {
  app = await startTestApp({ now: () => new Date(clockMs) });
  an = await app.signInAs('An', [{ role: 'admin', unit: 'vn' }]);
  em = await app.signInAs('Em', [{ role: 'admin', unit: CAN_THO }]);
  binh = await app.signInAs('Binh', [{ role: 'supervisor', unit: CAN_THO }]);
});
afterAll(() => app.stop());

const fresh = () => supertest.agent(app.url).set('Origin', app.url);
const idOf = async (agent: Agent): Promise<string> =>
  (await agent.get('/api/v1/session').expect(200)).body.user.id as string;
const invite = (agent: Agent, name: string, grants: { role: string; unit: string }[]) =>
  agent.post('/api/v1/staff/invitations').send({ name, email: `${name.toLowerCase()}@example.vn`, grants });
const tokenOf = (link: string) => link.slice(link.indexOf('#') + 1);
const viewer = (unit: string) => [{ role: 'viewer', unit }];

describe('an invitation', () => {
  test('is shown once, says whose it is, sets the password once, and signs in', async () => {
    const { body } = await invite(an, 'Giang', viewer(AN_GIANG)).expect(201);
    expect(body.link).toMatch(new RegExp(`^${app.url}/staff/invitation#[\\w-]{43}$`));
    expect(new Date(body.expiresAt).getTime() - clockMs).toBe(7 * 24 * 60 * 60 * 1000);
    const token = tokenOf(body.link);

    const lookedUp = await fresh().post('/api/v1/staff/invitations/look-up').send({ token }).expect(200);
    expect(lookedUp.body).toEqual({ name: 'Giang', email: 'giang@example.vn' });

    const giang = fresh();
    const accepted = await giang
      .post('/api/v1/staff/invitations/accept')
      .send({ token, password: TEST_PASSWORD })
      .expect(200);
    expect(accepted.body.user).toMatchObject({ email: 'giang@example.vn' });
    await giang.get('/api/v1/session').expect(200);

    for (const path of ['look-up', 'accept']) {
      const again = await fresh()
        .post(`/api/v1/staff/invitations/${path}`)
        .send({ token, ...(path === 'accept' ? { password: TEST_PASSWORD } : {}) })
        .expect(404);
      expect(again.body.code).toBe('invitation-invalid');
    }
  });

  test('used by two at the same moment lets one in', async () => {
    const { body } = await invite(an, 'Hai', viewer(AN_GIANG)).expect(201);
    const accept = (password: string) =>
      fresh()
        .post('/api/v1/staff/invitations/accept')
        .send({ token: tokenOf(body.link), password });

    const answers = await Promise.all([accept('mật khẩu thứ nhất'), accept('mật khẩu thứ hai')]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  test('runs out after seven days', async () => {
    const { body } = await invite(an, 'Khanh', viewer(AN_GIANG)).expect(201);
    const before = clockMs;

    clockMs += 7 * 24 * 60 * 60 * 1000;
    await fresh()
      .post('/api/v1/staff/invitations/look-up')
      .send({ token: tokenOf(body.link) })
      .expect(404);
    clockMs = before;
  });

  test.each([
    ['short', 'ngắn'],
    ['one letter over and over', 'a'.repeat(40)],
    ['the own address', 'long.name@example.vn'],
  ])('refuses a password that is %s', async (_name, password) => {
    const { body } = await an
      .post('/api/v1/staff/invitations')
      .send({ name: 'Long', email: 'long.name@example.vn', grants: viewer(AN_GIANG) })
      .expect(201);

    const refused = await fresh()
      .post('/api/v1/staff/invitations/accept')
      .send({ token: tokenOf(body.link), password })
      .expect(400);

    expect(refused.body.code).toBe('password-weak');
  });

  test('for an account in use is refused; one whose link was not used is replaced', async () => {
    const first = await invite(an, 'Lan', viewer(AN_GIANG)).expect(201);
    const second = await invite(an, 'Lan', viewer(CAN_THO)).expect(201);

    await fresh()
      .post('/api/v1/staff/invitations/look-up')
      .send({ token: tokenOf(first.body.link) })
      .expect(404);
    await fresh()
      .post('/api/v1/staff/invitations/look-up')
      .send({ token: tokenOf(second.body.link) })
      .expect(200);
    expect((await invite(an, 'Binh', viewer(CAN_THO)).expect(409)).body.code).toBe('staff-exists');
  });

  test('to a new password ends every session of that account', async () => {
    const minh = await app.signInAs('Minh', [{ role: 'viewer', unit: CAN_THO }]);
    const { body } = await em.post(`/api/v1/staff/${await idOf(minh)}/link`).expect(201);
    // The old password and session are good until the link is used.
    await minh.get('/api/v1/session').expect(200);

    await fresh()
      .post('/api/v1/staff/invitations/accept')
      .send({ token: tokenOf(body.link), password: 'một mật khẩu hoàn toàn mới' })
      .expect(200);

    await minh.get('/api/v1/session').expect(401);
    const signIn = (password: string) =>
      fresh().post('/api/v1/session').send({ email: 'minh@example.vn', password });
    await signIn(TEST_PASSWORD).expect(401);
    await signIn('một mật khẩu hoàn toàn mới').expect(200);
  });
});

describe('rights', () => {
  test('are given and taken only on ground that the giver administers', async () => {
    await invite(em, 'Nga', viewer(CAN_THO)).expect(201);

    for (const [agent, grants] of [
      [em, viewer(AN_GIANG)],
      [em, viewer('vn')],
      [em, [{ role: 'admin', unit: 'vn' }]],
      [em, [...viewer(CAN_THO), ...viewer(AN_GIANG)]],
      [binh, viewer(CAN_THO)],
    ] as const) {
      const { body } = await invite(agent, 'Oanh', [...grants]).expect(403);
      expect(body.code).toBe('forbidden');
    }
    expect((await invite(an, 'Oanh', viewer('no-such-unit')).expect(404)).body.code).toBe('unit-missing');
    await invite(an, 'Oanh', [{ role: 'superuser', unit: 'vn' }]).expect(400);
  });

  test('cannot be raised by whoever holds them, nor taken over by a link for somebody higher', async () => {
    const [anId, emId] = [await idOf(an), await idOf(em)];

    await em
      .patch(`/api/v1/staff/${emId}`)
      .send({ grants: [{ role: 'admin', unit: 'vn' }] })
      .expect(403);
    await em.post(`/api/v1/staff/${anId}/link`).expect(403);
    await em.patch(`/api/v1/staff/${anId}`).send({ isActive: false }).expect(403);
    await binh
      .patch(`/api/v1/staff/${await idOf(binh)}`)
      .send({ grants: [{ role: 'admin', unit: CAN_THO }] })
      .expect(403);
  });

  test('change at once for a session that is open', async () => {
    const quyen = await app.signInAs('Quyen', [{ role: 'admin', unit: CAN_THO }]);
    await quyen.get('/api/v1/staff').expect(200);

    await an
      .patch(`/api/v1/staff/${await idOf(quyen)}`)
      .send({ grants: viewer(CAN_THO) })
      .expect(200);

    await quyen.get('/api/v1/staff').expect(403);
  });
});

describe('accounts', () => {
  test('are listed to those who administer their ground', async () => {
    const names = async (agent: Agent) =>
      ((await agent.get('/api/v1/staff').expect(200)).body.members as { name: string }[]).map(
        ({ name }) => name,
      );

    expect(await names(an)).toEqual(expect.arrayContaining(['An', 'Binh', 'Em', 'Giang']));
    const ofCanTho = await names(em);
    expect(ofCanTho).toEqual(expect.arrayContaining(['Binh', 'Em']));
    expect(ofCanTho).not.toContain('An');
    expect(ofCanTho).not.toContain('Giang');
    await binh.get('/api/v1/staff').expect(403);
  });

  test('never show hashes or tokens', async () => {
    const { text } = await an.get('/api/v1/staff').expect(200);

    expect(text).not.toMatch(/argon2|tokenHash|passwordHash/);
    expect((JSON.parse(text) as { members: unknown[] }).members).toContainEqual({
      id: expect.any(String),
      email: 'khanh@example.vn',
      name: 'Khanh',
      isActive: true,
      invited: true,
      grants: [{ role: 'viewer', unit: { id: AN_GIANG, kind: 'province', name: expect.anything() } }],
    });
  });

  test('that are closed are signed out, cannot sign in, and lose their link', async () => {
    const son = await app.signInAs('Son', [{ role: 'viewer', unit: CAN_THO }]);
    const id = await idOf(son);
    const { body } = await em.post(`/api/v1/staff/${id}/link`).expect(201);

    await em.patch(`/api/v1/staff/${id}`).send({ isActive: false }).expect(200);

    await son.get('/api/v1/session').expect(401);
    await fresh()
      .post('/api/v1/session')
      .send({ email: 'son@example.vn', password: TEST_PASSWORD })
      .expect(401);
    await fresh()
      .post('/api/v1/staff/invitations/look-up')
      .send({ token: tokenOf(body.link) })
      .expect(404);
  });
});

describe('the country', () => {
  test('keeps its last admin, and gets a link for the first one only while it has none', async () => {
    const anId = await idOf(an);
    const deps = { staff: app.stores.staff, tree: await app.stores.loadTree() };
    for (const change of [{ isActive: false }, { grants: [{ role: 'viewer', unit: 'vn' }] }]) {
      const { body } = await an.patch(`/api/v1/staff/${anId}`).send(change).expect(409);
      expect(body.code).toBe('last-admin');
    }
    expect(await ensureFirstAdminLink(deps, new Date(clockMs))).toBeUndefined();

    const second = await app.signInAs('Thu', [{ role: 'admin', unit: 'vn' }]);
    await second.patch(`/api/v1/staff/${anId}`).send({ isActive: false }).expect(200);

    await an.get('/api/v1/session').expect(401);
  });

  test('gets a new admin from whoever holds the machine', async () => {
    const deps = { staff: app.stores.staff, tree: await app.stores.loadTree() };
    const now = new Date(clockMs);

    const [first, second] = await Promise.all([
      makeAdminLink(deps, { email: 'uyen@example.vn', name: 'Uyên' }, now),
      makeAdminLink(deps, { email: 'uyen@example.vn', name: 'Uyên' }, now),
    ]);

    const passwords = await createPasswords();
    const accept = ({ token }: { token: string }) =>
      acceptInvitation(
        { ...deps, sessions: app.stores.sessions, passwords, countryId: 'vn' },
        { token, password: TEST_PASSWORD },
        now,
      ).then(
        ({ member }) => member.grants,
        (error: { code: string }) => error.code,
      );
    // The later of the two links is the good one.
    expect(
      new Set([await accept(first), await accept(second)].map((outcome) => JSON.stringify(outcome))),
    ).toEqual(new Set(['[{"role":"admin","unit":"vn"}]', '"invitation-invalid"']));
    expect((await app.stores.staff.findAccountByEmail('uyen@example.vn'))!.passwordHash).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
    );
  });
});
