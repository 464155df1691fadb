import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { mongo } from 'mongoose';
import supertest from 'supertest';
import { createStaffGate } from '../../server/http/staffGate.ts';
import { inviteStaff } from '../../server/services/inviteStaff.ts';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/testApp.ts';

let app: TestApp;
/** The clock of the application, moved by the tests about expiry. */
let clockMs = Date.now();

beforeAll(async () => {
  app = await startTestApp({ now: () => new Date(clockMs) });
  // An runs the platform, Bình manages the land office, Chi is a citizen.
  await app.signInAs('An', [{ role: 'admin', unit: 'vn' }]);
  await app.signInAs('Binh', [{ role: 'supervisor', unit: 'vn' }]);
});
afterAll(() => app.stop());

const fresh = () => supertest.agent(app.url).set('Origin', app.url);
const signIn = (email: string, password: string, agent = fresh()) =>
  agent.post('/api/v1/session').send({ email, password });
const cookieOf = (response: { headers: Record<string, unknown> }): string =>
  (response.headers['set-cookie'] as string[] | undefined)?.[0] ?? '';

describe('signing in', () => {
  test('gives the user and a cookie that scripts and other sites cannot use', async () => {
    const response = await signIn('AN@example.vn ', TEST_PASSWORD).expect(200);

    expect(response.body.user).toEqual({
      id: expect.any(String),
      email: 'an@example.vn',
      name: 'An',
      grants: [
        {
          role: 'admin',
          unit: { id: 'vn', kind: 'country', name: expect.objectContaining({ vi: 'Việt Nam' }) },
        },
      ],
    });
    expect(cookieOf(response)).toMatch(
      /^sipas_session=[\w-]{43}; Max-Age=43200; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
    );
    expect(response.headers['cache-control']).toBe('no-store');
  });

  test('under https gives the cookie to https alone', () => {
    const { staff, sessions } = app.stores;
    const cookieUnder = (publicUrl: string) =>
      createStaffGate({ staff, sessions, publicUrl, now: () => new Date() }).cookie;

    expect(cookieUnder('https://hai-long.example.vn')).toMatchObject({ secure: true, httpOnly: true });
    expect(cookieUnder('http://localhost:3000')).toMatchObject({ secure: false, httpOnly: true });
  });

  test('says the same of an unknown address, a wrong password and an unused link', async () => {
    const operator = { id: 'x', name: 'x', grants: [{ role: 'admin' as const, unit: 'vn' }] };
    await inviteStaff(
      { staff: app.stores.staff, tree: await app.stores.loadTree() },
      operator,
      { name: 'Dung', email: 'dung@example.vn', grants: [{ role: 'viewer', unit: 'vn' }] },
      new Date(clockMs),
    );

    const bodies = [];
    for (const email of ['nobody@example.vn', 'an@example.vn', 'dung@example.vn']) {
      const { body, headers } = await signIn(email, 'not the password').expect(401);
      expect(headers['set-cookie']).toBeUndefined();
      bodies.push(body);
    }

    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0].code).toBe('credentials-wrong');
  });

  test('never makes a token valid that the browser brought along', async () => {
    const planted = 'A'.repeat(43);
    const agent = fresh().set('Cookie', `sipas_session=${planted}`);

    const response = await signIn('an@example.vn', TEST_PASSWORD, agent).expect(200);

    expect(cookieOf(response)).not.toContain(planted);
    await supertest(app.url).get('/api/v1/session').set('Cookie', `sipas_session=${planted}`).expect(401);
  });

  test('ends the session that the browser had before', async () => {
    const agent = fresh();
    const first = cookieOf(await signIn('an@example.vn', TEST_PASSWORD, agent).expect(200)).split(';')[0]!;

    await signIn('an@example.vn', TEST_PASSWORD, agent).expect(200);

    await supertest(app.url).get('/api/v1/session').set('Cookie', first).expect(401);
    await agent.get('/api/v1/session').expect(200);
  });

  test('is refused in objects, with unknown keys, and without pollution of any prototype', async () => {
    for (const body of [
      '{"email":{"$ne":""},"password":{"$ne":""}}',
      '{"email":"an@example.vn","password":["x"]}',
      '{"email":"an@example.vn","password":"x","__proto__":{"isAdmin":true}}',
      '{"email":"an@example.vn","password":"x","constructor":{"prototype":{"isAdmin":true}}}',
      'null',
      '[]',
    ]) {
      const { status } = await fresh()
        .post('/api/v1/session')
        .set('Content-Type', 'application/json')
        .send(body);
      expect({ body, status: [400, 401].includes(status) }).toEqual({ body, status: true });
    }
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  test('is refused after ten wrong passwords for one account, with a time to wait, whatever the next one is', async () => {
    await app.signInAs('Em', [{ role: 'viewer', unit: 'vn' }]);
    const statuses = [];
    for (let attempt = 0; attempt < 10; attempt++) {
      statuses.push((await signIn('em@example.vn', `wrong ${attempt}`)).status);
    }
    const { body, headers } = await signIn('em@example.vn', TEST_PASSWORD).expect(429);

    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(body.code).toBe('too-many-requests');
    expect(Number(headers['retry-after'])).toBeGreaterThan(60);
    // Another account at the same address is not locked out.
    await signIn('binh@example.vn', TEST_PASSWORD).expect(200);
    // What is counted says neither whose account nor which address it was.
    const { client, database, collection } = app.stores.rateLimits;
    const counted = await (client as mongo.MongoClient).db(database).collection(collection).find().toArray();
    expect(counted.length).toBeGreaterThan(0);
    expect(JSON.stringify(counted)).not.toMatch(/example|127\.0|::1/);
  });
});

describe('a session', () => {
  test('is kept only as a hash', async () => {
    const token = cookieOf(await signIn('an@example.vn', TEST_PASSWORD).expect(200)).slice(14, 57);

    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await app.stores.sessions.findSession(token)).toBeUndefined();
  });

  test('ends when its owner signs out, everywhere', async () => {
    const agent = fresh();
    const cookie = cookieOf(await signIn('an@example.vn', TEST_PASSWORD, agent)).split(';')[0]!;

    await agent.delete('/api/v1/session').expect(204);

    await agent.get('/api/v1/session').expect(401);
    await supertest(app.url).get('/api/v1/session').set('Cookie', cookie).expect(401);
  });

  test('ends after two idle hours, and after twelve however busy it is', async () => {
    const minutes = (count: number) => count * 60_000;
    const agent = fresh();
    await signIn('an@example.vn', TEST_PASSWORD, agent).expect(200);

    for (let hour = 1; hour <= 11; hour++) {
      clockMs += minutes(60);
      await agent.get('/api/v1/session').expect(200);
    }
    clockMs += minutes(60);
    await agent.get('/api/v1/session').expect(401);

    await signIn('an@example.vn', TEST_PASSWORD, agent).expect(200);
    clockMs += minutes(119);
    await agent.get('/api/v1/session').expect(200);
    clockMs += minutes(120);
    await agent.get('/api/v1/session').expect(401);
  });
});

describe('other sites', () => {
  test.each([
    ['another Origin', { Origin: 'https://evil.example' }],
    ['no readable Origin', { Origin: 'null' }],
    ['a cross-site fetch', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a sibling site', { 'Sec-Fetch-Site': 'same-site' }],
  ])('cannot sign anybody in or out: %s', async (_name, headers) => {
    const agent = fresh();
    await signIn('an@example.vn', TEST_PASSWORD, agent).expect(200);

    const signedOut = await agent.delete('/api/v1/session').set(headers);
    const signedIn = await signIn('an@example.vn', TEST_PASSWORD, fresh().set(headers));

    expect([signedOut.status, signedOut.body.code]).toEqual([403, 'origin-refused']);
    expect([signedIn.status, signedIn.body.code]).toEqual([403, 'origin-refused']);
    await agent.get('/api/v1/session').expect(200);
  });

  test('cannot use what a form can send', async () => {
    const { body } = await fresh()
      .post('/api/v1/session')
      .type('form')
      .send({ email: 'an@example.vn', password: TEST_PASSWORD })
      .expect(415);

    expect(body.code).toBe('json-needed');
  });
});

test('Chi, who has no account, sees nothing of the staff', async () => {
  for (const path of ['session', 'staff', 'units', 'campaigns', 'collectors', 'surveys', 'audit']) {
    const { body } = await fresh().get(`/api/v1/${path}`).expect(401);
    expect(body.code).toBe('sign-in-needed');
  }
});
