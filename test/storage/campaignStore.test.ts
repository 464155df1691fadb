import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import type { Campaign, Collector } from '../../server/domain/campaign.ts';
import type { Effect } from '../../server/domain/effect.ts';
import { createCampaignStore } from '../../server/storage/campaignStore.ts';
import { createCollectorStore } from '../../server/storage/collectorStore.ts';
import { createPendingEffects } from '../../server/storage/effects.ts';
import { openStores } from '../support/openStores.ts';

let connection: Connection;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ connection, close } = await openStores());
});
afterAll(() => close());

const campaign = (id: string, fields: Partial<Campaign> = {}): Campaign => ({
  id,
  name: { vi: 'Đo lường 2025', en: 'Survey 2025' },
  series: 'service-stream',
  population: 'served',
  versions: ['sipas-service@2023-1'],
  unit: 'vn',
  channels: ['qr', 'kiosk'],
  from: '2025-01-01',
  isOpen: true,
  ...fields,
});

const effect = (key: string): Effect => ({
  key,
  kind: 'audit',
  entry: {
    at: new Date('2025-01-01T00:00:00Z'),
    actor: { kind: 'system', name: 'test' },
    action: 'campaign-changed',
    subject: { kind: 'campaign', id: 'x' },
    unit: 'vn',
    after: { 'a.b': 1, $set: 2 },
  },
});

describe('campaigns', () => {
  test('come back as they were written, and an id is used once', async () => {
    const store = createCampaignStore(connection);
    const open = campaign('open-end');
    const ended = campaign('ended', { until: '2025-07-01', uploadUntil: '2025-08-01', series: 'other' });

    await store.insertCampaign(open, []);
    await store.insertCampaign(ended, []);

    expect(await store.findCampaign('open-end')).toEqual(open);
    expect(await store.findCampaign('ended')).toEqual(ended);
    expect(await store.findSeries('other')).toEqual([ended]);
    expect(await store.findCampaign('none')).toBeUndefined();
    await expect(store.insertCampaign(open, [])).rejects.toMatchObject({ code: 'campaign-exists' });
  });

  test('parallel changes are all kept, and their effects with them', async () => {
    const store = createCampaignStore(connection);
    await store.insertCampaign(campaign('busy', { versions: ['v@0'] }), []);

    await Promise.all(
      [1, 2, 3, 4].map((number) =>
        store.changeCampaign('busy', (current) => ({
          next: { ...current, versions: [...current.versions, `v@${number}`] },
          effects: [effect(`busy-${number}`)],
        })),
      ),
    );

    const { versions } = (await store.findCampaign('busy'))!;
    expect([...versions].sort()).toEqual(['v@0', 'v@1', 'v@2', 'v@3', 'v@4']);
    const pending = await createPendingEffects(connection).findPending(100);
    const owed = pending.filter(({ source }) => source.id === 'busy');
    expect(owed.map(({ effect: { key } }) => key).sort()).toEqual(['busy-1', 'busy-2', 'busy-3', 'busy-4']);
    expect(owed[0]!.effect.entry).toEqual(effect('any').entry);
  });

  test('a day that is taken away is gone', async () => {
    const store = createCampaignStore(connection);
    await store.insertCampaign(campaign('shortened', { until: '2025-07-01' }), []);

    await store.changeCampaign('shortened', ({ until: _, ...rest }) => ({ next: rest, effects: [] }));

    expect(await store.findCampaign('shortened')).toEqual(campaign('shortened'));
  });
});

describe('collectors', () => {
  const poster: Collector = {
    code: 'A7K2M',
    unit: 'agency-land',
    channel: 'qr',
    label: 'Quầy 1',
    procedure: 'land',
    assignments: [{ campaign: 'open-end', from: '2025-01-01', until: '2025-07-01' }],
    isOpen: true,
  };

  test('come back as they were written; a taken code is said, not overwritten', async () => {
    const store = createCollectorStore(connection);

    expect(await store.insertCollector(poster, [])).toBe(true);
    expect(await store.insertCollector({ ...poster, label: 'other' }, [])).toBe(false);

    expect(await store.findCollector('A7K2M')).toEqual(poster);
    expect(await store.listCollectors(['agency-land', 'agency-none'])).toEqual([poster]);
    expect(await store.listCollectors(['agency-none'])).toEqual([]);
  });

  test('an operator where a code belongs matches nothing', async () => {
    const store = createCollectorStore(connection);

    await expect(store.findCollector({ $ne: '' } as unknown as string)).rejects.toThrow(
      /Cast to string failed/,
    );
  });
});

test('pending effects go one by one, and a second removal is harmless', async () => {
  const store = createCampaignStore(connection);
  const pending = createPendingEffects(connection);
  await store.insertCampaign(campaign('two-effects'), [effect('e1'), effect('e2')]);
  const owed = async () =>
    (await pending.findPending(100)).filter(({ source }) => source.id === 'two-effects');
  const [first] = await owed();

  await pending.remove(first!);
  await pending.remove(first!);
  expect((await owed()).map(({ effect: { key } }) => key)).toEqual(['e2']);

  await pending.remove((await owed())[0]!);
  expect(await owed()).toEqual([]);
  // The emptied field is gone, so that the sparse index forgets the document.
  expect(
    await connection
      .collection('campaigns')
      .countDocuments({ effects: { $exists: true }, _id: 'two-effects' as never }),
  ).toBe(0);
});

test('pending effects can be asked for without those of some documents', async () => {
  const campaigns = createCampaignStore(connection);
  const collectors = createCollectorStore(connection);
  const pending = createPendingEffects(connection);
  for (const id of ['passed-over', 'next']) await campaigns.insertCampaign(campaign(id), [effect(id)]);
  // Of the same id in another collection.
  const sameId = { code: 'passed-over', unit: 'agency-land', channel: 'qr' as const, label: 'Poster' };
  await collectors.insertCollector({ ...sameId, isOpen: true, assignments: [] }, [effect('collector')]);
  const own = new Set(['passed-over', 'next', 'collector']);

  const owed = await pending.findPending(100, [{ collection: 'campaigns', id: 'passed-over' }]);

  const keys = owed.map(({ effect: { key } }) => key).filter((key) => own.has(key));
  expect(keys.sort()).toEqual(['collector', 'next']);
});
