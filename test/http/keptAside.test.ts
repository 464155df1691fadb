import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type supertest from 'supertest';
import { openRound } from '../support/openRound.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

type Agent = ReturnType<typeof supertest.agent>;

let app: TestApp;
/** An runs the platform, Bình supervises it. */
let an: Agent;
let binh: Agent;

beforeAll(async () => {
  app = await startTestApp({ now: () => new Date('2026-06-30T12:00:00+07:00') });
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
        answers: { staff: { polite: 5, 'clear-words': 4 }, result: 'good' },
        answeredAt: `${day}T05:00:00Z`,
        deviceNow: '2026-06-30T05:00:00Z',
      })
      .expect(201);
    receipts.push(body.receipt as string);
  }
  const statusOf = async (receipt: string) =>
    (await app.visitor.post('/api/v1/receipts/look-up').send({ receipt }).expect(200)).body.status as string;
  expect(await statusOf(receipts[0]!)).toBe('kept-aside');
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
      summary: 'submissions: 2',
    }),
  );
});
