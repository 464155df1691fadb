import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { openRound } from '../support/openRound.ts';
import { slowVersion } from '../support/slowSurvey.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

let app: TestApp;
let today = new Date('2025-06-30T12:00:00+07:00');

beforeAll(async () => {
  app = await startTestApp({ now: () => today });
  await openRound(app);
  await openRound(app, { collector: { code: 'SHVT1', isOpen: false } });
  await openRound(app, {
    collector: {
      code: '0LD01',
      assignments: [{ campaign: 'round', from: '2019-01-01', until: '2020-01-01' }],
    },
  });
  await openRound(app, {
    campaign: { id: 'ended', from: '2025-06-01', until: '2025-06-30', uploadUntil: '2025-06-30' },
    collector: { code: 'K105K', channel: 'kiosk', assignments: [{ campaign: 'ended', from: '2025-06-01' }] },
  });
  await openRound(app, {
    version: slowVersion(),
    campaign: { id: 'slow' },
    collector: { code: 'S10W1' },
  });
});
afterAll(() => app.stop());

const answers = { staff: { polite: 5, 'clear-words': 4 }, result: 'good', comment: 'Cảm ơn' };
const request = (fields: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  collector: 'K7M01',
  version: 'small@1',
  locale: 'vi',
  answers,
  ...fields,
});
// Chi is a citizen: no account, no cookie.
const chi = () => supertest(app.url);
const submit = (body: object) => chi().post('/api/v1/submissions').send(body);
const rows = () => app.platform.stores.submissions;

describe('what arrives', () => {
  test('is acknowledged with a receipt, and stored without anything about the person', async () => {
    const body = request({ elapsedMs: 90_000 });

    const { body: reply } = await submit(body)
      .set('User-Agent', 'Chi and her phone')
      .set('X-Forwarded-For', '203.0.113.7')
      .expect(201);

    expect(reply).toEqual({
      id: body.id,
      receipt: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/),
    });
    const known = await rows().findKnown(body.id);
    expect(known).toEqual({
      kind: 'counted',
      submission: {
        id: body.id,
        version: 'small@1',
        campaign: 'round',
        collector: 'K7M01',
        channel: 'qr',
        unit: 'agency-land-office',
        day: '2025-06-30',
        receivedAt: new Date('2025-06-30T12:00:00+07:00'),
        answers,
        locale: 'vi',
        quality: { tooFast: false, straightLined: false },
        receiptHash: expect.any(String),
      },
    });
    expect(JSON.stringify(known)).not.toContain((reply as { receipt: string }).receipt);
  });

  test('again with the same answers gets the same receipt, in whatever order they are written', async () => {
    const body = request();
    const first = await submit(body).expect(201);

    const again = await submit({ ...body, answers: Object.fromEntries(Object.entries(answers).reverse()) });

    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
  });

  test('again with other answers is refused', async () => {
    const body = request();
    await submit(body).expect(201);

    const { body: reply } = await submit({ ...body, answers: { staff: { polite: 1 } } }).expect(409);

    expect(reply).toMatchObject({ code: 'submission-conflict' });
  });

  test('twenty times at once is one submission', async () => {
    const body = request();

    const replies = await Promise.all(Array.from({ length: 20 }, () => submit(body)));

    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(19);
    expect(new Set(replies.map((reply) => (reply.body as { receipt: string }).receipt)).size).toBe(1);
  });

  test('answers to hidden questions are dropped, and the visit’s procedure is taken from its question', async () => {
    const body = request({
      answers: { ...answers, why: 'hidden while the result is good', procedureField: 'land' },
    });

    await submit(body).expect(201);

    expect(await rows().findKnown(body.id)).toMatchObject({
      submission: { procedure: 'land', answers: { ...answers, procedureField: 'land' } },
    });
  });

  test('a day begins at midnight in Việt Nam, by the device’s delay and our clock', async () => {
    // answered 13 hours ago by a device that is two years behind
    const body = request({ answeredAt: '2023-06-30T00:00:00Z', deviceNow: '2023-06-30T13:00:00Z' });

    await submit(body).expect(201);

    expect(await rows().findKnown(body.id)).toMatchObject({ submission: { day: '2025-06-29' } });
  });

  test('after the last upload day it is kept aside, acknowledged, and can be withdrawn', async () => {
    const late = request({
      collector: 'K105K',
      answeredAt: '2025-06-28T05:00:00Z',
      deviceNow: '2025-06-30T05:00:00Z',
    });

    const { body } = await submit(late).expect(201);
    const { receipt } = body as { receipt: string };

    expect(await rows().findKnown(late.id)).toMatchObject({
      kind: 'kept-aside',
      submission: { reason: 'after-last-upload', day: '2025-06-28' },
    });
    expect((await submit(late).expect(200)).body).toEqual(body);
    const looked = await chi().post('/api/v1/receipts/look-up').send({ receipt }).expect(200);
    expect(looked.body).toMatchObject({ status: 'kept-aside', day: '2025-06-28' });
    await chi().post('/api/v1/receipts/withdraw').send({ receipt }).expect(200);
    expect((await submit(late).expect(200)).body).toEqual({ id: late.id, withdrawn: true });
  });

  test('a known id is answered although its form has been closed since', async () => {
    const body = request({ collector: 'AC105' });
    await openRound(app, { collector: { code: 'AC105' } });
    await submit(body).expect(201);
    await app.stores.collectors.changeCollector('AC105', (collector) => ({
      next: { ...collector, isOpen: false },
      effects: [],
    }));

    await submit(body).expect(200);
    // closing takes effect within a second
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await submit({ ...body, id: randomUUID() }).expect(409);
  });
});

describe('what does not fit', () => {
  test('every faulty answer is named with its reason, all at once', async () => {
    const { body } = await submit(
      request({
        answers: {
          staff: { polite: 9 },
          result: ['good'],
          comment: 'x'.repeat(201),
          color: 'red',
          online: 'yes',
        },
      }),
    ).expect(400);

    expect(body).toMatchObject({ code: 'answers-invalid' });
    const { faults } = (body as { details: { faults: { question: string; row?: string; reason: string }[] } })
      .details;
    expect(faults.map(({ question, reason }) => `${question} ${reason}`).sort()).toEqual([
      'color unknown-question',
      'comment too-long',
      'online alien-choice',
      'result wrong-type',
      'staff alien-choice',
    ]);
  });

  test('a field that is not understood is told what it must be', async () => {
    const { body } = await submit(
      request({ collector: '', version: 7, answeredAt: 'yesterday', elapsedMs: -1, procedure: '' }),
    ).expect(400);

    expect(body.details.issues).toEqual([
      'collector: must be the code of a collector, as on its poster, 1 to 40 characters',
      'version: must be a published version like "sipas-service@2023-1", 1 to 120 characters',
      'procedure: must be a procedure of the questionnaire, 1 to 100 characters',
      'answeredAt: must be an instant with its time zone, like "2026-03-02T08:15:00+07:00"',
      'elapsedMs: must be whole milliseconds from 0 to seven days',
    ]);
  });

  test('keys that could do harm are unknown questions, and leave no trace', async () => {
    const hostile = `{"id":"${randomUUID()}","collector":"K7M01","version":"small@1","locale":"vi","answers":{"staff":{"polite":5},"__proto__":{"isAdmin":true},"$where":"sleep(1000)","constructor":{"prototype":{}}}}`;

    const { body } = await chi()
      .post('/api/v1/submissions')
      .set('Content-Type', 'application/json')
      .send(hostile)
      .expect(400);

    const { faults } = (body as { details: { faults: { question: string; reason: string }[] } }).details;
    expect(faults.map(({ question }) => question).sort()).toEqual(['$where', '__proto__', 'constructor']);
    expect(new Set(faults.map(({ reason }) => reason))).toEqual(new Set(['unknown-question']));
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test.each([
    ['an operator for an id', { id: { $ne: '' } }, 400, 'request-invalid'],
    ['an id that is no UUID', { id: '1' }, 400, 'request-invalid'],
    ['answers that are a list', { answers: [1] }, 400, 'request-invalid'],
    ['answers that are null', { answers: null }, 400, 'request-invalid'],
    ['a field nobody knows', { address: '12 Lê Lợi' }, 400, 'request-invalid'],
    ['an operator for a collector', { collector: { $gt: '' } }, 400, 'request-invalid'],
    ['a locale that is none', { locale: '<script>' }, 400, 'request-invalid'],
    ['a time that is none', { answeredAt: 'yesterday' }, 400, 'request-invalid'],
    ['a procedure that nobody knows', { procedure: 'anything' }, 400, 'request-invalid'],
    ['an unknown collector', { collector: 'ZZZZZ' }, 404, 'collector-missing'],
    ['a collector that served long ago', { collector: '0LD01' }, 409, 'collector-unassigned'],
    ['a closed collector', { collector: 'SHVT1' }, 409, 'collector-closed'],
    ['a version that was never published', { version: 'small@9' }, 404, 'version-missing'],
    ['a version of another campaign', { version: 'counter-short@2026-1' }, 409, 'version-not-accepted'],
  ])('%s gets a clear answer', async (_what, fields, status, code) => {
    const { body } = await submit(request(fields)).expect(status);

    expect(body).toMatchObject({ code, message: expect.stringMatching(/^[A-Z].{10,}\.$/) });
  });

  test('a body that is not packed as it says', async () => {
    for (const encoding of ['gzip', 'br', 'deflate']) {
      const { body } = await chi()
        .post('/api/v1/submissions')
        .set('Content-Type', 'application/json')
        .set('Content-Encoding', encoding)
        .send('zzz')
        .expect(400);

      expect(body.message).toContain('the body is not packed as its Content-Encoding says');
    }
  });

  test('JSON that breaks off, a form, and ten megabytes are refused before anything else', async () => {
    const json = () => chi().post('/api/v1/submissions').set('Content-Type', 'application/json');

    const broken = await json().send('{"id": "').expect(400);
    const form = await chi().post('/api/v1/submissions').type('form').send({ id: '1' }).expect(415);
    const huge = await json()
      .send(JSON.stringify(request({ comment: 'x'.repeat(10_000_000) })))
      .expect(413);

    expect(broken.body).toMatchObject({ code: 'request-invalid' });
    expect(form.body).toMatchObject({ code: 'json-needed' });
    expect(huge.body).toMatchObject({ code: 'body-too-large', details: { limitBytes: 65536 } });
  });
});

describe('the form of a code', () => {
  test('is found however the code was typed', async () => {
    const { body } = await chi().get('/api/v1/collectors/k7-mo1').expect(200);

    expect(body).toEqual({
      collector: { code: 'K7M01', label: 'Cửa chính', channel: 'qr' },
      campaign: { id: 'round', name: { vi: 'Đợt 2025' } },
      unit: {
        id: 'agency-land-office',
        kind: 'agency',
        name: { vi: 'Phòng Đất đai' },
        parent: { id: 'vn', name: expect.objectContaining({ vi: 'Việt Nam' }) },
      },
      channel: 'qr',
      version: 'small@1',
      languages: ['vi'],
      definition: { title: 'Nhỏ' },
    });
  });

  test.each([
    ['ZZZZZ', 404, 'collector-missing'],
    ['$gt', 404, 'collector-missing'],
    ['SHVT1', 409, 'collector-closed'],
    ['0LD01', 409, 'collector-unassigned'],
  ])('%s: %i %s', async (code, status, problem) => {
    const { body } = await chi().get(`/api/v1/collectors/${code}`).expect(status);

    expect(body).toMatchObject({ code: problem });
  });
});

test('too many new answers from one place are asked to wait, and known ones are not', async () => {
  today = new Date('2025-07-01T12:00:00+07:00');
  const body = request();
  await submit(body).expect(201);
  const { createSubmissionLimits } = await import('../../server/http/submissionLimits.ts');
  const limits = createSubmissionLimits(() => today, { windowSeconds: 60, perAddress: 2, perCollector: 3 });

  await limits.admit({ address: 'a', collector: 'x' });
  await limits.admit({ address: 'a', collector: 'x' });
  await expect(limits.admit({ address: 'a', collector: 'y' })).rejects.toMatchObject({
    code: 'too-many-requests',
    details: { retryAfterSeconds: expect.any(Number) },
  });
  await limits.admit({ address: 'b', collector: 'x' });
  await expect(limits.admit({ address: 'c', collector: 'x' })).rejects.toMatchObject({
    code: 'too-many-requests',
  });

  // a new day, a new key: nothing ties yesterday's address to today's
  today = new Date('2025-07-02T00:00:00+07:00');
  await limits.admit({ address: 'a', collector: 'z' });
});

describe('questions that SurveyJS judges', () => {
  const inner = {
    procedure: 'land',
    overall_rating: 4,
    times: { came: '08:00' },
    visits: [{ minutes: 15, reason: 'queue', which: 'hidden by the reason' }],
  };
  const slow = (more: object = {}) =>
    request({ collector: 'S10W1', version: 'visit@2026-1', answers: { ...inner, ...more } });

  test('are stored without what is hidden inside, and the same form is known again', async () => {
    const body = slow();
    const { body: first } = await submit(body).expect(201);
    const { body: second } = await submit(body).expect(200);

    expect(second).toEqual(first);
    expect(await rows().findKnown(body.id)).toMatchObject({
      kind: 'counted',
      submission: { answers: { ...inner, visits: [{ minutes: 15, reason: 'queue' }] } },
    });
    await submit({ ...body, answers: { ...inner, visits: [{ minutes: 16 }] } }).expect(409);
  });

  test('are refused with the place where they are not right', async () => {
    const { body } = await submit(slow({ visits: [{ minutes: 'mười' }] })).expect(400);

    expect(body.details.faults).toEqual([
      { question: 'visits', reason: 'inside', limits: { entry: 1, part: 'minutes', why: 'not-a-number' } },
    ]);
  });

  test('thirty-two at once are all judged', async () => {
    const replies = await Promise.all(Array.from({ length: 32 }, () => submit(slow())));

    expect(replies.map(({ status }) => status)).toEqual(Array(32).fill(201));
  });
});
