import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type supertest from 'supertest';
import { addDays } from '../../server/domain/day.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';
import { unitOf } from '../support/units.ts';

type Agent = ReturnType<typeof supertest.agent>;

const TODAY = '2026-03-20';
const NEXT_MONTH = '2026-04-19';

let app: TestApp;
/** An runs the platform; Em administers Cần Thơ; Bình manages the land office of An Giang and only looks. */
let an: Agent;
let em: Agent;
let binh: Agent;

beforeAll(async () => {
  app = await startTestApp({ now: () => new Date(`${TODAY}T12:00:00+07:00`) });
  const since = { from: '2025-07-01' };
  await app.stores.units.insertUnits([
    unitOf('land-office', 'agency', 'vn-an-giang', since),
    unitOf('ct-registry', 'agency', 'vn-can-tho', since),
    unitOf('ct-closed', 'agency', 'vn-can-tho', { ...since, until: '2025-08-01' }),
  ]);
  an = await app.signInAs('An', [{ role: 'admin', unit: 'vn' }]);
  em = await app.signInAs('Em', [{ role: 'admin', unit: 'vn-can-tho' }]);
  binh = await app.signInAs('Binh', [{ role: 'supervisor', unit: 'land-office' }]);
  for (const [id, fields] of [
    ['first', { until: '2099-01-01' }],
    ['second', { unit: 'vn-can-tho' }],
    ['mailing', { channels: ['mail'] }],
  ] as const) {
    await an
      .post('/api/v1/campaigns')
      .send({
        ...{ id, name: { vi: id }, series: id, population: 'served', versions: ['counter-short@2026-1'] },
        ...{ unit: 'vn', channels: ['qr', 'kiosk'], from: '2025-01-01' },
        ...fields,
      })
      .expect(201);
  }
});
afterAll(() => app.stop());

const create = (agent: Agent, unit: string, fields: object = {}) =>
  agent.post('/api/v1/collectors').send({ unit, channel: 'qr', label: 'Quầy 1', ...fields });
const made = async (unit: string): Promise<string> =>
  (await create(an, unit).expect(201)).body.collector.code as string;
const assign = (agent: Agent, code: string, body: object) =>
  agent.post(`/api/v1/collectors/${code}/assignments`).send(body);
const labelsSeenBy = async (agent: Agent, query = '') =>
  ((await agent.get(`/api/v1/collectors${query}`).expect(200)).body.collectors as { label: string }[]).map(
    ({ label }) => label,
  );

describe('making a collector', () => {
  test('draws a code of five characters that cannot be misread, each time another', async () => {
    const codes = await Promise.all(Array.from({ length: 8 }, () => made('land-office')));

    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(new Set(codes).size).toBe(8);
  });

  test('belongs to its unit and serves nothing yet', async () => {
    const { body } = await create(em, 'ct-registry', { label: ' Cửa số 2 ', procedure: 'land' }).expect(201);

    expect(body.collector).toEqual({
      code: expect.any(String),
      unit: 'ct-registry',
      channel: 'qr',
      label: 'Cửa số 2',
      procedure: 'land',
      assignments: [],
      isOpen: true,
      unitName: { vi: 'ct-registry' },
    });
  });

  test.each([
    ['on the neighbour’s ground', () => em, 'land-office', {}, 403],
    ['by whoever only looks', () => binh, 'land-office', {}, 403],
    ['for a whole province', () => an, 'vn-an-giang', {}, 400],
    ['for an office that was closed', () => an, 'ct-closed', {}, 400],
    ['for an office that nobody knows', () => an, 'nowhere', {}, 404],
    ['under two lines', () => an, 'land-office', { label: 'Quầy 1\r\nQuầy 2' }, 400],
    ['under a line end that is none of the keyboard’s', () => an, 'land-office', { label: 'a\u2028b' }, 400],
    ['under nothing that can be seen', () => an, 'land-office', { label: '\u200B' }, 400],
    ['with letters in an order that is not theirs', () => an, 'land-office', { label: 'Quầy \u202E1' }, 400],
    ['with an unknown channel', () => an, 'land-office', { channel: 'fax' }, 400],
    ['with a code of one’s own', () => an, 'land-office', { code: 'AAAAA' }, 400],
  ])('is refused %s', async (_name, agent, unit, fields, status) => {
    await create(agent(), unit, fields).expect(status);
  });
});

describe('the list', () => {
  test('is of the reader’s units, or of one part of them', async () => {
    await create(an, 'land-office', { label: 'seen by Bình' }).expect(201);
    await create(an, 'ct-registry', { label: 'seen by Em' }).expect(201);

    expect(await labelsSeenBy(binh)).toContain('seen by Bình');
    expect(await labelsSeenBy(binh)).not.toContain('seen by Em');
    expect(await labelsSeenBy(em)).not.toContain('seen by Bình');
    expect(await labelsSeenBy(an, '?within=vn-can-tho')).toEqual(await labelsSeenBy(em));
    await binh.get('/api/v1/collectors?within=vn-an-giang').expect(403);
    await an.get('/api/v1/collectors?within=nowhere').expect(404);
  });
});

describe('assigning a collector', () => {
  test('says the campaign of today, and moves on to the next round without a gap', async () => {
    const code = await made('ct-registry');

    const first = await assign(em, code, { campaign: 'second', from: '2025-01-01' }).expect(201);
    expect(first.body.collector).toMatchObject({ campaign: { id: 'second', name: { vi: 'second' } } });
    const next = await assign(em, code, { campaign: 'first', from: NEXT_MONTH }).expect(201);

    expect(next.body.collector).toMatchObject({
      campaign: { id: 'second' },
      assignments: [
        { campaign: 'second', from: '2025-01-01', until: NEXT_MONTH },
        { campaign: 'first', from: NEXT_MONTH },
      ],
    });
  });

  test('by two at the same moment never overlaps', async () => {
    const code = await made('ct-registry');

    const answers = await Promise.all([
      assign(em, code, { campaign: 'second', from: TODAY, until: NEXT_MONTH }),
      assign(an, code, { campaign: 'first', from: addDays(TODAY, 20), until: addDays(TODAY, 60) }),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)!.body.code).toBe('assignment-overlap');
  });

  test.each([
    ['to a campaign of other channels', 'mailing', TODAY, 409, 'assignment-refused'],
    ['to a campaign of another province', 'second', TODAY, 409, 'assignment-refused'],
    ['to days that the campaign does not have', 'first', '2099-01-01', 409, 'assignment-refused'],
    ['to a campaign that nobody knows', 'nothing', TODAY, 404, 'campaign-missing'],
  ])('is refused %s', async (_name, campaign, from, status, code) => {
    const collector = await made('land-office');

    const { body } = await assign(an, collector, { campaign, from }).expect(status);

    expect(body.code).toBe(code);
  });

  test('is refused when nobody serves the people of its unit on its first day', async () => {
    const ends = (id: string) =>
      unitOf(id, 'agency', 'vn-can-tho', { from: '2025-07-01', until: NEXT_MONTH });
    await app.stores.units.insertUnits([
      ends('ct-closes'),
      ends('ct-merges'),
      unitOf('ct-merger', 'agency', 'vn-can-tho', { from: NEXT_MONTH, predecessors: ['ct-merges'] }),
    ]);
    const closes = await made('ct-closes');

    const { body } = await assign(an, closes, { campaign: 'first', from: NEXT_MONTH }).expect(409);

    expect(body).toMatchObject({ code: 'unit-ended', details: { unit: 'ct-closes', day: NEXT_MONTH } });
    await assign(an, closes, { campaign: 'first', from: TODAY }).expect(201);
    await assign(an, await made('ct-merges'), { campaign: 'first', from: NEXT_MONTH }).expect(201);
  });

  test('is for the admins of its unit', async () => {
    const code = await made('land-office');

    await assign(binh, code, { campaign: 'first', from: TODAY }).expect(403);
    await assign(em, code, { campaign: 'first', from: TODAY }).expect(403);
  });
});

describe('a collector', () => {
  test('is renamed, closed and reopened, however its code is typed; unit and channel never change', async () => {
    const code = await made('ct-registry');
    const typed = code.toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l');

    const { body } = await em
      .patch(`/api/v1/collectors/${typed}`)
      .send({ label: 'Cửa 3', isOpen: false })
      .expect(200);

    expect(body.collector).toMatchObject({ code, label: 'Cửa 3', isOpen: false });
    await em.patch(`/api/v1/collectors/${code}`).send({ unit: 'land-office' }).expect(400);
    await em.patch(`/api/v1/collectors/${code}`).send({ channel: 'kiosk' }).expect(400);
    await binh.patch(`/api/v1/collectors/${code}`).send({ isOpen: true }).expect(403);
    await an.patch('/api/v1/collectors/ZZZZZ').send({ isOpen: true }).expect(404);
  });

  test('has a QR code to print, for those who may see it', async () => {
    const code = await made('land-office');

    const response = await binh.get(`/api/v1/collectors/${code}/qr.svg`).expect(200);

    expect(response.headers['content-type']).toMatch(/^image\/svg\+xml/);
    const svg = (response.body as Buffer).toString('utf8');
    expect(svg).toMatch(/^<svg [^>]*viewBox=/);
    // The picture of exactly this address: another one is another picture.
    const { toString: toQr } = await import('qrcode');
    const drawn = (url: string) => toQr(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
    expect(svg).toBe(await drawn(`${app.url}/c/${code}`));
    expect(svg).not.toBe(await drawn(`${app.url}/c/00000`));
    await em.get(`/api/v1/collectors/${code}/qr.svg`).expect(404);
  });
});
