import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import type { SurveyVersion } from '../../server/domain/questionnaire/version.ts';
import { createSurveyStore } from '../../server/storage/surveyStore.ts';
import { openStores } from '../support/openStores.ts';

let connection: Connection;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ connection, close } = await openStores());
});
afterAll(() => close());

/** Keys that a database might read as paths, operators or prototypes. */
const awkward = JSON.parse(
  '{"a.b": 1, "$where": "x", "__proto__": {"x": 1}, "constructor": null, "": []}',
) as Record<string, unknown>;

const version = (name: string): SurveyVersion => ({
  version: name,
  survey: name.split('@')[0]!,
  definition: { pages: [], awkward },
  scoring: { version: name, countedQuestions: [] } as unknown as SurveyVersion['scoring'],
  plan: { version: name, languages: ['vi', 'km'], title: { vi: 'Phiếu', km: 'ទម្រង់' }, pages: [] },
  contentHash: 'abc',
  publishedAt: new Date('2025-03-01T00:00:00Z'),
  meanings: { 'a.b': 'changed' },
  meaningSince: { 'a.b': name },
});

describe('versions', () => {
  test('come back exactly as they were published, whatever their keys', async () => {
    await createSurveyStore(connection).insertVersion(version('odd@2025-1'), []);

    const found = await createSurveyStore(connection).findVersion('odd@2025-1');

    expect(found).toEqual(version('odd@2025-1'));
    expect(JSON.stringify(found!.definition)).toBe(JSON.stringify(version('odd@2025-1').definition));
    expect(await createSurveyStore(connection).listVersions('odd')).toEqual([
      {
        version: 'odd@2025-1',
        survey: 'odd',
        title: { vi: 'Phiếu', km: 'ទម្រង់' },
        languages: ['vi', 'km'],
        contentHash: 'abc',
        publishedAt: new Date('2025-03-01T00:00:00Z'),
      },
    ]);
  });

  test('are never replaced, not even by one of two publishers at the same moment', async () => {
    const store = createSurveyStore(connection);
    const first = { ...version('race@1'), contentHash: 'first' };
    const second = { ...version('race@1'), contentHash: 'second' };

    const outcomes = await Promise.allSettled([
      store.insertVersion(first, []),
      store.insertVersion(second, []),
    ]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'version-exists' },
    });
  });
});

describe('drafts', () => {
  const draft = (definition: unknown) => ({
    survey: 'sipas-service',
    definition,
    scoring: { awkward },
    basedOn: 'sipas-service@2023-1',
    updatedAt: new Date('2025-03-01T00:00:00Z'),
    updatedBy: { id: 'an', name: 'An' },
  });

  test('a save over a revision that is no longer there is refused, and nothing is lost', async () => {
    const store = createSurveyStore(connection);
    const { revision } = await store.saveDraft(draft({ first: true }), undefined, []);

    const outcomes = await Promise.allSettled([
      store.saveDraft(draft({ second: 'a' }), revision, []),
      store.saveDraft(draft({ second: 'b' }), revision, []),
    ]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await store.findDraft('sipas-service')).toMatchObject({ revision: revision + 1 });
    await expect(store.saveDraft(draft({}), undefined, [])).rejects.toMatchObject({ code: 'draft-stale' });
  });

  test('a removed draft is gone, and an old tab cannot bring it back', async () => {
    const store = createSurveyStore(connection);
    const { revision } = (await store.findDraft('sipas-service'))!;

    expect(await store.removeDraft('sipas-service', revision - 1, [])).toBe(false);
    expect(await store.removeDraft('sipas-service', revision, [])).toBe(true);
    expect(await store.removeDraft('sipas-service', undefined, [])).toBe(false);

    expect(await store.findDraft('sipas-service')).toBeUndefined();
    expect(await store.listDrafts()).toEqual([]);
    await expect(store.saveDraft(draft({}), revision, [])).rejects.toMatchObject({ code: 'draft-stale' });
    const renewed = await store.saveDraft(draft({ new: true }), undefined, []);
    expect(renewed.revision).toBeGreaterThan(revision);
    expect(await store.findDraft('sipas-service')).toEqual({
      ...draft({ new: true }),
      revision: renewed.revision,
    });
    expect(await store.listDrafts()).toEqual(['sipas-service']);
  });
});
