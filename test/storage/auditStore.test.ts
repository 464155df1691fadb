import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import type { AuditEntry } from '../../server/domain/audit.ts';
import { carryOutEffects } from '../../server/services/carryOutEffects.ts';
import { createAuditStore } from '../../server/storage/auditStore.ts';
import { createCampaignStore } from '../../server/storage/campaignStore.ts';
import { createPendingEffects } from '../../server/storage/effects.ts';
import { openStores } from '../support/openStores.ts';

const SECRET = 'a secret of at least thirty-two characters';
let connection: Connection;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ connection, close } = await openStores());
});
beforeEach(async () => {
  for (const model of ['AuditEntry', 'AuditHead', 'Campaign']) await connection.model(model).deleteMany({});
});
afterAll(() => close());

const entry = (key: string, fields: Partial<AuditEntry> = {}): AuditEntry => ({
  key,
  at: new Date('2025-03-01T02:03:04Z'),
  actor: { kind: 'staff', id: 'an', name: 'An' },
  action: 'campaign-changed',
  subject: { kind: 'campaign', id: 'stream' },
  unit: 'vn',
  before: { isOpen: true },
  after: { isOpen: false, 'a.b': '$x' },
  ...fields,
});

const rawEntries = () => connection.collection<{ _id: number; content: string; unit: string }>('audit');

describe('the chain', () => {
  test('keeps every entry of writers in several processes, once, without a fork', async () => {
    const processes = [1, 2, 3].map(() => createAuditStore(connection, SECRET));

    await Promise.all(
      processes.flatMap((store, process) =>
        [1, 2, 3, 4].flatMap((number) => [
          store.append(entry(`${process}-${number}`)),
          store.append(entry('carried out by all')),
        ]),
      ),
    );

    const entries = await processes[0]!.listEntries({ limit: 100 });
    expect(entries).toHaveLength(13); // 3 × 4 + 1
    expect(entries.map(({ sequence }) => sequence)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(entries.find(({ key }) => key === '2-4')).toEqual({
      ...entry('2-4'),
      sequence: expect.any(Number),
    });
    expect(await processes[1]!.verifyAudit()).toEqual({ entries: 13, faults: [] });
  });

  // Of 120 withdrawals at once 16 failed: each append competed with all others, and gave up after 50 that were faster.
  test('does not make the entries of one process compete with each other', async () => {
    const store = createAuditStore(connection, SECRET);
    const creating = jest.spyOn(connection.model('AuditEntry'), 'create');
    const keys = Array.from({ length: 20 }, (_, number) => `e${number}`);

    await Promise.all(keys.map((key) => store.append(entry(key))));
    const attempts = creating.mock.calls.length;
    creating.mockRestore();

    expect(attempts).toBe(20); // one each
    expect((await store.listEntries({ limit: 100 })).map(({ key }) => key)).toEqual(keys.reverse());
    expect(await store.verifyAudit()).toEqual({ entries: 20, faults: [] });
  });

  test('goes on after an entry that the store refused', async () => {
    const store = createAuditStore(connection, SECRET);
    const creating = jest
      .spyOn(connection.model('AuditEntry'), 'create')
      .mockRejectedValueOnce(new Error('refused') as never);

    const outcomes = await Promise.allSettled([store.append(entry('refused')), store.append(entry('next'))]);
    creating.mockRestore();

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect((await store.listEntries({ limit: 10 })).map(({ key }) => key)).toEqual(['next']);
  });

  test('is whole while others append to it', async () => {
    const store = createAuditStore(connection, SECRET);
    await store.append(entry('before'));
    const Head = connection.model('AuditHead');
    const findOne = Head.findOne.bind(Head);
    // Another process appends in the moment before the head is read.
    const reading = jest.spyOn(Head, 'findOne').mockImplementationOnce(((filter: object) => ({
      lean: async () => {
        await store.append(entry('meanwhile'));
        return findOne(filter).lean();
      },
    })) as never);

    expect(await store.verifyAudit()).toEqual({ entries: 2, faults: [] });
    reading.mockRestore();
  });

  test('shows an entry that was edited, moved to another unit, or taken out', async () => {
    const store = createAuditStore(connection, SECRET);
    for (const number of [1, 2, 3, 4, 5]) await store.append(entry(`e${number}`));

    const { content } = (await rawEntries().findOne({ _id: 2 }))!;
    await rawEntries().updateOne({ _id: 2 }, { $set: { content: content.replace('"An"', '"Binh"') } });
    await rawEntries().updateOne({ _id: 3 }, { $set: { unit: 'agency-elsewhere' } });
    await rawEntries().deleteOne({ _id: 4 });

    expect(await store.verifyAudit()).toEqual({
      entries: 5,
      faults: [
        { sequence: 2, fault: 'edited' },
        { sequence: 3, fault: 'edited' },
        { sequence: 4, fault: 'missing' },
      ],
    });
  });

  test('shows that the newest entries were cut off', async () => {
    const store = createAuditStore(connection, SECRET);
    for (const number of [1, 2, 3]) await store.append(entry(`e${number}`));

    await rawEntries().deleteOne({ _id: 3 });

    expect(await store.verifyAudit()).toMatchObject({ faults: [{ sequence: 3, fault: 'missing' }] });
  });

  test('shows an entry that was rewritten by somebody without the key', async () => {
    const store = createAuditStore(connection, SECRET);
    await store.append(entry('e1'));
    await rawEntries().deleteMany({});
    await createAuditStore(connection, 'another secret of thirty-two characters').append(
      entry('e1', { action: 'campaign-created' }),
    );

    const { faults } = await store.verifyAudit();

    expect(faults).toContainEqual({ sequence: 1, fault: 'edited' });
  });

  test('holds when the content of an entry is erased on request', async () => {
    const store = createAuditStore(connection, SECRET);
    for (const number of [1, 2, 3]) await store.append(entry(`e${number}`));

    await rawEntries().updateOne({ _id: 2 }, { $unset: { content: 1 } });

    expect(await store.verifyAudit()).toEqual({ entries: 3, faults: [] });
    expect((await store.listEntries({ limit: 10 })).map(({ key }) => key)).toEqual(['e3', 'e1']);
  });

  test('a reader of some units sees the entries of those units', async () => {
    const store = createAuditStore(connection, SECRET);
    await store.append(entry('here', { unit: 'agency-land' }));
    await store.append(entry('decoy', { unit: 'agency-other' }));

    const entries = await store.listEntries({ limit: 10, units: ['agency-land', 'agency-none'] });

    expect(entries.map(({ key }) => key)).toEqual(['here']);
  });
});

test('what a change owes is in the log once, however many workers carry it out and however often', async () => {
  const campaigns = createCampaignStore(connection);
  const audit = createAuditStore(connection, SECRET);
  const pending = createPendingEffects(connection);
  const { key: _, ...content } = entry('any');
  await campaigns.insertCampaign(
    {
      id: 'stream',
      name: { vi: 'Đo lường' },
      series: 's',
      population: 'served',
      versions: ['v@1'],
      unit: 'vn',
      channels: ['qr'],
      from: '2025-01-01',
      isOpen: true,
    },
    [{ key: 'created', kind: 'audit', entry: content }],
  );
  // A worker that died between carrying out and taking off.
  await audit.append(entry('created'));

  await Promise.all([carryOutEffects({ pending, audit }), carryOutEffects({ pending, audit })]);

  expect(await pending.findPending(10)).toEqual([]);
  expect((await audit.listEntries({ limit: 10 })).map(({ key }) => key)).toEqual(['created']);
});
