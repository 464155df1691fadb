import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catchUp } from '../../server/services/catchUp.ts';
import { reportSatisfaction } from '../../server/services/reportSatisfaction.ts';
import { campaignOf } from '../support/campaignOf.ts';
import { openStores } from '../support/openStores.ts';
import { catalogueOf, smallSurvey } from '../support/smallSurvey.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { tallyWorld } from '../support/tallyWorld.ts';

// Nobody counts here but the test: what is owed stays owed as long as it likes.

let opened: Awaited<ReturnType<typeof openStores>>;
beforeAll(async () => {
  opened = await openStores();
});
afterAll(() => opened.close());

const campaign = campaignOf('round', { from: '2025-01-01' });

test('a report says that answers wait for being counted, also those that have not come up to its rows yet', async () => {
  const world = tallyWorld(opened.connection);
  // The store's clock says when it counted; the report is asked for later.
  const now = new Date(Date.now() + 60_000);
  const read = (query: { from: string; until: string; within?: string }) =>
    reportSatisfaction(
      {
        loadTree: world.deps.loadTree,
        campaigns: { findCampaign: async () => campaign, findSeries: async () => [campaign] },
        collectors: opened.stores.collectors,
        versions: catalogueOf(smallSurvey()),
        tallies: world.reader,
        now: () => now,
      },
      { grants: [{ role: 'viewer', unit: 'vn' }] },
      { campaign: 'round', by: 'province', map: 'as-was', within: 'vn', ...query },
    );
  const june = { from: '2025-06-01', until: '2025-07-01' };
  await world.load(submissionsOf(7, { day: '2025-06-30' }));
  await catchUp(world.deps);
  const counted = await read(june);
  expect(counted).toMatchObject({ isRecounting: false, freshAt: now.toISOString() });
  expect(counted.total.submissions).toBe(7);

  await world.load(submissionsOf(2, { day: '2025-06-30' }));
  const [office] = await opened.connection
    .collection<{ _id: string; countedAt: Date }>('tallies')
    .find({ _id: 'small@1|round|land-office|2025-06-30' })
    .toArray();
  const owed = await read(june);

  expect(owed.total.submissions).toBe(7);
  expect(owed).toMatchObject({ isRecounting: true, freshAt: office!.countedAt.toISOString() });
  // Other days and other provinces are not concerned.
  expect((await read({ from: '2025-06-01', until: '2025-06-30' })).isRecounting).toBe(false);
  expect((await read({ ...june, within: 'can-tho' })).isRecounting).toBe(false);
  expect((await read({ ...june, within: 'kien-giang' })).isRecounting).toBe(true);

  await catchUp(world.deps);
  expect(await read(june)).toMatchObject({ isRecounting: false, total: { submissions: 9 } });

  // The first answer of an office: nothing had come before its mark, so not all of June is uncertain.
  const before = new Date();
  await world.load(submissionsOf(1, { day: '2025-06-29', unit: 'can-tho-office' }));
  const first = await read(june);
  expect(first.isRecounting).toBe(true);
  // Its two marks are no further apart than thirty seconds; the two clocks here are one.
  expect(Date.parse(first.freshAt)).toBeGreaterThan(before.getTime() - 31_000);
});
