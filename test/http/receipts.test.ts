import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { openRound } from '../support/openRound.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
  await openRound(app);
  await openRound(app, {
    campaign: { id: 'second' },
    collector: { code: 'SEC0N', assignments: [{ campaign: 'second', from: '2019-01-01' }] },
  });
});
afterAll(() => app.stop());

async function submitted(collector = 'K7M01'): Promise<{ id: string; receipt: string; body: object }> {
  const body = {
    id: randomUUID(),
    collector,
    version: 'small@1',
    locale: 'vi',
    answers: { staff: { polite: 5 }, comment: 'Rất tốt' },
  };
  const reply = await supertest(app.url).post('/api/v1/submissions').send(body).expect(201);
  return { ...(reply.body as { id: string; receipt: string }), body };
}

const ask = (path: 'look-up' | 'withdraw', receipt: unknown) =>
  supertest(app.url).post(`/api/v1/receipts/${path}`).send({ receipt });

/** Asks until the figures have followed; they must within seconds. */
async function until<T>(look: () => Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  const giveUp = performance.now() + 15_000;
  for (;;) {
    const value = await look();
    if (isRight(value) || performance.now() > giveUp) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a receipt shows that the answer arrived and was counted, never what it says', async () => {
  const { receipt } = await submitted();

  const body = await until(
    async () => (await ask('look-up', receipt.toLowerCase().replace(/-/g, ' ')).expect(200)).body as object,
    (reply) => 'status' in reply && reply.status === 'counted',
  );

  expect(body).toEqual({
    receipt,
    unit: { name: { vi: 'Phòng Đất đai' } },
    day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    status: 'counted',
  });
});

test('withdrawal leaves nothing but the id, and the figures follow', async () => {
  const { id, receipt, body } = await submitted('SEC0N');
  const { stores } = app;
  const known = await stores.submissions.findKnown(id);
  const day = known?.kind === 'counted' ? known.submission.day : '';
  const inCountry = async () => {
    const [tally] = await stores.tallyReader.readTallies([
      { unit: 'vn', version: 'small@1', campaign: 'second', period: day.slice(0, 7) },
    ]);
    return (tally?.counts.cells ?? []).reduce((sum, { submissions }) => sum + submissions, 0);
  };
  expect(await until(inCountry, (people) => people === 1)).toBe(1);

  await ask('withdraw', receipt).expect(200, { withdrawn: true });

  expect(await stores.submissions.findKnown(id)).toEqual({ kind: 'withdrawn' });
  const again = await supertest(app.url).post('/api/v1/submissions').send(body).expect(200);
  expect(again.body).toEqual({ id, withdrawn: true });
  await ask('look-up', receipt).expect(404);
  await ask('withdraw', receipt).expect(404);
  expect(await until(inCountry, (people) => people === 0)).toBe(0);
});

test('a withdrawal is listed outside the database and in the trace, without its content', async () => {
  const { id, receipt } = await submitted();
  const withdrawals = async () =>
    (await app.stores.audit.listEntries({ limit: 100 })).filter(
      ({ action }) => action === 'submission-withdrawn',
    );
  const before = (await withdrawals()).length;

  await ask('withdraw', receipt).expect(200);

  const lines = (await readFile(join(app.dataDir, 'withdrawals.jsonl'), 'utf8')).trim().split('\n');
  expect(lines.filter((line) => line === JSON.stringify({ id }))).toHaveLength(1);
  const entries = await until(withdrawals, ({ length }) => length === before + 1);
  expect(entries[0]).toMatchObject({
    actor: { kind: 'system', name: 'citizen' },
    unit: 'agency-land-office',
  });
  expect(JSON.stringify(entries)).not.toContain(id);
  expect(JSON.stringify(entries)).not.toContain('Rất tốt');
});

test.each([
  ['4F7K-9MQ2-XR5', 400, 'receipt-invalid'],
  ['0000-0000-0001', 400, 'receipt-invalid'],
  ['0000-0000-0000', 404, 'receipt-missing'],
  ['', 400, 'request-invalid'],
  [{ $ne: '' }, 400, 'request-invalid'],
])('%j: %i %s', async (receipt, status, code) => {
  const { body } = await ask('look-up', receipt).expect(status);

  expect(body).toMatchObject({ code });
});
