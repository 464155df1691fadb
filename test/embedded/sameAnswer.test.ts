import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  Binary,
  Double,
  Long,
  ObjectId,
  openCollections,
  type Collection,
  type Opened,
} from './behaviour/openCollections.ts';
import fc from '../support/properties.ts';
import { startEmbeddedTestStore } from '../support/testStore.ts';

/** The planner may choose any way: the rows, and with a sort their order, must be those of a plain scan. */
let opened: Opened;
beforeAll(async () => {
  opened = await openCollections({}, await startEmbeddedTestStore());
});
afterAll(() => opened.close());

// Mostly a few whole numbers, so that bounds and values meet.
const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 2 }) },
  fc.constantFrom<unknown>(
    null,
    true,
    'a',
    'b',
    'ab',
    0.5,
    new Date(0),
    new Date(5),
    new Double(1),
    Long.fromNumber(2),
    NaN,
    -Infinity,
    new Double(-0),
    2 ** 53,
    Long.fromString('9007199254740993'),
    '',
    'a\0b',
    'đ',
    '～',
    '😀',
    new Binary(Buffer.from([1])),
    new Binary(Buffer.from([0, 1])),
    new ObjectId('65a000000000000000000001'),
  ),
);
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ b: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }, { requiredKeys: [] }),
  fc.array(fc.record({ b: scalar, c: scalar }, { requiredKeys: [] }), { maxLength: 3 }),
);
const document = fc.record({ a: value, x: scalar, y: scalar }, { requiredKeys: [] });
const path = fc.constantFrom('a', 'a.b', 'a.c', 'x', 'y');
const range = fc.constantFrom('$gt', '$gte', '$lt', '$lte');
const test1 = fc.oneof(
  scalar.map((one): unknown => one),
  fc.tuple(range, scalar).map(([operator, one]) => ({ [operator]: one })),
  fc.tuple(range, scalar, range, scalar).map(([o1, v1, o2, v2]) => ({ [o1]: v1, [o2]: v2 })),
  fc.array(scalar, { maxLength: 3 }).map(($in) => ({ $in })),
  scalar.map(($ne) => ({ $ne })),
  fc.boolean().map(($exists) => ({ $exists })),
);
const filter = fc.dictionary(path, test1, { maxKeys: 3 });
const elemMatch = fc
  .record({ b: test1, c: test1 }, { requiredKeys: [] })
  .map(($elemMatch) => ({ a: { $elemMatch } }));
const sort = fc.constantFrom<Record<string, 1 | -1>>(
  { x: 1 },
  { x: -1, y: 1 },
  { y: -1 },
  { a: 1 },
  { 'a.b': -1 },
  { x: 1, y: 1 },
);
const keys = [{ a: 1 }, { 'a.b': 1, x: -1 }, { 'a.b': 1, 'a.c': 1 }, { x: 1, y: 1 }, { y: -1, x: 1, a: 1 }];

test('every index gives the answer of no index', async () => {
  const plain = await opened.fresh();
  const indexed = await opened.fresh();
  for (const key of keys) await indexed.createIndex(key as never);
  const ways = [{}, ...keys.map((hint) => ({ hint }))] as Parameters<typeof indexed.find>[1][];

  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 5, maxLength: 25 }),
      fc.array(fc.tuple(fc.oneof(filter, elemMatch), sort, fc.nat({ max: 6 })), {
        minLength: 8,
        maxLength: 8,
      }),
      async (documents, queries) => {
        for (const collection of [plain, indexed]) {
          await collection.deleteMany({});
          await collection.insertMany(documents.map((one, _id) => ({ _id, ...one })));
        }
        for (const [query, by, limit] of queries) {
          const ask = async (collection: Collection, way: (typeof ways)[number]) => {
            // The identity breaks ties, so that the order is one.
            const cursor = collection.find(query as never, way).sort({ ...by, _id: 1 });
            return (await cursor.limit(limit).toArray()).map(({ _id }) => _id as number);
          };
          const unsorted = async (collection: Collection) =>
            (await collection.find(query as never).toArray())
              .map(({ _id }) => _id as number)
              .sort((a, b) => a - b);

          const expected = await ask(plain, {});
          const answers = await Promise.all(ways.map((way) => ask(indexed, way)));
          expect({ query, by, answers }).toEqual({ query, by, answers: ways.map(() => expected) });
          expect(await unsorted(indexed)).toEqual(await unsorted(plain));
        }
      },
    ),
    { numRuns: Number(process.env['SAME_ANSWER_RUNS'] ?? 10) },
  );
}, 60_000);
