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

/** What a browser reads from an attribute that we have written. */
const asRead = (attribute: string): string =>
  attribute
    .replace(/&lt;/g, '<')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');

// The form was read with the store's help before anything was kept: whoever had typed it got "busy" and lost it.
test('what was typed without script comes back with the page that says busy, and is sent again from there', async () => {
  const client = app.connection.getClient();
  const fields = {
    _id: randomUUID(),
    _version: 'small@1',
    'staff.polite': '5',
    'staff.clear-words': '4',
    result: 'good',
    comment: 'dòng một\n"><script>alert(1)</script>&amp;\u2028',
    '"><img src=x onerror=alert(2)>': "' onfocus='alert(3)",
  };
  await client.close(true);

  const busy = await app.visitor.post('/c/K7M01?lang=en').type('form').send(fields);
  const tooMany = await app.visitor.post('/c/K7M01').type('form').send('a=&'.repeat(5_001));
  await client.connect();

  expect([tooMany.status, tooMany.text.includes('name="a"')]).toEqual([503, false]);
  expect([busy.status, busy.headers['retry-after']]).toEqual([503, '5']);
  expect(busy.text).toContain('What you wrote is still in this page. Please wait 5 seconds');
  const page = busy.text.slice(busy.text.indexOf('<main'), busy.text.indexOf('</main'));
  const form = /<form method="post" action="([^"]*)">/.exec(page)?.[1];
  const kept = [...page.matchAll(/<input type="hidden" name="([^"<]*)" value="([^"<]*)"\/?>/g)];
  expect(kept.map(([, name, value]) => [asRead(name!), asRead(value!)])).toEqual(Object.entries(fields));
  expect(page.match(/<(script|img)/g)).toBeNull();
  expect(form).toBe('/c/K7M01?lang=en');

  const sendAgain = () => app.visitor.post(form!).type('form').send(fields);
  await sendAgain().expect(201);
  await sendAgain().expect(200);
  expect(await app.stores.submissions.findKnown(fields._id)).toMatchObject({
    kind: 'counted',
    submission: { answers: { comment: fields.comment } },
  });
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
