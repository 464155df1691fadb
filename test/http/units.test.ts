import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type supertest from 'supertest';
import { unitOf } from '../support/units.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';

type Agent = ReturnType<typeof supertest.agent>;

let app: TestApp;
let an: Agent;
let binh: Agent;

beforeAll(async () => {
  app = await startTestApp();
  await app.stores.units.insertUnits([
    unitOf('land-office', 'agency', 'vn-an-giang', {
      names: [{ value: { vi: 'Văn phòng Đăng ký đất đai', en: 'Land office' } }],
      parents: [
        { value: 'vn-kien-giang', until: '2025-07-01' },
        { value: 'vn-an-giang', from: '2025-07-01' },
      ],
    }),
  ]);
  an = await app.signInAs('An', [{ role: 'admin', unit: 'vn' }]);
  binh = await app.signInAs('Binh', [{ role: 'supervisor', unit: 'vn-an-giang' }]);
});
afterAll(() => app.stop());

const listed = async (agent: Agent, query: string) => {
  const { body } = await agent.get(`/api/v1/units?${query}`).expect(200);
  return body as { units: { id: string; name: { vi: string }; [field: string]: unknown }[]; total: number };
};
const ids = async (agent: Agent, query: string) => (await listed(agent, query)).units.map(({ id }) => id);

describe('the list', () => {
  test('is of one day: 63 provinces before the reform, 34 after', async () => {
    expect((await listed(an, 'kind=province&on=2025-06-30')).total).toBe(63);
    expect((await listed(an, 'kind=province&on=2025-07-01')).total).toBe(34);
    // Without a day it is today's.
    expect((await listed(an, 'kind=province')).total).toBe(34);
    expect((await listed(an, 'kind=commune,province&limit=1')).total).toBe(34 + 3321);
  });

  test('shows a supervisor their own province, and its predecessors in their time', async () => {
    expect(await ids(binh, 'kind=province,country')).toEqual(['vn-an-giang']);
    expect(await ids(binh, 'kind=province&on=2025-06-30')).toEqual(['vn-an-giang-63', 'vn-kien-giang']);
    expect(await ids(binh, 'kind=agency&on=2025-06-30')).toEqual(['land-office']);
  });

  test('says name, code and parent as they were on the day', async () => {
    const { units } = await listed(an, 'within=land-office&on=2025-06-30');

    expect(units).toEqual([
      {
        id: 'land-office',
        kind: 'agency',
        name: { vi: 'Văn phòng Đăng ký đất đai', en: 'Land office' },
        parent: 'vn-kien-giang',
      },
    ]);
    const { units: provinces } = await listed(an, 'within=vn-an-giang&kind=province');
    expect(provinces[0]).toMatchObject({
      id: 'vn-an-giang',
      code: { scheme: 'vn-34', code: '91' },
      parent: 'vn',
      from: '2025-07-01',
    });
  });
});

describe('a search', () => {
  test.each(['can tho', 'CẦN THƠ', 'Cần  Thơ'])(
    'for "%s" finds the city, typed with or without its marks',
    async (text) => {
      expect(await ids(an, `kind=province&search=${encodeURIComponent(text)}`)).toEqual(['vn-can-tho']);
    },
  );

  test('finds nothing that the reader may not see', async () => {
    expect(await ids(binh, 'search=can+tho')).toEqual([]);
    expect(await ids(binh, 'search=dat+dai')).toEqual(['land-office']);
  });
});

describe('a question that cannot be answered', () => {
  test.each([
    ['within=vn', 403, 'forbidden'],
    ['within=vn-can-tho', 403, 'forbidden'],
    ['within=no-such-unit', 404, 'unit-missing'],
    ['kind=planet', 400, 'request-invalid'],
    ['on=2025-02-30', 400, 'request-invalid'],
    ['limit=0', 400, 'request-invalid'],
    ['search[$ne]=x', 400, 'request-invalid'],
    ['kind=agency&kind=commune', 400, 'request-invalid'],
  ])('%s gets %i', async (query, status, code) => {
    const { body } = await binh.get(`/api/v1/units?${query}`).expect(status);

    expect(body.code).toBe(code);
  });
});
