import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { accounts, answersOfTooSmall } from '../../server/demo/demoPlan.ts';
import { officesOf, trueShare } from '../../server/demo/generateDemo.ts';
import type { DemoSummary } from '../../server/domain/demoSummary.ts';
import type { Report } from '../../server/domain/report.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

const TODAY = '2026-11-25';
/** Long enough for a machine that does other things too; alone it takes some ten seconds. */
const PATIENCE_MS = 240_000;

let app: TestApp;
let demo: DemoSummary;
beforeAll(async () => {
  app = await startTestApp({ isDemo: true, now: () => new Date(`${TODAY}T05:00:00Z`) });
  const { body } = await app.visitor.get('/api/v1/demo').expect(200);
  demo = body as DemoSummary;
}, PATIENCE_MS);
afterAll(() => app.stop());

async function signIn(role: string) {
  const account = demo.accounts.find((each) => each.role === role);
  const agent = supertest.agent(app.url.replace('localhost', '127.0.0.1')).set('Origin', app.url);
  await agent
    .post('/api/v1/session')
    .send({ email: account?.email, password: account?.password })
    .expect(200);
  return agent;
}

const reportOf = (query: Record<string, string>): string =>
  `/api/v1/reports/satisfaction?${new URLSearchParams({
    campaign: 'demo-visits',
    from: '2025-05-25',
    until: TODAY,
    by: 'agency',
    ...query,
  })}`;

test('the demo tells its accounts, one for each role, and they can sign in', async () => {
  expect(demo.accounts).toHaveLength(accounts.length);
  expect(new Set(demo.accounts.map(({ role }) => role))).toEqual(
    new Set(['admin', 'editor', 'approver', 'supervisor', 'viewer']),
  );
  for (const { role } of demo.accounts) await signIn(role);
});

test('accounts of the demo can be changed like all others', async () => {
  const admin = await signIn('admin');
  const { body } = await admin.get('/api/v1/staff').expect(200);
  const viewer = (body.members as { id: string; email: string }[]).find(({ email }) =>
    email.startsWith('viewer'),
  );

  await admin.patch(`/api/v1/staff/${viewer?.id}`).send({ isActive: false }).expect(200);
  await admin.patch(`/api/v1/staff/${viewer?.id}`).send({ isActive: true }).expect(200);
});

test('a start prints where to rate, by the names of offices and survey rounds', async () => {
  const lines = await app.platform.describe('http://localhost:3000');

  const rounds = lines.filter((line) => line.includes('"'));
  expect(rounds).toEqual([
    'Rate a visit. It is counted in "Đánh giá sau khi giao dịch", which staff see first:',
    'Or in "Đánh giá nhanh tại quầy", a survey round of its own, to be chosen there:',
  ]);
  const posters = lines.slice(lines.indexOf(rounds[0]!) + 1, lines.indexOf(rounds[1]!));
  expect(posters).toHaveLength(3); // the channels of the long form: qr, link, assisted
  expect(posters[0]).toMatch(
    /^ {2}http:\/\/localhost:3000\/c\/[0-9A-Z]{5} {2}qr {8}Sở Tư pháp tỉnh An Giang$/,
  );
  expect(lines.filter((line) => /\bvn\b|vn-|demo-(visits|counters|centre)/.test(line))).toEqual([]);
});

test('the codes that it tells open forms', async () => {
  const qr = demo.collectors.find(({ channel }) => channel === 'qr');
  const kiosk = demo.collectors.find(({ channel }) => channel === 'kiosk');

  const long = await app.visitor.get(`/api/v1/collectors/${qr?.code}`).expect(200);
  const short = await app.visitor.get(`/api/v1/collectors/${kiosk?.code}`).expect(200);

  expect(long.body).toMatchObject({ version: 'sipas-service@2023-1', unit: { id: qr?.unit } });
  expect(short.body).toMatchObject({ version: 'counter-short@2026-1', unit: { id: kiosk?.unit } });
});

test('everything is counted when the demo is ready', async () => {
  const admin = await signIn('admin');

  const provinces = (await admin.get(reportOf({ by: 'province' })).expect(200)).body as Report;
  const agencies = (await admin.get(reportOf({})).expect(200)).body as Report;

  const sum = ({ rows }: Report) => rows.reduce((people, row) => people + row.submissions, 0);
  expect(provinces.isRecounting).toBe(false);
  expect(provinces.total.submissions).toBeGreaterThan(18_000);
  expect(sum(provinces)).toBe(provinces.total.submissions);
  expect(sum(agencies)).toBe(provinces.total.submissions);
});

test('the report shows sixty offices, contains what was put in, and keeps two too small ones to itself', async () => {
  const admin = await signIn('admin');
  const { body } = await admin.get(reportOf({})).expect(200);
  const rows = new Map((body as Report).rows.map((row) => [row.unit.id, row]));

  const checks: boolean[] = [];
  for (const { id, truth } of officesOf({ from: '2025-05-25', until: TODAY })) {
    const row = rows.get(id);
    if (id in answersOfTooSmall) {
      expect(row?.overall).toMatchObject({ kind: 'withheld', reason: 'few' });
      continue;
    }
    for (const [factor, figure] of Object.entries(row?.factors ?? {})) {
      if (figure.kind !== 'published' || figure.interval === undefined) continue;
      const criteria = Object.entries((body as Report).labels.criteria).filter(
        ([, label]) => label.factor === factor,
      );
      const share = trueShare(
        truth,
        criteria.map(([key]) => key),
      );
      checks.push(figure.interval.low <= share && share <= figure.interval.high);
    }
  }

  expect(checks.length).toBeGreaterThan(270);
  const contained = checks.filter(Boolean).length / checks.length;
  expect(contained).toBeGreaterThan(0.91);
  expect(contained).toBeLessThan(0.99);
});
