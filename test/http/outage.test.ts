import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import mongoose from 'mongoose';
import { openRound } from '../support/openRound.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await openRound(app);
});
afterAll(() => app.stop());

const submission = () => ({
  id: randomUUID(),
  collector: 'K7M01',
  version: 'small@1',
  locale: 'vi',
  answers: { staff: { polite: 5, 'clear-words': 4 }, result: 'good' },
});

test('with the store gone an answer is not acknowledged, and its sender is told when to come again', async () => {
  const client = app.connection.getClient();
  const answer = submission();
  await client.close(true);

  const refused = await app.visitor.post('/api/v1/submissions').send(answer);
  const page = await app.visitor.get('/c/K7M01');
  const ready = await app.visitor.get('/health/ready');

  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
  expect(refused.body).toMatchObject({
    code: 'storage-unavailable',
    message: 'The store does not answer; nothing was lost, try again in 5 seconds.',
  });
  expect([page.status, page.headers['retry-after']]).toEqual([503, '5']);
  expect(ready.status).toBe(503);
  await app.visitor.get('/health/live').expect(200);

  await client.connect();
  await app.visitor.post('/api/v1/submissions').send(answer).expect(201);
});

// What the handler called an outage was a shorter list than what storage calls one: these were 500.
test.each([
  ['stepping down', 189],
  ['not the primary', 10107],
  ['out of disk space', 14031],
])(
  'a store that is %s is an outage to pages and programs alike, wherever it is asked',
  async (what, code) => {
    const { MongoServerError } = mongoose.mongo;
    const { collectors } = app.stores;
    const an = await app.signInAs(`An ${what}`, [{ role: 'admin', unit: 'vn' }]);
    const fails = () => Promise.reject(new MongoServerError({ message: what, code }));
    jest.spyOn(collectors, 'findCollector').mockImplementation(fails);
    jest.spyOn(collectors, 'listCollectors').mockImplementation(fails);

    const replies = await Promise.all([
      app.visitor.get('/api/v1/collectors/K7M01'),
      app.visitor.get('/c/K7M01'),
      an.get('/api/v1/collectors'),
    ]);

    expect(replies.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(
      replies.map(() => [503, '5']),
    );
  },
);
