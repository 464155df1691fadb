import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Publisher } from '../../server/domain/questionnaire/objection.ts';
import type { Actor } from '../../server/domain/staff.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { publishDraft } from '../../server/services/publishDraft.ts';
import { saveDraft } from '../../server/services/saveDraft.ts';
import { openStores } from '../support/openStores.ts';
import { smallSurvey } from '../support/smallSurvey.ts';
import { unitOf } from '../support/units.ts';

let opened: Awaited<ReturnType<typeof openStores>>;
beforeAll(async () => {
  opened = await openStores();
});
afterAll(() => opened.close());

const tree = new UnitTree([unitOf('vn', 'country')]);
const now = new Date('2026-01-01T00:00:00Z');
const an: Actor = { id: 'an', name: 'An', grants: [{ role: 'admin', unit: 'vn' }] };
const hoa: Actor = { id: 'hoa', name: 'Hoa', grants: [{ role: 'editor', unit: 'vn' }] };

// The check takes seconds. Whatever was saved in them was once taken away with the draft.
test('what somebody saves while a draft is being published stays', async () => {
  const { surveys } = opened.stores;
  const save = (actor: Actor, title: string, revision?: number) =>
    saveDraft(
      { drafts: surveys, tree },
      actor,
      'small',
      { definition: { title }, scoring: {}, ...(revision === undefined ? {} : { revision }) },
      now,
    );
  const { revision } = await save(an, 'seen');
  const publisher: Publisher = {
    checkProposal: () => Promise.reject(new Error('not asked')),
    async publishVersion({ version, definition }) {
      await save(hoa, 'an hour of work', revision);
      return { ...smallSurvey(), version, definition: definition as Record<string, unknown> };
    },
  };

  const published = await publishDraft(
    { surveys, publisher, tree },
    an,
    'small',
    { version: '2026-1', revision, meanings: {}, confirmGaps: false },
    now,
  );

  expect(published.definition).toEqual({ title: 'seen' });
  expect(await surveys.findDraft('small')).toMatchObject({
    definition: { title: 'an hour of work' },
    revision: revision + 1,
  });
});
