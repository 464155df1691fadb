import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type supertest from 'supertest';
import { startTestApp, type TestApp } from '../support/testApp.ts';
import { unitOf } from '../support/units.ts';

type Agent = ReturnType<typeof supertest.agent>;
interface Entry {
  sequence: number;
  actor: { name: string };
  action: string;
  subject: { kind: string; id: string };
  unit: string;
  changes: unknown[];
}

let app: TestApp;
/** An runs the platform; Em administers Cần Thơ; Bình supervises it. */
let an: Agent;
let em: Agent;
let binh: Agent;

beforeAll(async () => {
  app = await startTestApp();
  await app.stores.units.insertUnits([
    unitOf('land-office', 'agency', 'vn-an-giang', { from: '2025-07-01' }),
    unitOf('ct-registry', 'agency', 'vn-can-tho', { from: '2025-07-01' }),
  ]);
  an = await app.signInAs('An', [{ role: 'admin', unit: 'vn' }]);
  em = await app.signInAs('Em', [{ role: 'admin', unit: 'vn-can-tho' }]);
  binh = await app.signInAs('Binh', [{ role: 'supervisor', unit: 'vn-can-tho' }]);
});
afterAll(() => app.stop());

const makeCollector = async (agent: Agent, unit: string): Promise<string> =>
  (await agent.post('/api/v1/collectors').send({ unit, channel: 'qr', label: 'Quầy 1' }).expect(201)).body
    .collector.code as string;
const entriesSeenBy = async (agent: Agent, query = ''): Promise<Entry[]> =>
  (await agent.get(`/api/v1/audit${query}`).expect(200)).body.entries as Entry[];

/** The trace follows its change by a second or so. */
async function waitForTrace(of: (entries: Entry[]) => boolean): Promise<Entry[]> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const entries = await entriesSeenBy(an);
    if (of(entries)) return entries;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error('the trace of the change did not come');
}

describe('the trace of a change', () => {
  test('says who did what to what, and what it was before', async () => {
    const code = await makeCollector(em, 'ct-registry');
    await em.patch(`/api/v1/collectors/${code}`).send({ isOpen: false }).expect(200);

    const isOfCode = ({ subject }: Entry) => subject.id === code;
    const entries = await waitForTrace((found) => found.filter(isOfCode).length === 2);

    expect(entries.filter(isOfCode)).toEqual([
      {
        sequence: expect.any(Number),
        at: expect.any(String),
        actor: { kind: 'staff', id: expect.any(String), name: 'Em' },
        action: 'collector-changed',
        subject: { kind: 'collector', id: code },
        unit: 'ct-registry',
        changes: [{ field: 'isOpen', before: true, after: false }],
      },
      expect.objectContaining({
        action: 'collector-created',
        changes: [
          { field: 'channel', after: 'qr' },
          { field: 'label', after: 'Quầy 1' },
        ],
      }),
    ]);
  });

  test('is left by accounts, campaigns and questionnaires too, without passwords or tokens', async () => {
    const entries = await waitForTrace((found) =>
      ['staff-invited', 'staff-password-set', 'version-published'].every((action) =>
        found.some((entry) => entry.action === action),
      ),
    );

    expect(JSON.stringify(entries)).not.toMatch(/argon2|tokenHash|passwordHash/);
    expect(await app.stores.audit.verifyAudit()).toMatchObject({ faults: [] });
  });

  test('is shown to admins, of the ground that they administer', async () => {
    const code = await makeCollector(an, 'land-office');
    await makeCollector(an, 'ct-registry');
    await waitForTrace((found) => found.some(({ subject }) => subject.id === code));

    const units = new Set((await entriesSeenBy(em, '?limit=1000')).map(({ unit }) => unit));
    expect(units).toEqual(new Set(['vn-can-tho', 'ct-registry']));
    const ofOffice = await entriesSeenBy(an, '?within=land-office');
    expect(ofOffice.map(({ unit }) => unit)).toEqual(['land-office']);
    await binh.get('/api/v1/audit').expect(403);
    await em.get('/api/v1/audit?within=land-office').expect(403);
    await an.get('/api/v1/audit?within=nowhere').expect(404);
    await an.get('/api/v1/audit?limit=0').expect(400);
  });
});

describe('the check of the whole log', () => {
  test('says that nothing is missing, to admins of the country', async () => {
    const { body } = await an.get('/api/v1/audit/check').expect(200);

    expect(body).toEqual({ entries: expect.any(Number), faulty: 0, faults: [] });
    expect(body.entries).toBeGreaterThan(0);
    await em.get('/api/v1/audit/check').expect(403);
    await binh.get('/api/v1/audit/check').expect(403);
    await app.visitor.get('/api/v1/audit/check').expect(401);
  });
});
