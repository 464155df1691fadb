import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { openSnapshot } from '../../../server/embedded/openSnapshot.ts';
import { markTouchedTallies } from '../../../server/services/markTouchedTallies.ts';
import { catchUp } from '../../../server/services/catchUp.ts';
import type { ArchiveSource, OnProgress } from '../../../server/storage/archive/archive.ts';
import { readDatabase } from '../../../server/storage/archive/readDatabase.ts';
import { verifyArchive } from '../../../server/storage/archive/readArchive.ts';
import { findOccupied, restoreArchive } from '../../../server/storage/archive/restoreArchive.ts';
import { writeArchiveFile } from '../../../server/storage/archive/writeArchiveFile.ts';
import { connectForRestore, connectStore, createIndexes } from '../../../server/storage/connect.ts';
import { isUnfinished } from '../../../server/storage/unfinishedRestore.ts';
import { startOwnStore } from '../../embedded/ownStore.ts';
import { submissionsOf } from '../../support/submissionsOf.ts';
import { tallyWorld } from '../../support/tallyWorld.ts';
import { startTestStore, withDatabase, type TestStore } from '../../support/testStore.ts';

const { Binary, BSON, Decimal128, Double, Long, ObjectId } = mongoose.mongo;

let folder: string;
let store: TestStore;
const opened: Connection[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipas-restore-'));
  store = await startTestStore();
});
afterAll(async () => {
  for (const connection of opened) {
    await connection.dropDatabase();
    await connection.close();
  }
  await store.stop();
  await rm(folder, { recursive: true, force: true });
});

/** An empty database on the engine at hand. */
async function openDatabase(uri = store.uri): Promise<Connection> {
  const connection = await connectForRestore(withDatabase(uri, `restore_${randomUUID().slice(0, 8)}`));
  opened.push(connection);
  return connection;
}

async function backUp(source: Omit<ArchiveSource, 'engine' | 'isOneMoment'>): Promise<string> {
  const path = join(folder, `${randomUUID()}.gz`);
  await writeArchiveFile(
    path,
    { engine: 'mongodb', isOneMoment: false, ...source },
    { mayOverwrite: false, onProgress: () => undefined },
  );
  return path;
}

const backUpOf = async ({ db }: Connection) => backUp(await readDatabase(db!));

async function restore(
  { db }: Connection,
  path: string,
  more: { onProgress?: OnProgress; complete?: () => Promise<void> } = {},
): Promise<void> {
  const { onProgress = () => undefined, complete = () => Promise.resolve() } = more;
  await restoreArchive(db!, { path, content: await verifyArchive(path) }, { onProgress, complete });
}

/** Everything in a database as bytes, and its indexes. */
async function contentOf({ db }: Connection): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const { name } of await db!.listCollections().toArray()) {
    const documents = await db!.collection(name).find({}, { raw: true }).toArray();
    const indexes = await db!.collection(name).listIndexes().toArray();
    content[name] = [
      ...documents.map((bytes) => Buffer.from(bytes as never).toString('base64')).sort(),
      ...indexes.map((index) => JSON.stringify(index)).sort(),
    ];
  }
  return content;
}

/** Numbers of every kind, and every kind of index. */
async function fill({ db }: Connection, howMany = 3): Promise<void> {
  await db!.collection('kinds').insertMany([
    { _id: 1, five: new Double(5), long: Long.fromNumber(5), int: 5, none: null, at: new Date(5) },
    {
      _id: new ObjectId(),
      bytes: new Binary(Buffer.from([1, 2])),
      price: Decimal128.fromString('1.50'),
      like: /a/i,
    },
    {
      _id: 'order',
      within: new Map([
        ['b', 1],
        ['2', 2],
        ['1', 3],
      ] as [string, number][]),
    },
  ] as never[]);
  const many = Array.from({ length: howMany }, (_, n) => ({ _id: n, unit: `u${n % 7}`, key: `k${n}` }));
  await db!.collection('many').insertMany(many as never[]);
  await db!
    .collection('many')
    .createIndexes([
      { key: { unit: 1, key: -1 } },
      { key: { key: 1 }, unique: true },
      { key: { receipt: 1 }, sparse: true, name: 'by receipt' },
      { key: { due: 1 }, partialFilterExpression: { due: { $gt: 5 } } },
      { key: { at: 1 }, expireAfterSeconds: 3600 },
    ]);
  await db!.createCollection('empty');
}

describe('a restore', () => {
  test('has the same bytes and the same indexes', async () => {
    const [source, target] = [await openDatabase(), await openDatabase()];
    await fill(source);

    await restore(target, await backUpOf(source));

    expect(await contentOf(target)).toEqual(await contentOf(source));
  });

  test('goes from the embedded store to the engine at hand and back', async () => {
    const own = await startOwnStore();
    const [embedded, there, back] = [
      await openDatabase(own.uri),
      await openDatabase(),
      await openDatabase(own.uri),
    ];
    await fill(embedded);
    const snapshot = await openSnapshot(own.dataDir, embedded.name);

    await restore(there, await backUp({ startedAt: new Date(), collections: snapshot.collections }));
    await snapshot.close();
    await restore(back, await backUpOf(there));

    expect(await contentOf(back)).toEqual(await contentOf(embedded));
    for (const connection of [embedded, back]) opened.splice(opened.indexOf(connection), 1);
    await Promise.all([embedded.close(), back.close()]);
    await own.stop();
  });

  test('takes the place of everything that was there', async () => {
    const [source, target] = [await openDatabase(), await openDatabase()];
    await fill(source);
    await target.collection('many').insertOne({ _id: 'old' as never, key: 'old' });
    await target.collection('many').createIndex({ old: 1 });
    await target.collection('other').insertOne({ a: 1 });

    await restore(target, await backUpOf(source));

    expect(await contentOf(target)).toEqual(await contentOf(source));
  });
});

describe('what stands in the way', () => {
  test('is every collection with documents, and no empty one', async () => {
    const target = await openDatabase();
    await target.db!.createCollection('empty');
    expect(await findOccupied(target.db!)).toEqual([]);

    await target.collection('units').insertMany([{ a: 1 }, { a: 2 }]);

    expect(await findOccupied(target.db!)).toEqual([{ name: 'units', documents: 2 }]);
  });
});

describe('a restore that does not come to its end', () => {
  test('leaves a store that nobody starts on until it has been repeated', async () => {
    const [source, target] = [await openDatabase(), await openDatabase()];
    await fill(source, 2_500);
    const path = await backUpOf(source);
    const uri = withDatabase(store.uri, target.name);
    const told: string[] = [];

    const interrupted = restore(target, path, {
      onProgress: ({ done }) => {
        if (done === 2_000) throw new Error('killed');
      },
    });

    await expect(interrupted).rejects.toThrow('killed');
    await expect(connectStore(uri)).rejects.toThrow(
      /^The restore of .*\.gz into this store, begun .*Z, is at work or was interrupted.*run "npm run restore" again/,
    );
    expect(await findOccupied(target.db!)).toEqual([]);
    await restore(target, path, {
      onProgress: ({ collection, what, done, total }) =>
        void (what === 'documents' && told.push(`${collection} ${done}/${total}`)),
    });
    expect(told).toEqual(['kinds 3/3', 'many 1000/2500', 'many 2000/2500', 'many 2500/2500']);
    await (await connectStore(uri)).close();
    expect(await contentOf(target)).toEqual(await contentOf(source));
  });

  test('has marked the target before anything in it is touched, and until all else is done', async () => {
    const source = await openDatabase();
    await source.collection('units').insertOne({ a: 1 });
    await source.collection('units').createIndex({ a: 1 });
    const uri = withDatabase(store.uri, `restore_${randomUUID().slice(0, 8)}`);
    const target = await mongoose.createConnection(uri, { monitorCommands: true }).asPromise();
    opened.push(target);
    await target.collection('units').insertOne({ b: 1 });
    const path = await backUpOf(source);
    const changes: string[] = [];
    target.getClient().on('commandStarted', ({ commandName, command }) => {
      const isReading = ['listCollections', 'find', 'aggregate', 'endSessions'].includes(commandName);
      if (!isReading) changes.push(`${commandName} ${String(command[commandName])}`);
    });

    await restore(target, path, { complete: async () => void changes.push('all else') });

    expect(changes).toEqual([
      'update unfinishedRestore',
      'drop units',
      'create units',
      'insert units',
      'createIndexes units',
      'all else',
      'delete unfinishedRestore',
      'drop unfinishedRestore',
    ]);
  });

  test('says that somebody else writes into the same target', async () => {
    const [source, target] = [await openDatabase(), await openDatabase()];
    await fill(source);
    let intruding: Promise<unknown> | undefined;

    const disturbed = restore(target, await backUpOf(source), {
      onProgress: () =>
        void (intruding ??= target.collection('kinds').insertOne({ _id: 'intruder' as never })),
    });

    await expect(disturbed).rejects.toThrow(/4 documents in "kinds" instead of 3: somebody else writes/);
    await intruding;
    expect(await isUnfinished(target.db!)).toBe(true);
  });

  test('says that another restore has begun', async () => {
    const [source, target] = [await openDatabase(), await openDatabase()];
    await source.collection('units').insertOne({ a: 1 });
    const path = await backUpOf(source);

    const overtaken = restore(target, path, { complete: () => restore(target, path) });

    await expect(overtaken).rejects.toThrow('Another restore into the same target has begun meanwhile.');
  });

  test('says which document or index the target does not take', async () => {
    const target = await openDatabase();
    const collection = {
      name: 'units',
      count: 2,
      indexes: [BSON.serialize({ v: 2, key: { a: 1 }, name: 'a', unique: true })],
    };
    const sourceOf = (...documents: object[]) => ({
      startedAt: new Date(),
      collections: [
        { ...collection, documents: () => documents.map((document) => BSON.serialize(document as never)) },
      ],
    });

    const twice = restore(target, await backUp(sourceOf({ _id: 1 }, { _id: 1 })));
    await expect(twice).rejects.toThrow(/A document of "units" could not be stored: .*duplicate key/);
    const contradicting = restore(target, await backUp(sourceOf({ _id: 1, a: 1 }, { _id: 2, a: 1 })));
    await expect(contradicting).rejects.toThrow(/The index a of "units" could not be made: .*duplicate key/);
  });
});

test('what was written while the cursors of a backup went on is counted again after the restore', async () => {
  const [source, target] = [await openDatabase(), await openDatabase()];
  const before = tallyWorld(source, { settleMs: 0 });
  await createIndexes(source);
  await before.load(submissionsOf(3));
  await catchUp(before.deps);
  const { startedAt, collections } = await readDatabase(source.db!);
  const late = collections.map((collection) =>
    collection.name !== 'tallies'
      ? collection
      : {
          ...collection,
          // Submissions have been read by now: the two that come late are in the figures only.
          async *documents() {
            await before.load(submissionsOf(2));
            await catchUp(before.deps);
            yield* collection.documents();
          },
        },
  );

  const path = await backUp({ startedAt, collections: late });
  const after = tallyWorld(target, { settleMs: 0 });
  await restore(target, path, {
    complete: async () =>
      void (await markTouchedTallies({ tallies: after.deps.tallies, tree: after.tree }, startedAt)),
  });

  expect(await after.submissionsIn('vn', '2025-06')).toBe(5);
  await catchUp(after.deps);
  for (const unit of ['land-office', 'kien-giang', 'vn']) {
    expect(await after.submissionsIn(unit, '2025-06-30')).toBe(3);
    expect(await after.submissionsIn(unit, '2025-06')).toBe(3);
  }
});
