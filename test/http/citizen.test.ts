import { randomUUID } from 'node:crypto';
import express from 'express';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { renderCitizenPage } from '../../client/citizen/render.tsx';
import { problems } from '../../server/domain/problem.ts';
import { clientAssets } from '../../server/http/assets.ts';
import { type CitizenDeps, citizenRoutes } from '../../server/http/citizenRoutes.ts';
import { everyKindSurvey } from '../support/everyKindSurvey.ts';
import { openRound } from '../support/openRound.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

let app: TestApp;
/** Without memory for cookies: every request is another person's. */
const visitor = () => supertest(app.url.replace('localhost', '127.0.0.1'));

beforeAll(async () => {
  app = await startTestApp();
  const version = everyKindSurvey();
  await openRound(app, { version, campaign: { id: 'every' }, collector: { code: 'R7K4M' } });
  await openRound(app, {
    version,
    campaign: { id: 'over', until: '2024-01-01' },
    collector: { code: 'R7K5M' },
  });
  await openRound(app, { version, campaign: { id: 'every' }, collector: { code: 'R7K6M', isOpen: false } });
});
afterAll(() => app.stop());

const filled = (fields: Record<string, string> = {}) => ({
  _id: randomUUID(),
  _version: 'every-kind@1',
  came: 'true',
  ...fields,
});
const send = (fields: Record<string, string>, path = '/c/R7K4M') =>
  visitor().post(path).type('form').send(fields);
const receiptIn = (html: string) => /id="receipt">([^<]+)</.exec(html)?.[1];

describe('GET /c/:code', () => {
  test('shows the form in Vietnamese first, whatever the phone is set to, and in the language asked for', async () => {
    const first = await visitor().get('/c/r7k4m').set('Accept-Language', 'en').expect(200);
    const khmer = await visitor().get('/c/R7K4M?lang=km').expect(200);

    expect(first.text).toContain('<html lang="vi">');
    expect(khmer.text).toContain('<html lang="km">');
    expect(khmer.headers['set-cookie']?.[0]).toMatch(/^lang=km;/);
    expect(first.headers['cache-control']).toBe('no-store');
  });

  test('remembers the language for pages that come after, and ignores one that it does not speak', async () => {
    const { text } = await visitor().get('/r').set('Cookie', 'lang=en').expect(200);
    const unknown = await visitor().get('/r?lang=fr').set('Cookie', 'lang=%3Cscript%3E').expect(200);

    expect(text).toContain('<html lang="en">');
    expect(unknown.text).toContain('<html lang="vi">');
    expect(unknown.headers['set-cookie']).toBeUndefined();
  });

  test('a code on no poster is shown back to be corrected', async () => {
    const { text } = await visitor().get('/c/%22%3E%3Cb%3E').expect(404).expect('Content-Type', /html/);

    expect(text).toContain('Không có phiếu nào mang mã này');
    expect(text).toContain('value="&quot;');
    expect(text).not.toContain('"><b>');
  });

  test('an address that cannot be decoded is answered with a page too', async () => {
    const { text, headers } = await visitor().get('/c/%ff').set('Accept', 'text/html').expect(400);

    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain('<html lang="vi">');
  });

  test('a round that is over and a poster that was closed say that they are not open', async () => {
    for (const code of ['R7K5M', 'R7K6M']) {
      const { text } = await visitor().get(`/c/${code}`).expect(409);

      expect(text).toContain('Phiếu này hiện không mở');
    }
  });

  test('is compressed as the browser can read it', async () => {
    for (const encoding of ['br', 'gzip']) {
      const { headers, text } = await app.visitor
        .get('/c/R7K4M')
        .set('Accept-Encoding', encoding)
        .expect(200);

      expect(headers['content-encoding']).toBe(encoding);
      expect(headers['vary']).toContain('Accept-Encoding');
      if (encoding === 'gzip') expect(text).toContain('</html>');
    }
  });
});

describe('POST /c/:code, the form without script', () => {
  test('the same form sent twice is one submission with one receipt', async () => {
    const fields = filled({ words: 'Chờ lâu', 'signs.map': 'yes' });

    const first = await send(fields).expect(201);
    const second = await send(fields).expect(200);

    expect(receiptIn(first.text)).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(receiptIn(second.text)).toBe(receiptIn(first.text));
    const known = await app.stores.submissions.findKnown(fields._id);
    expect(known).toMatchObject({
      kind: 'counted',
      submission: { answers: { came: true, words: 'Chờ lâu', signs: { map: 'yes' } }, collector: 'R7K4M' },
    });
  });

  test('what is missing or wrong comes back with everything that was typed, under the same id', async () => {
    const fields = filled({ came: 'false', why: '', people: 'vài', words: '<b>Chờ</b> & "lâu"', stars: '4' });

    const { text } = await send(fields).expect(400);

    expect(text).toContain('Có 2 câu cần xem lại');
    expect(text).toContain('Xin ghi câu trả lời cho câu này.');
    expect(text).toContain('Xin ghi bằng số, ví dụ 3.');
    expect(text).toContain(`name="_id" value="${fields._id}"`);
    expect(text).toContain('value="vài"');
    expect(text).toContain('&lt;b>Chờ&lt;/b> &amp; &quot;lâu&quot;');
    expect(text).toMatch(/name="stars"[^>]*value="4" checked/);
    expect(await app.stores.submissions.findKnown(fields._id)).toBeUndefined();
  });

  test('a hidden question’s answer is dropped, not held against the person', async () => {
    const fields = filled({ came: 'true', why: 'xe đông' });
    await send(fields).expect(201);

    expect(await app.stores.submissions.findKnown(fields._id)).toMatchObject({
      submission: { answers: { came: true } },
    });
  });

  test('changing the language sends nothing and loses nothing', async () => {
    const fields = filled({ words: 'Chờ lâu', stars: '2', _language: 'en' });

    const { text } = await send(fields).expect(200);

    expect(text).toContain('<html lang="en">');
    expect(text).toMatch(/name="stars"[^>]*value="2" checked/);
    expect(text).toContain('Chờ lâu');
    expect(await app.stores.submissions.findKnown(fields._id)).toBeUndefined();
  });

  test('other answers under an id that was sent are not taken, and the person is told', async () => {
    const fields = filled();
    await send(fields).expect(201);

    const { text } = await send({ ...fields, stars: '1' }).expect(409);

    expect(text).toContain('Phiếu này đã gửi rồi');
    expect(text).toContain('href="/c/R7K4M"');
  });

  test('fields that are no answers do no harm, and an id that is none is replaced', async () => {
    const { text } = await send({
      ...filled(),
      _id: 'not-an-id',
      __proto__: 'x',
      alien: '1',
      $where: '1',
    }).expect(201);

    expect(receiptIn(text)).toBeDefined();
  });

  test('a body that is far too large is refused with a page', async () => {
    const { text } = await send(filled({ words: 'x'.repeat(300_000) })).expect(413);

    expect(text).toContain('</html>');
  });

  test('a version that nobody knows any more is shown anew, with the answers that still fit', async () => {
    const { text } = await send(filled({ _version: 'every-kind@0', stars: '3' })).expect(201);

    expect(receiptIn(text)).toBeDefined();
  });
});

describe('receipts', () => {
  async function newReceipt(): Promise<string> {
    return receiptIn((await send(filled()).expect(201)).text) ?? '';
  }
  const ask = (path: string, fields: Record<string, string>) =>
    visitor().post(path).type('form').send(fields);

  test('a receipt shows that the answer arrived, never what it says', async () => {
    const fields = filled({ words: 'một lời riêng' });
    const receipt = receiptIn((await send(fields).expect(201)).text) ?? '';

    const { text } = await ask('/r', { receipt: receipt.toLowerCase() }).expect(200);

    expect(text).toContain('Phòng Đất đai');
    expect(text).not.toContain('một lời riêng');
  });

  test('withdrawal asks once more and then deletes for good', async () => {
    const receipt = await newReceipt();

    const question = await ask('/r/withdraw', { receipt }).expect(200);
    expect(question.text).toContain('Rút lại phiếu này?');
    await ask('/r', { receipt }).expect(200);

    const done = await ask('/r/withdraw', { receipt, confirmed: 'yes' }).expect(200);
    expect(done.text).toContain('Đã xóa phiếu');
    await ask('/r', { receipt }).expect(404);
  });

  test('a mistyped code is explained, an unknown one too', async () => {
    expect((await ask('/r', { receipt: '4F7K' }).expect(400)).text).toContain('Mã này chưa đúng');
    expect((await ask('/r', { receipt: '0410-6105-0R3T' }).expect(404)).text).toContain(
      'Không có phiếu nào mang mã này',
    );
    await ask('/r/withdraw', {}).expect(400);
  });

  test('its QR code is drawn for a receipt and for nothing else', async () => {
    const receipt = await newReceipt();

    const { body } = await ask('/r/qr', { receipt }).expect(200).expect('Content-Type', /svg/);
    expect(String(body)).toContain('<svg');
    await ask('/r/qr', { receipt: 'https://elsewhere.example' }).expect(400);
  });
});

test('the first page opens the form behind a code and asks for one when there is none', async () => {
  await visitor().get('/?code=%20r7k4m').expect(303).expect('Location', '/c/r7k4m');
  expect((await visitor().get('/?code=').expect(200)).text).toContain('Xin ghi mã trên tấm bảng.');
});

test('an address that leads nowhere gets a page in a browser and JSON elsewhere', async () => {
  const page = await visitor().get('/nowhere').set('Accept', 'text/html').expect(404);
  expect(page.text).toContain('Không có trang này');
  await visitor().get('/api/v1/nowhere').expect(404).expect('Content-Type', /json/);
});

describe('when the store is down or the code is wrong', () => {
  /** The real routes over services that fail as the real ones do. */
  function failing(deps: Partial<CitizenDeps>) {
    const reported: unknown[] = [];
    const version = everyKindSurvey();
    const server = express().use(
      citizenRoutes({
        openForm: () =>
          Promise.resolve({
            collector: { code: 'R7K4M', unit: 'a', channel: 'qr', label: 'x', assignments: [], isOpen: true },
            campaign: {
              id: 'round',
              name: { vi: 'x' },
              series: 's',
              population: 'served',
              versions: [version.version],
              unit: 'vn',
              channels: ['qr'],
              from: '2026-01-01',
              isOpen: true,
            },
            unit: { id: 'a', kind: 'agency', name: { vi: 'Phòng Đất đai' } },
            version,
          }),
        findVersion: () => Promise.resolve(version),
        submitAnswers: () => Promise.reject(problems.unavailable(7)),
        lookUpReceipt: () => Promise.reject(problems.unavailable(7)),
        withdrawSubmission: () => Promise.reject(problems.unavailable(7)),
        receiptLimit: {
          admit: () => Promise.resolve(),
          giveBack: () => Promise.resolve(),
          forget: () => Promise.resolve(),
        },
        renderPage: renderCitizenPage,
        assets: clientAssets(undefined).citizen,
        publicUrl: 'https://example.vn',
        isDemo: false,
        isOutage: () => false,
        reportBug: (error) => reported.push(error),
        ...deps,
      }),
    );
    return { client: supertest(server), reported };
  }

  test('a form that could not be stored comes back whole and says when to try again', async () => {
    const { client } = failing({});
    const fields = filled({ stars: '5' });

    const { text } = await client
      .post('/c/R7K4M')
      .type('form')
      .send(fields)
      .expect(503)
      .expect('Retry-After', '7');

    expect(text).toContain('Xin chờ 7 giây rồi bấm “Gửi phiếu” lần nữa.');
    expect(text).toContain(`name="_id" value="${fields._id}"`);
    expect(text).toMatch(/name="stars"[^>]*value="5" checked/);
  });

  test('a version that is no longer accepted is replaced by the current one, answers kept', async () => {
    const { client } = failing({ submitAnswers: () => Promise.reject(problems.versionNotAccepted('old@1')) });

    const { text } = await client
      .post('/c/R7K4M')
      .type('form')
      .send({ ...filled({ stars: '5' }), _version: 'old@1' })
      .expect(409);

    expect(text).toContain('Phiếu này vừa có bản mới');
    expect(text).toContain('name="_version" value="every-kind@1"');
    expect(text).toMatch(/name="stars"[^>]*value="5" checked/);
  });

  test('a page that cannot be read says when to come again', async () => {
    const { client } = failing({ openForm: () => Promise.reject(problems.unavailable(5)) });

    const { text } = await client.get('/c/R7K4M').expect(503).expect('Retry-After', '5');

    expect(text).toContain('Xin chờ 5 giây rồi tải lại trang.');
  });

  test('a fault of ours is reported once and shown without its content', async () => {
    const { client, reported } = failing({ openForm: () => Promise.reject(new Error('db-1:27017')) });

    const { text } = await client.get('/c/R7K4M').expect(500);

    expect(text).toContain('Trang này đang trục trặc');
    expect(text).not.toContain('db-1');
    expect(reported).toHaveLength(1);
  });
});
