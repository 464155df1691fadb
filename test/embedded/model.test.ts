import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readClaim } from '../../server/embedded/process/ownership.ts';
import { openCollections, type Collection, type Doc, type Opened } from './behaviour/openCollections.ts';
import { startOwnStore, type OwnStore } from './ownStore.ts';
import fc from '../support/properties.ts';

/**
 * Random operations on collections of the store and on plain arrays beside them. Whatever happened, every index gives the
 * rows that the array gives, records and indexes agree, and all of it is there after the store was killed.
 */
let store: OwnStore;
let opened: Opened;
beforeAll(async () => {
  store = await startOwnStore();
  opened = await openCollections({ retryWrites: false }, store);
});
afterAll(() => opened.close());

type Tag = number | string | null;
interface Row {
  _id: number;
  /** Grouped by. */
  n?: number;
  /** One or several, or nothing. */
  tags?: Tag | Tag[];
  /** Different wherever it is. */
  code?: string;
}

/** What is kept, and the indexes by their names. */
interface Model {
  collection: Collection;
  rows: Row[];
  indexes: Set<string>;
}

const indexes: Record<string, { key: Doc; [option: string]: unknown }> = {
  byNumber: { key: { n: 1 } },
  byTag: { key: { tags: 1 } },
  byBoth: { key: { tags: -1, n: 1 } },
  downwards: { key: { n: -1, _id: 1 } },
  few: { key: { n: 1 }, partialFilterExpression: { n: { $gt: 2 } } },
  codes: { key: { code: 1 }, unique: true, sparse: true },
};

type Operation =
  | { kind: 'insert'; row: Omit<Row, '_id'> }
  | { kind: 'set'; at: number; code: string }
  | { kind: 'tag'; n: number; tags: Tag | Tag[] }
  | { kind: 'untag'; n: number }
  | { kind: 'increase'; tag: Tag }
  | { kind: 'upsert'; id: number; n: number }
  | { kind: 'replace'; at: number; row: Omit<Row, '_id'> }
  | { kind: 'delete'; n: number }
  | { kind: 'index'; name: string }
  | { kind: 'drop'; name: string };

const tag = fc.constantFrom<Tag>(1, 2, 3, 'a', 'b', null);
const tags = fc.oneof(tag, fc.array(tag, { maxLength: 3 }));
const n = fc.integer({ min: 0, max: 5 });
const code = fc.constantFrom('x', 'y', 'z', 'đ', '😀');
const row = fc.record({ n, tags, code }, { requiredKeys: [] }) as fc.Arbitrary<Omit<Row, '_id'>>;
const at = fc.nat({ max: 30 });
const name = fc.constantFrom(...Object.keys(indexes));
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('insert' as const), row }) },
  fc.record({ kind: fc.constant('set' as const), at, code }),
  fc.record({ kind: fc.constant('tag' as const), n, tags }),
  fc.record({ kind: fc.constant('untag' as const), n }),
  fc.record({ kind: fc.constant('increase' as const), tag }),
  fc.record({ kind: fc.constant('upsert' as const), id: fc.integer({ min: 1000, max: 1005 }), n }),
  fc.record({ kind: fc.constant('replace' as const), at, row }),
  fc.record({ kind: fc.constant('delete' as const), n }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('index' as const), name }) },
  fc.record({ kind: fc.constant('drop' as const), name }),
);
const operations = fc.array(operation, { minLength: 25, maxLength: 40 });

let lastId = 0;

/** Does the same to both, and compares what they say of it. */
async function carryOut(one: Operation, model: Model): Promise<void> {
  const { collection, rows } = model;
  const isTaken = (row: Omit<Row, '_id'>, id?: number) =>
    model.indexes.has('codes') &&
    row.code !== undefined &&
    rows.some((other) => other.code === row.code && other._id !== id);
  switch (one.kind) {
    case 'insert': {
      const added = { _id: ++lastId, ...one.row };
      const isRefused = isTaken(added);
      if (!isRefused) rows.push(added);
      return expectCode(collection.insertOne({ ...added }), isRefused ? 11000 : undefined);
    }
    case 'set': {
      const target = rows[one.at];
      if (target === undefined) return;
      const isRefused = isTaken(one, target._id);
      if (!isRefused) target.code = one.code;
      return expectCode(
        collection.updateOne({ _id: target._id }, { $set: { code: one.code } }),
        isRefused ? 11000 : undefined,
      );
    }
    case 'replace': {
      const target = rows[one.at];
      if (target === undefined) return;
      const isRefused = isTaken(one.row, target._id);
      if (!isRefused) rows[one.at] = { _id: target._id, ...one.row };
      return expectCode(
        collection.replaceOne({ _id: target._id }, { ...one.row }),
        isRefused ? 11000 : undefined,
      );
    }
    case 'tag': {
      const found = rows.filter((row) => row.n === one.n);
      found.forEach((row) => (row.tags = one.tags));
      const result = await collection.updateMany({ n: one.n }, { $set: { tags: one.tags } });
      return expect(result.matchedCount).toBe(found.length);
    }
    case 'untag': {
      const found = rows.filter((row) => row.n === one.n);
      found.forEach((row) => delete row.tags);
      const result = await collection.updateMany({ n: one.n }, { $unset: { tags: 1 } });
      return expect(result.matchedCount).toBe(found.length);
    }
    case 'increase': {
      const found = rows.filter((row) => hasTag(row, one.tag));
      found.forEach((row) => (row.n = (row.n ?? 0) + 1));
      const result = await collection.updateMany({ tags: one.tag }, { $inc: { n: 1 } });
      return expect(result.modifiedCount).toBe(found.length);
    }
    case 'upsert': {
      const known = rows.find(({ _id }) => _id === one.id);
      if (known === undefined) rows.push({ _id: one.id, n: one.n });
      else known.n = one.n;
      const result = await collection.updateOne({ _id: one.id }, { $set: { n: one.n } }, { upsert: true });
      return expect(result.upsertedCount).toBe(known === undefined ? 1 : 0);
    }
    case 'delete': {
      const kept = rows.filter((row) => row.n !== one.n);
      const result = await collection.deleteMany({ n: one.n });
      expect(result.deletedCount).toBe(rows.length - kept.length);
      model.rows = kept;
      return;
    }
    case 'index': {
      const { key, ...options } = indexes[one.name]!;
      const codes = rows.flatMap((row) => row.code ?? []);
      const isRefused =
        one.name === 'codes' && !model.indexes.has('codes') && new Set(codes).size < codes.length;
      if (!isRefused) model.indexes.add(one.name);
      return expectCode(
        collection.createIndex(key as never, { name: one.name, ...options }),
        isRefused ? 11000 : undefined,
      );
    }
    case 'drop': {
      const isThere = model.indexes.delete(one.name);
      return expectCode(collection.dropIndex(one.name), isThere ? undefined : 27);
    }
  }
}

async function expectCode(outcome: Promise<unknown>, expected: number | undefined): Promise<void> {
  const found = await outcome.then(
    () => undefined,
    (error: { code?: number }) => error.code ?? error,
  );
  expect(found).toBe(expected);
}

const listOf = ({ tags: own }: Row): (Tag | undefined)[] => (Array.isArray(own) ? own : [own]);
/** MongoDB's equality: one of several will do, and null is also what is not there. */
const hasTag = (row: Row, wanted: Tag): boolean => listOf(row).some((one) => (one ?? null) === wanted);
const hasTagAbove = (row: Row, least: number): boolean =>
  listOf(row).some((one) => typeof one === 'number' && one >= least);

/** Filters, what they mean, and the indexes that a hint may name for them. */
const questions: readonly { filter: Doc; means: (row: Row) => boolean; ways: readonly string[] }[] = [
  { filter: {}, means: () => true, ways: ['byNumber', 'byTag', 'byBoth', 'downwards'] },
  { filter: { n: 3 }, means: ({ n }) => n === 3, ways: ['byNumber', 'downwards', 'few'] },
  {
    filter: { n: { $gt: 2 } },
    means: ({ n }) => n !== undefined && n > 2,
    ways: ['byNumber', 'downwards', 'few'],
  },
  {
    filter: { n: { $gte: 1, $lt: 4 } },
    means: ({ n }) => n !== undefined && n >= 1 && n < 4,
    ways: ['byNumber', 'downwards'],
  },
  { filter: { n: null }, means: ({ n }) => n === undefined, ways: ['byNumber', 'downwards'] },
  {
    filter: { n: { $in: [0, 4, 5] } },
    means: ({ n }) => [0, 4, 5].includes(n ?? -1),
    ways: ['byNumber', 'downwards'],
  },
  { filter: { tags: 2 }, means: (row) => hasTag(row, 2), ways: ['byTag', 'byBoth'] },
  { filter: { tags: null }, means: (row) => hasTag(row, null), ways: ['byTag', 'byBoth'] },
  { filter: { tags: { $gte: 2 } }, means: (row) => hasTagAbove(row, 2), ways: ['byTag', 'byBoth'] },
  { filter: { tags: { $ne: 'a' } }, means: (row) => !hasTag(row, 'a'), ways: ['byTag', 'byBoth'] },
  {
    filter: { tags: 'b', n: { $lte: 3 } },
    means: (row) => hasTag(row, 'b') && (row.n ?? 9) <= 3,
    ways: ['byTag', 'byBoth', 'byNumber'],
  },
  { filter: { code: 'đ' }, means: ({ code }) => code === 'đ', ways: ['codes'] },
];

/** Every question is answered as the array answers it, by the planner's way and by each index, sorted and not. */
async function expectSame({ collection, rows, indexes: there }: Model): Promise<void> {
  const stored = await collection.find().toArray();
  expect(stored).toEqual(rows);

  const asked = questions.map(async ({ filter, means, ways }) => {
    const expected = rows.filter(means);
    const ids = expected.map(({ _id }) => _id).sort((a, b) => a - b);
    const sorted = expected
      .toSorted((a, b) => (b.n ?? -1) - (a.n ?? -1) || a._id - b._id)
      .map(({ _id }) => _id);
    for (const hint of [undefined, ...ways.filter((way) => there.has(way))]) {
      const way = hint === undefined ? {} : { hint };
      const found = await collection.find(filter, way).toArray();
      expect({ filter, hint, ids: found.map(({ _id }) => _id as number).sort((a, b) => a - b) }).toEqual({
        filter,
        hint,
        ids,
      });
      const ordered = await collection.find(filter, way).sort({ n: -1, _id: 1 }).limit(7).toArray();
      expect({ filter, hint, ids: ordered.map(({ _id }) => _id as number) }).toEqual({
        filter,
        hint,
        ids: sorted.slice(0, 7),
      });
    }
    expect(await collection.countDocuments(filter)).toBe(ids.length);
  });
  await Promise.all(asked);
  const names = (await collection.indexes()).map((index) => index.name);
  expect(new Set(names)).toEqual(new Set(['_id_', ...there]));
  expect(await opened.db.command({ validate: collection.collectionName })).toMatchObject({
    valid: true,
    errors: [],
  });
}

test('collections and arrays stay the same, whatever is done to them, and through a death of the store', async () => {
  const models: Model[] = [];
  const runs = Number(process.env['MODEL_RUNS'] ?? 3);
  await fc.assert(
    fc.asyncProperty(operations, async (first) => {
      const collection = await opened.fresh();
      await opened.db.createCollection(collection.collectionName);
      const model: Model = { collection, rows: [], indexes: new Set() };
      for (const one of first) await carryOut(one, model);
      await expectSame(model);
      models.push(model);
    }),
    { numRuns: runs },
  );

  process.kill(readClaim(join(store.dataDir, 'store'))!.owner!.pid, 'SIGKILL');
  await untilServed();

  for (const [i, second] of fc.sample(operations, models.length).entries()) {
    await expectSame(models[i]!);
    for (const one of second) await carryOut(one, models[i]!);
    await expectSame(models[i]!);
  }
}, 600_000);

/** The store is started again by whoever holds it, under its old address. */
async function untilServed(): Promise<void> {
  for (;;) {
    const isServed = await opened.db.command({ ping: 1 }).then(
      () => true,
      () => false,
    );
    if (isServed) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
