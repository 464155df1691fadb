import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readClaim } from '../../server/embedded/process/ownership.ts';
import { failure, openCollections, type Doc, type Opened } from './behaviour/openCollections.ts';
import { startOwnStore, type OwnStore } from './ownStore.ts';

let store: OwnStore;
let opened: Opened;
beforeAll(async () => {
  store = await startOwnStore();
  opened = await openCollections({ retryWrites: false, retryReads: false }, store);
});
afterAll(() => opened.close());

const ROWS = Number(process.env['INDEX_ROWS'] ?? 20_000);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a kill -9 while an index is built leaves a whole one or none, and ends open cursors', async () => {
  const documents = Array.from({ length: ROWS }, (_, n): Doc => ({ n, tags: [n % 7, 'x'] }));
  const collection = await opened.fresh(documents);
  const name = collection.collectionName;
  const { cursor } = await opened.db.command({ find: name, batchSize: 2 }, { promoteLongs: false });

  const built = collection.createIndex({ tags: 1, n: -1 }).then(
    () => true,
    () => false,
  );
  await pause(50 + Math.random() * 100);
  process.kill(readClaim(join(store.dataDir, 'store'))!.owner!.pid, 'SIGKILL');
  const wasAcknowledged = await built;
  while ((await opened.db.command({ ping: 1 }).catch(() => undefined)) === undefined) await pause(20);

  expect((await failure(opened.db.command({ getMore: cursor.id, collection: name }))).code).toBe(43);
  const names = (await collection.indexes()).map((index) => index.name);
  if (wasAcknowledged) expect(names).toContain('tags_1_n_-1');
  expect(await opened.db.command({ validate: name })).toMatchObject({
    valid: true,
    errors: [],
    nrecords: ROWS,
  });
  await collection.createIndex({ tags: 1, n: -1 });
  expect(await collection.countDocuments({ tags: 'x' }, { hint: 'tags_1_n_-1' })).toBe(ROWS);
}, 120_000);
