import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { open } from 'lmdb';
import mongoose from 'mongoose';
import { openSnapshot, type StoreSnapshot } from '../../server/embedded/openSnapshot.ts';
import { startOwnStore, type OwnStore } from './ownStore.ts';

const { BSON, MongoClient } = mongoose.mongo;

let store: OwnStore;
let client: mongoose.mongo.MongoClient;
beforeAll(async () => {
  store = await startOwnStore();
  client = new MongoClient(store.uri);
});
afterAll(async () => {
  await client.close();
  await store.stop();
});

const read = (snapshot: StoreSnapshot, name: string) => {
  const found = snapshot.collections.find((collection) => collection.name === name);
  return [...found!.documents()].map((bytes) => BSON.deserialize(bytes));
};

test('a snapshot is one moment, however long it is read and whatever is written meanwhile', async () => {
  const [rows, sums] = [client.db().collection('rows'), client.db().collection('sums')];
  let isOver = false;
  const writer = (async () => {
    // One after the other: at no moment is the sum more than one row behind.
    for (let n = 1; !isOver; n++) {
      await rows.insertOne({ n });
      await sums.updateOne({ name: 'rows' }, { $set: { n } }, { upsert: true });
    }
  })();
  while ((await rows.estimatedDocumentCount()) < 10) await pause(5);

  const snapshot = await openSnapshot(store.dataDir);
  const before = await rows.estimatedDocumentCount();
  while ((await rows.estimatedDocumentCount()) < before + 20) await pause(5);
  const seenRows = read(snapshot, 'rows').length;
  await pause(50);
  const [sum] = read(snapshot, 'sums');
  isOver = true;
  await writer;
  const counted = snapshot.collections.find(({ name }) => name === 'rows')!.count;
  await snapshot.close();

  expect(seenRows).toBeLessThanOrEqual(before);
  expect([seenRows, seenRows - 1]).toContain(sum!['n']);
  expect(counted).toBe(seenRows);
});

test('a snapshot has the definitions of the indexes, and nothing of other databases', async () => {
  const db = client.db();
  await db.collection('indexed').createIndex({ a: 1, b: -1 }, { unique: true, name: 'both' });
  await client.db('another').collection('secrets').insertOne({ a: 1 });

  const snapshot = await openSnapshot(store.dataDir);
  const { collections } = snapshot;
  const indexes = collections
    .find(({ name }) => name === 'indexed')!
    .indexes.map((bytes) => BSON.deserialize(bytes));
  await snapshot.close();

  expect(indexes).toEqual(await db.collection('indexed').listIndexes().toArray());
  expect(collections.map(({ name }) => name)).not.toContain('secrets');
});

test('where there is no store, that is said, and none is made', async () => {
  await expect(openSnapshot(join(store.dataDir, 'nowhere'))).rejects.toThrow(
    /There is no store in .*nowhere/,
  );
});

test('a store that is just being made is said to be one that was never started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sipas-snapshot-'));
  await mkdir(join(folder, 'store'));
  await writeFile(join(folder, 'store', 'data.mdb'), '');
  const refusals = new Set<string>();
  // Somebody who waits for it asks again and again: lmdb, asked to open an empty file, died within a thousand times.
  for (let n = 0; n < 1_000; n++) {
    const refusal = await openSnapshot(folder).catch((error: Error) => error.message);
    refusals.add(String(refusal));
  }

  await open({ path: join(folder, 'store', 'data.mdb') }).close();
  const withoutTables = openSnapshot(folder);

  expect([...refusals]).toEqual([expect.stringMatching(/^The store in .* has never been started\.$/)]);
  await expect(withoutTables).rejects.toThrow(/has never been started/);
  await rm(folder, { recursive: true });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
