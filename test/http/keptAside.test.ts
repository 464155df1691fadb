import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type supertest from 'supertest';
import type { KnownSubmission } from '../../server/domain/submission.ts';
import type { Unit } from '../../server/domain/unit.ts';
import { openRound } from '../support/openRound.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';
import { unitOf } from '../support/units.ts';

type Agent = ReturnType<typeof supertest.agent>;

let app: TestApp;
/** An runs the platform, Bình supervises it. */
let an: Agent;
let binh: Agent;

const EVENING = new Date('2026-06-30T23:50:00+07:00');
let now = EVENING;
const ANSWERS = { staff: { polite: 5, 'clear-words': 4 }, result: 'good' };

beforeAll(async () => {
  app = await startTestApp({ now: () => now });
  await openRound(app, {
    campaign: { id: 'ended', from: '2026-06-01', until: '2026-06-30', uploadUntil: '2026-06-30' },
    collector: {
      code: 'K105K',
      channel: 'kiosk',
      label: 'Kiosk',
      assignments: [{ campaign: 'ended', from: '2026-06-01' }],
    },
  });
  an = await app.signInAs('An', [{ role: 'admin', unit: 'vn' }]);
  binh = await app.signInAs('Binh', [{ role: 'supervisor', unit: 'vn' }]);
});
afterAll(() => app.stop());

const campaignFor = async (who: Agent) =>
  (
    (await who.get('/api/v1/campaigns').expect(200)).body as {
      campaigns: { id: string; keptAside?: number }[];
    }
  ).campaigns.find(({ id }) => id === 'ended');

test('what came too late waits for an admin, who counts it; its receipt says so', async () => {
  const receipts: string[] = [];
  for (const day of ['2026-06-27', '2026-06-28']) {
    const { body } = await app.visitor
      .post('/api/v1/submissions')
      .send({
        id: randomUUID(),
        collector: 'K105K',
        version: 'small@1',
        locale: 'vi',
        answers: ANSWERS,
        answeredAt: `${day}T05:00:00Z`,
        deviceNow: '2026-06-30T05:00:00Z',
      })
      .expect(201);
    receipts.push(body.receipt as string);
  }
  const statusOf = async (receipt: string) =>
    (await app.visitor.post('/api/v1/receipts/look-up').send({ receipt }).expect(200)).body.status as string;
  expect(await statusOf(receipts[0]!)).toBe('kept-aside');
  const page = await app.visitor.post('/r?lang=en').type('form').send({ receipt: receipts[0] }).expect(200);
  expect(page.text).toContain('Received, not counted yet, waits for a person in charge'); // whatever the reason
  expect(await campaignFor(an)).toMatchObject({ keptAside: 2 });
  expect(await campaignFor(binh)).not.toHaveProperty('keptAside');

  const { body } = await an.get('/api/v1/campaigns/ended/kept-aside').expect(200);
  expect(body.groups).toEqual([
    {
      collector: 'K105K',
      label: 'Kiosk',
      unit: { id: 'agency-land-office', name: expect.objectContaining({ vi: 'Phòng Đất đai' }) },
      reason: 'after-last-upload',
      submissions: 2,
      firstDay: '2026-06-27',
      lastDay: '2026-06-28',
    },
  ]);
  await binh.get('/api/v1/campaigns/ended/kept-aside').expect(403);
  await binh.post('/api/v1/campaigns/ended/kept-aside/take-in').send({}).expect(403);
  await an.get('/api/v1/campaigns/nowhere/kept-aside').expect(404);
  await an
    .post('/api/v1/campaigns/ended/kept-aside/take-in')
    .send({ collector: { $gt: '' } })
    .expect(400);

  const taken = await an.post('/api/v1/campaigns/ended/kept-aside/take-in').send({}).expect(200);

  expect(taken.body).toEqual({ takenIn: 2, left: 0 });
  expect(await statusOf(receipts[0]!)).toMatch(/^(counted|waiting)$/);
  expect(await campaignFor(an)).not.toHaveProperty('keptAside');
  // Not the newest of all: traces of earlier changes may follow by a second or so.
  const audit = await an.get('/api/v1/audit').expect(200);
  expect(audit.body.entries).toContainEqual(
    expect.objectContaining({
      action: 'kept-aside-taken-in',
      subject: { kind: 'campaign', id: 'ended' },
      changes: [{ field: 'submissions', after: 2 }],
    }),
  );
});

test.each([
  ['point', '/api/v1/collectors/SHVT1', 'SHVT1', 'shut-point'],
  ['round', '/api/v1/campaigns/shut-round', 'SHVT2', 'shut-round'],
])(
  'what was answered before its %s was closed waits, and what was answered after is refused',
  async (_of, address, code, campaign) => {
    await openRound(app, {
      campaign: { id: campaign },
      collector: { code, assignments: [{ campaign, from: '2026-06-01' }] },
    });
    now = new Date('2026-06-30T23:50:00+07:00');
    await an.patch(address).send({ isOpen: false }).expect(200);
    now = new Date('2026-06-30T23:55:00+07:00');
    const deliver = (answered: string) =>
      app.visitor.post('/api/v1/submissions').send({
        ...{ id: randomUUID(), collector: code, version: 'small@1', locale: 'vi', answers: ANSWERS },
        ...{ answeredAt: `2026-06-30T${answered}:00+07:00`, deviceNow: now.toISOString() },
      });

    await deliver('23:49').expect(201);
    expect((await deliver('23:50').expect(409)).body.code).toBe('collector-closed');

    const { body } = await an.get(`/api/v1/campaigns/${campaign}/kept-aside`).expect(200);
    expect(body.groups).toMatchObject([
      { collector: code, reason: 'delivered-after-closing', submissions: 1 },
    ]);
    const { body: list } = await an.get('/api/v1/campaigns').expect(200);
    expect(JSON.stringify(list)).not.toContain('closedAt');
  },
);

/**
 * Posters stay on the wall after their office has ended. Their answers were acknowledged and counted for
 * an office that no total had any more.
 */
describe('the poster of an office that ends tomorrow', () => {
  const TODAY = '2026-06-30';
  const TOMORROW = '2026-07-01';
  const office = (id: string, days: Partial<Unit>) => unitOf(id, 'agency', 'vn', days);

  beforeAll(async () => {
    await openRound(app);
    await app.stores.units.insertUnits([
      office('merged', { until: TOMORROW }),
      office('merger', { from: TOMORROW, predecessors: ['merged'] }),
      office('closed', { until: TOMORROW }),
    ]);
    for (const [code, unit] of [
      ['MERG1', 'merged'],
      ['C10SE', 'closed'],
    ] as const) {
      await openRound(app, { collector: { code, unit } });
    }
  });
  beforeEach(() => {
    now = EVENING;
  });
  const onTheNextDay = () => {
    now = new Date(`${TOMORROW}T00:00:00+07:00`);
  };
  const submit = async (collector: string, answered: object = {}) => {
    const id = randomUUID();
    await app.visitor
      .post('/api/v1/submissions')
      .send({ id, collector, version: 'small@1', locale: 'vi', answers: ANSWERS, ...answered })
      .expect(201);
    return app.stores.submissions.findKnown(id);
  };
  const openedUnit = async (code: string) =>
    (await app.visitor.get(`/api/v1/collectors/${code}`).expect(200)).body.unit.id as string;

  test('asks about the office that takes it over, from its first day on', async () => {
    expect(await openedUnit('MERG1')).toBe('merged');
    expect(await submit('MERG1')).toMatchObject({
      kind: 'counted',
      submission: { unit: 'merged', day: TODAY },
    });

    onTheNextDay();

    expect(await openedUnit('MERG1')).toBe('merger');
    expect(await submit('MERG1')).toMatchObject({
      kind: 'counted',
      submission: { unit: 'merger', day: TOMORROW, collector: 'MERG1' },
    });
    const late = { answeredAt: `${TODAY}T05:00:00Z`, deviceNow: now.toISOString() };
    expect(await submit('MERG1', late)).toMatchObject({
      kind: 'counted',
      submission: { unit: 'merged', day: TODAY },
    });
  });

  test('without an heir its form is closed, and what is sent all the same waits until there is one', async () => {
    expect(await openedUnit('C10SE')).toBe('closed');
    onTheNextDay();

    const { body } = await app.visitor.get('/api/v1/collectors/C10SE').expect(409);
    const sent = await submit('C10SE');

    expect(body.code).toBe('collector-unassigned');
    expect(sent).toMatchObject({
      kind: 'kept-aside',
      submission: { unit: 'closed', day: TOMORROW, reason: 'unit-absent' },
    });
    const takeIn = async () =>
      (await an.post('/api/v1/campaigns/round/kept-aside/take-in').send({}).expect(200)).body as object;
    expect(await takeIn()).toEqual({ takenIn: 0, left: 0, withoutUnit: 1 });

    await app.stores.units.insertUnits([office('heir', { from: TOMORROW, predecessors: ['closed'] })]);

    expect(await takeIn()).toEqual({ takenIn: 1, left: 0 });
    expect(await app.stores.submissions.findKnown(idOf(sent))).toMatchObject({
      kind: 'counted',
      submission: { unit: 'heir', day: TOMORROW },
    });
  });
});

const idOf = (known: KnownSubmission | undefined): string =>
  known === undefined || known.kind === 'withdrawn' ? '' : known.submission.id;
