import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type supertest from 'supertest';
import { startTestApp, type TestApp } from '../support/testApp.ts';

type Agent = ReturnType<typeof supertest.agent>;
type Json = Record<string, unknown>;

let app: TestApp;
/** An runs the platform; Hoa edits, Phúc approves; Bình supervises the country; Lan edits for Cần Thơ only. */
let an: Agent;
let hoa: Agent;
let phuc: Agent;
let binh: Agent;
let lan: Agent;

beforeAll(async () => {
  app = await startTestApp();
  an = await app.signInAs('An', [{ role: 'admin', unit: 'vn' }]);
  hoa = await app.signInAs('Hoa', [{ role: 'editor', unit: 'vn' }]);
  phuc = await app.signInAs('Phuc', [{ role: 'approver', unit: 'vn' }]);
  binh = await app.signInAs('Binh', [{ role: 'supervisor', unit: 'vn' }]);
  lan = await app.signInAs('Lan', [{ role: 'editor', unit: 'vn-can-tho' }]);
});
afterAll(() => app.stop());

const shipped = (kind: 'definition' | 'scoring'): Json =>
  JSON.parse(readFileSync(`surveys/counter-short/2026-1.${kind}.json`, 'utf8')) as Json;
const DRAFT = '/api/v1/surveys/counter-short/draft';
/** The shipped form under a new number. */
const next = (number: string, definition: Json = shipped('definition')) => ({
  definition,
  scoring: { ...shipped('scoring'), version: `counter-short@${number}` },
  basedOn: 'counter-short@2026-1',
});
const noDraft = async () => {
  await an.delete(DRAFT);
};
const drafted = async (draft: Json) =>
  (await hoa.put(DRAFT).send(draft).expect(200)).body as { revision: number };

describe('published versions', () => {
  test('are the ones that we ship, to be read by all of the staff', async () => {
    const { body } = await lan.get('/api/v1/surveys').expect(200);

    expect(body.surveys).toContainEqual({
      survey: 'sipas-service',
      title: expect.objectContaining({ vi: expect.any(String) }),
      versions: [
        {
          version: 'sipas-service@2023-1',
          publishedAt: expect.any(String),
          contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
          languages: expect.arrayContaining(['vi', 'km', 'en']),
        },
      ],
      hasDraft: false,
    });
    const version = await binh.get('/api/v1/surveys/counter-short/versions/2026-1').expect(200);
    expect(version.body.definition).toEqual(shipped('definition'));
    expect(version.body.scoring).toEqual(shipped('scoring'));
    await binh.get('/api/v1/surveys/counter-short/versions/2030-1').expect(404);
  });

  test('are not published again by a second start', async () => {
    const before = (await an.get('/api/v1/surveys').expect(200)).body;

    await app.platform.prepare((line) => {
      throw new Error(`nothing should be loaded: ${line}`);
    });

    expect((await an.get('/api/v1/surveys').expect(200)).body).toEqual(before);
  });
});

describe('a draft', () => {
  test('is saved over the revision that was seen; an older tab is told, not obeyed', async () => {
    await noDraft();
    const first = await hoa.put(DRAFT).send(next('2026-2')).expect(200);
    expect(first.body).toMatchObject({ ...next('2026-2'), updatedBy: { name: 'Hoa' } });
    const { revision } = first.body as { revision: number };

    await an
      .put(DRAFT)
      .send({ ...next('2026-2'), revision })
      .expect(200);
    const stale = await hoa
      .put(DRAFT)
      .send({ ...next('2026-3'), revision })
      .expect(409);
    const blind = await hoa.put(DRAFT).send(next('2026-3')).expect(409);

    expect([stale.body.code, blind.body.code]).toEqual(['draft-stale', 'draft-stale']);
    const { body } = await hoa.get(DRAFT).expect(200);
    expect(body).toMatchObject({ revision: revision + 1, updatedBy: { name: 'An' } });
  });

  test('keeps any JSON as it was written, and pollutes nothing', async () => {
    await noDraft();
    const odd = '{"definition":{"__proto__":{"isAdmin":true},"$where":"x","a.b":[null]},"scoring":null}';

    await hoa.put(DRAFT).set('Content-Type', 'application/json').send(odd).expect(200);

    const { text } = await hoa.get(DRAFT).expect(200);
    expect(text).toContain(
      '"definition":{"__proto__":{"isAdmin":true},"$where":"x","a.b":[null]},"scoring":null',
    );
    expect(({} as Json)['isAdmin']).toBeUndefined();
  });

  test.each([
    ['a supervisor', () => binh],
    ['an approver, who must not be the last to edit', () => phuc],
    ['an editor of one province', () => lan],
  ])('cannot be saved or thrown away by %s', async (_name, agent) => {
    await noDraft();

    expect((await agent().put(DRAFT).send(next('2026-2')).expect(403)).body.code).toBe('forbidden');
    await agent().delete(DRAFT).expect(403);
  });

  test('thrown away is gone', async () => {
    await noDraft();
    await hoa.put(DRAFT).send(next('2026-2')).expect(200);

    await hoa.delete(DRAFT).expect(204);

    expect((await hoa.get(DRAFT).expect(404)).body.code).toBe('draft-missing');
    expect((await hoa.delete(DRAFT).expect(404)).body.code).toBe('draft-missing');
    await binh.get(DRAFT).expect(403);
  });

  test.each([
    ['no definition', { scoring: {} }],
    ['a revision that is no number', { definition: {}, scoring: {}, revision: { $gt: 0 } }],
    ['a field of its own', { definition: {}, scoring: {}, publishedAt: 'now' }],
  ])('with %s is refused', async (_name, body) => {
    expect((await hoa.put(DRAFT).send(body).expect(400)).body.code).toBe('request-invalid');
  });

  test('larger than a megabyte is refused', async () => {
    const { body } = await hoa
      .put(DRAFT)
      .send({ definition: { title: 'x'.repeat(1_100_000) }, scoring: {} })
      .expect(413);

    expect(body.code).toBe('body-too-large');
  });
});

describe('publishing', () => {
  test('first says every objection, and every criterion beside the version before', async () => {
    await noDraft();
    const { revision } = await drafted({
      ...next('2026-2'),
      definition: { pages: [{ elements: [{ type: 'html' }] }] },
    });

    const saved = await hoa.post(`${DRAFT}/check`).send({}).expect(200);
    expect(saved.body.objections).toContainEqual(expect.objectContaining({ severity: 'error' }));
    const refused = await phuc
      .post(`${DRAFT}/publish`)
      .send({ version: '2026-2', revision, meanings: {} })
      .expect(400);
    expect(refused.body).toMatchObject({ code: 'definition-refused' });
    expect(refused.body.details.objections).toContainEqual(expect.objectContaining({ severity: 'error' }));

    const { definition, scoring } = next('2026-2');
    const typed = await hoa.post(`${DRAFT}/check`).send({ definition, scoring }).expect(200);
    expect(
      typed.body.objections.filter(({ severity }: { severity: string }) => severity === 'error'),
    ).toEqual([]);
    expect(typed.body.criteria.length).toBeGreaterThan(0);
    for (const criterion of typed.body.criteria) expect(criterion).toMatchObject({ state: 'same' });
  });

  test.each([null, 5, 'text', [], { pages: null }])(
    'a definition that is %j is objected to, not a failure',
    async (odd) => {
      const { body } = await hoa.post(`${DRAFT}/check`).send({ definition: odd, scoring: odd }).expect(200);

      expect(body.objections).toContainEqual(expect.objectContaining({ severity: 'error' }));
    },
  );

  test('is of what the approver has seen: what somebody has saved since is told, and stays', async () => {
    await noDraft();
    const { revision } = await drafted(next('2026-3'));
    await drafted({ ...next('2026-3', { title: 'an hour of work' }), revision });
    const publication = { version: '2026-3', revision, meanings: {}, confirmGaps: true };

    const { body } = await phuc.post(`${DRAFT}/publish`).send(publication).expect(409);
    const blind = await phuc.post(`${DRAFT}/publish`).send({ version: '2026-3', meanings: {} }).expect(400);

    expect([body.code, blind.body.code]).toEqual(['draft-stale', 'request-invalid']);
    await phuc.get('/api/v1/surveys/counter-short/versions/2026-3').expect(404);
    const kept = await hoa.get(DRAFT).expect(200);
    expect(kept.body.definition).toEqual({ title: 'an hour of work' });
  });

  test('makes a version that never changes, takes the draft away, and leaves running campaigns alone', async () => {
    await noDraft();
    await an
      .post('/api/v1/campaigns')
      .send({
        ...{ id: 'running', name: { vi: 'x' }, series: 'running', population: 'served', unit: 'vn' },
        ...{ versions: ['counter-short@2026-1'], channels: ['qr'], from: '2025-01-01' },
      })
      .expect(201);
    const { revision } = await drafted(next('2026-2'));
    const publication = { version: '2026-2', revision, meanings: {}, confirmGaps: true };
    await hoa.post(`${DRAFT}/publish`).send(publication).expect(403);

    const published = await phuc.post(`${DRAFT}/publish`).send(publication).expect(201);

    expect(published.body).toEqual({
      version: 'counter-short@2026-2',
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await hoa.get(DRAFT).expect(404);
    const { body } = await an.get('/api/v1/campaigns').expect(200);
    expect(body.campaigns[0].versions).toEqual(['counter-short@2026-1']);

    const other = await drafted(next('2026-2', { ...shipped('definition'), title: 'other' }));
    const again = await phuc
      .post(`${DRAFT}/publish`)
      .send({ ...publication, revision: other.revision })
      .expect(409);
    expect(again.body.code).toBe('version-exists');
    const kept = await binh.get('/api/v1/surveys/counter-short/versions/counter-short@2026-2').expect(200);
    expect(kept.body).toMatchObject({
      contentHash: published.body.contentHash,
      definition: shipped('definition'),
    });

    await phuc
      .patch('/api/v1/campaigns/running')
      .send({ versions: ['counter-short@2026-2', 'counter-short@2026-1'] })
      .expect(200);
  });
});
