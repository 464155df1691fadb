import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
