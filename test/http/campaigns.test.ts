import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type supertest from 'supertest';
import { startTestApp, type TestApp } from '../support/testApp.ts';

type Agent = ReturnType<typeof supertest.agent>;

let app: TestApp;
/** An runs the platform; Em administers Cần Thơ, Phúc approves there; Bình supervises An Giang. */
let an: Agent;
let em: Agent;
let phuc: Agent;
let binh: Agent;

beforeAll(async () => {
  app = await startTestApp();
  an = await app.signInAs('An', [{ role: 'admin', unit: 'vn' }]);
  em = await app.signInAs('Em', [{ role: 'admin', unit: 'vn-can-tho' }]);
  phuc = await app.signInAs('Phuc', [{ role: 'approver', unit: 'vn-can-tho' }]);
  binh = await app.signInAs('Binh', [{ role: 'supervisor', unit: 'vn-an-giang' }]);

  // A second version of the same survey and method, as publishing would make it.
  const first = (await app.stores.surveys.findVersion('counter-short@2026-1'))!;
  await app.stores.surveys.insertVersion({ ...first, version: 'counter-short@2026-2' }, []);
});
afterAll(() => app.stop());

const canTho = (id: string, fields: object = {}) => ({
  id,
  name: { vi: 'Cần Thơ 2025', en: 'Can Tho 2025' },
  series: `series-${id}`,
  population: 'served',
  versions: ['counter-short@2026-1'],
  unit: 'vn-can-tho',
  channels: ['qr', 'kiosk'],
  from: '2025-09-01',
  ...fields,
});
const create = (agent: Agent, body: object) => agent.post('/api/v1/campaigns').send(body);
const idsSeenBy = async (agent: Agent): Promise<string[]> =>
  ((await agent.get('/api/v1/campaigns').expect(200)).body.campaigns as { id: string }[]).map(({ id }) => id);

describe('opening a survey round', () => {
  test('is for the admins of its unit; who takes part sees it, and the neighbours do not', async () => {
    const { body } = await create(em, canTho('ct-2025')).expect(201);

    expect(body.campaign).toEqual({
      ...canTho('ct-2025'),
      isOpen: true,
      unitName: expect.objectContaining({ vi: 'Thành phố Cần Thơ' }),
      unitKind: 'province',
    });
    expect(await idsSeenBy(an)).toContain('ct-2025');
    expect(await idsSeenBy(phuc)).toContain('ct-2025');
    expect(await idsSeenBy(binh)).not.toContain('ct-2025');

    await create(an, canTho('national', { unit: 'vn' })).expect(201);
    expect(await idsSeenBy(binh)).toEqual(['national']);
  });

  test.each([
    ['by whoever only supervises', () => binh, { unit: 'vn-an-giang' }, 403, 'forbidden'],
    ['by whoever only approves', () => phuc, {}, 403, 'forbidden'],
    ['above the own ground', () => em, { unit: 'vn' }, 403, 'forbidden'],
    ['under an id that is taken', () => em, { id: 'ct-2025' }, 409, 'campaign-exists'],
    ['in a unit that nobody knows', () => an, { unit: 'nowhere' }, 404, 'unit-missing'],
    [
      'with a version that nobody published',
      () => em,
      { versions: ['counter-short@2030-1'] },
      404,
      'version-missing',
    ],
    ['that ends before it begins', () => em, { until: '2025-09-01' }, 400, 'request-invalid'],
    ['in a year that was mistyped', () => em, { from: '1026-07-01' }, 400, 'campaign-first-day'],
    ['more than five years ahead', () => em, { from: '9999-01-01' }, 400, 'campaign-first-day'],
    ['on a day that there is not', () => em, { from: '2025-09-31' }, 400, 'request-invalid'],
    ['without a Vietnamese name', () => em, { name: { en: 'x' } }, 400, 'request-invalid'],
    ['with a field of its own', () => em, { isAdmin: true }, 400, 'request-invalid'],
    [
      'of two surveys',
      () => em,
      { versions: ['counter-short@2026-1', 'sipas-service@2023-1'] },
      409,
      'series-mismatch',
    ],
    [
      'of another population than its series',
      () => em,
      { series: 'series-ct-2025', population: 'household' },
      409,
      'series-mismatch',
    ],
    [
      'of another method than its series',
      () => em,
      { series: 'series-ct-2025', versions: ['sipas-service@2023-1'] },
      409,
      'series-mismatch',
    ],
  ])('is refused %s', async (_name, agent, fields, status, code) => {
    const { body } = await create(agent(), canTho('refused', fields)).expect(status);

    expect(body.code).toBe(code);
    expect(await idsSeenBy(an)).not.toContain('refused');
  });

  test('is refused of two scales under one criterion: its figures could never be added', async () => {
    const { surveys } = app.stores;
    const shipped = (await surveys.findVersion('counter-short@2026-1'))!;
    const scales = Object.fromEntries(
      Object.entries(shipped.scoring.scales).map(([name, scale]) => [name, { ...scale, satisfied: [5] }]),
    );
    const stricter = { ...shipped, version: 'counter-short@2026-9', scoring: { ...shipped.scoring, scales } };
    await surveys.insertVersion(stricter, []);

    const versions = ['counter-short@2026-9', 'counter-short@2026-1'];
    const { body } = await create(em, canTho('refused', { series: 'two-scales', versions })).expect(409);

    expect(body).toMatchObject({ code: 'series-mismatch', details: { reason: 'scale' } });
  });
});

describe('changing a survey round', () => {
  const change = (agent: Agent, id: string, body: object) =>
    agent.patch(`/api/v1/campaigns/${id}`).send(body);

  test('an approver chooses the current version and nothing else', async () => {
    await create(em, canTho('ct-versions')).expect(201);

    const { body } = await change(phuc, 'ct-versions', {
      versions: ['counter-short@2026-2', 'counter-short@2026-1'],
    }).expect(200);
    expect(body.campaign.versions).toEqual(['counter-short@2026-2', 'counter-short@2026-1']);

    await change(phuc, 'ct-versions', { isOpen: false }).expect(403);
    await change(phuc, 'ct-versions', { versions: ['counter-short@2026-2'], isOpen: false }).expect(403);
    await change(binh, 'ct-versions', { versions: ['counter-short@2026-1'] }).expect(403);
  });

  test('a version whose answers are in the figures stays', async () => {
    const { body } = await change(em, 'ct-versions', { versions: ['counter-short@2026-2'] }).expect(409);

    expect(body.code).toBe('campaign-version-kept');
  });

  test('an end is set, moved and taken away; what was counted by never changes', async () => {
    await create(em, canTho('ct-days')).expect(201);

    const ended = await change(em, 'ct-days', { until: '2026-01-01', uploadUntil: '2026-02-01' }).expect(200);
    expect(ended.body.campaign).toMatchObject({ until: '2026-01-01', uploadUntil: '2026-02-01' });
    const open = await change(em, 'ct-days', { until: null, uploadUntil: null, isOpen: false }).expect(200);
    expect(open.body.campaign).toEqual({
      ...canTho('ct-days'),
      isOpen: false,
      unitName: expect.anything(),
      unitKind: 'province',
    });

    for (const fields of [
      { unit: 'vn' },
      { population: 'household' },
      { from: '2020-01-01' },
      { series: 'x' },
    ]) {
      await change(em, 'ct-days', fields).expect(400);
    }
    expect((await change(em, 'none', { isOpen: true }).expect(404)).body.code).toBe('campaign-missing');
  });
});
