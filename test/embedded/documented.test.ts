import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Decimal128,
  Double,
  failure,
  Int32,
  Long,
  openCollections,
  type Doc,
  type Opened,
} from './behaviour/openCollections.ts';
import { startEmbeddedTestStore } from '../support/testStore.ts';

/**
 * What MongoDB's manual says where the second engine of our comparisons does
 * something else: the manual wins, so these run on the embedded store alone.
 */
let opened: Opened;
beforeAll(async () => {
  opened = await openCollections({}, await startEmbeddedTestStore());
});
afterAll(() => opened.close());

const updated = async (before: Doc, update: Doc) => {
  const collection = await opened.fresh([{ _id: 1, ...before }]);
  await collection.updateOne({ _id: 1 }, update as never);
  return JSON.stringify(await collection.findOne({}, { projection: { _id: 0 } }));
};

describe('updates', () => {
  // https://www.mongodb.com/docs/manual/reference/operator/update/#behavior
  test('make new fields in the order of their names', async () => {
    expect(await updated({ m: 1 }, { $set: { z: 1, c: 1, b: 1 } })).toBe('{"m":1,"b":1,"c":1,"z":1}');
  });

  test('an upsert takes a pattern that $eq names, and no other', async () => {
    const collection = await opened.fresh();

    await collection.updateOne(
      { a: { $eq: /x/ }, b: /y/, c: { $in: [/z/] } },
      { $set: { d: 1 } },
      { upsert: true },
    );

    expect(await collection.findOne({}, { projection: { _id: 0 } })).toEqual({ a: /x/, d: 1 });
  });

  test('an upsert too', async () => {
    const collection = await opened.fresh();

    await collection.updateOne({ z: 1, b: 2, _id: 5 }, { $set: { c: 3 } }, { upsert: true });

    expect(JSON.stringify(await collection.findOne({}))).toBe('{"_id":5,"b":2,"z":1,"c":3}');
  });

  // https://www.mongodb.com/docs/manual/reference/method/db.collection.updateMany/#behaviors
  test('of many documents keep what they changed before they failed, and count nothing', async () => {
    const collection = await opened.fresh([
      { _id: 1, a: 1 },
      { _id: 2, a: 'x' },
      { _id: 3, a: 3 },
    ]);

    const updates = [{ q: {}, u: { $inc: { a: 1 } }, multi: true }];
    const reply = await opened.db.command({ update: collection.collectionName, updates });

    expect(reply).toMatchObject({ n: 0, nModified: 0, writeErrors: [{ index: 0, code: 14 }] });
    expect((await collection.find().toArray()).map(({ a }) => a as unknown)).toEqual([2, 'x', 3]);
  });

  test('−0 is another value than 0', async () => {
    const collection = await opened.fresh([{ _id: 1, a: new Double(0) }]);

    expect(await collection.updateOne({}, { $set: { a: new Double(-0) } })).toMatchObject({
      modifiedCount: 1,
    });
    expect((await collection.findOne({}, { promoteValues: false }))!['a']).toEqual(new Double(-0));
  });

  // https://www.mongodb.com/docs/manual/reference/operator/update/positional/
  test('the positional operator and the element it stands for are one place', async () => {
    const collection = await opened.fresh([{ _id: 1, a: [5, 6] }]);

    const both = { $set: { 'a.$': 1, 'a.1': 2 } };
    await collection.updateOne({ a: 5 }, both);
    expect(await collection.findOne({})).toEqual({ _id: 1, a: [1, 2] });
    expect((await failure(collection.updateOne({ a: 2 }, both))).code).toBe(40);
  });

  // https://www.mongodb.com/docs/manual/reference/operator/update/push/#behavior
  test.each<Doc>([
    { $push: { a: { $each: [] } } },
    { $push: { a: { $each: [1], $slice: 0 } } },
    { $addToSet: { a: { $each: [] } } },
  ])('%j makes the array, even of nothing', async (update) => {
    expect(await updated({}, update)).toBe('{"a":[]}');
  });

  // https://www.mongodb.com/docs/manual/reference/operator/update/pull/
  test('pull what matches a regular expression', async () => {
    expect(await updated({ a: ['x', 'yx', 'z'] }, { $pull: { a: /x/ } })).toBe('{"a":["z"]}');
  });

  // https://www.mongodb.com/docs/manual/reference/operator/update/pop/ and …/rename/
  test.each<[Doc, number]>([
    [{ $pop: { a: 1 } }, 14],
    [{ $rename: { a: 'a' } }, 2],
    [{ $rename: { a: 'a.b' } }, 2],
    [{ $set: { 'a.$[]': 1 } }, 2],
  ])('%j of a number fails with code %i', async (update, code) => {
    await expect(updated({ a: 1 }, update)).rejects.toMatchObject({ code });
  });
});

describe('pipelines', () => {
  // https://www.mongodb.com/docs/manual/reference/operator/aggregation/count/
  test('$count of nothing says nothing', async () => {
    const collection = await opened.fresh([{ a: 1 }]);

    expect(await collection.aggregate([{ $match: { a: 2 } }, { $count: 'n' }]).toArray()).toEqual([]);
  });

  test('sums of doubles do not depend on the order of the documents', async () => {
    const sumOf = async (values: number[]) => {
      const collection = await opened.fresh(values.map((a) => ({ a })));
      const [row] = await collection
        .aggregate([{ $group: { _id: null, s: { $sum: '$a' } } }], { promoteValues: false })
        .toArray();
      return row!['s'];
    };

    expect(await sumOf([0.1, 0.2, 0.3])).toEqual(new Double(0.6));
    expect(await sumOf([1e16, 1, -1e16])).toEqual(new Double(1));
  });
});

describe('arithmetic', () => {
  const evaluate = async (expression: Doc) => {
    const collection = await opened.fresh([{ _id: 1 }]);
    const [row] = await collection
      .aggregate([{ $project: { x: expression } }], { promoteValues: false })
      .toArray();
    return row!['x'] as unknown;
  };

  // https://www.mongodb.com/docs/manual/reference/operator/aggregation/add/#behavior
  test.each<[Doc, unknown]>([
    [{ $add: [2_147_483_647, 1, -1] }, new Int32(2_147_483_647)],
    [{ $add: [2_147_483_647, 1] }, Long.fromNumber(2_147_483_648)],
    [{ $add: [0.1, 0.2, 0.3] }, new Double(0.6)],
    [{ $multiply: [2_147_483_647, 2, 0] }, new Int32(0)],
    [{ $multiply: [Long.MAX_VALUE, 2] }, new Double(2 ** 64)],
    [{ $subtract: [Long.MIN_VALUE, 1] }, new Double(-(2 ** 63))],
  ])('%j is as wide as its result', async (expression, expected) => {
    expect(await evaluate(expression)).toEqual(expected);
  });

  test('a sum of a long beyond 2^53 and a double loses nothing that a double can hold', async () => {
    const collection = await opened.fresh([{ a: Long.fromString('9007199254740993') }, { a: new Double(1) }]);

    const rows = await collection.aggregate([{ $group: { _id: null, s: { $sum: '$a' } } }]).toArray();

    expect(rows).toEqual([{ _id: null, s: 9_007_199_254_740_994 }]);
  });
});

describe('queries', () => {
  const ids = async (documents: readonly Doc[], filter: Doc, sort: Doc) => {
    const collection = await opened.fresh(documents);
    return (
      await collection
        .find(filter)
        .sort(sort as never)
        .toArray()
    ).map(({ _id }) => _id as unknown);
  };

  // https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#numeric-types
  test('$in compares Decimal128 with other numbers, in arrays and documents too', async () => {
    const documents = ['2', ['1.5'], { b: '2' }, '3'].map((a, i) => ({ _id: i, a: asDecimals(a) }));

    expect(await ids(documents, { a: { $in: [2, 1.5, { b: 2 }] } }, { _id: 1 })).toEqual([0, 1, 2]);
  });

  // https://www.mongodb.com/docs/manual/reference/method/cursor.sort/#sort-by-array-fields
  test('a sort by several fields of one array goes by elements, by two arrays it fails', async () => {
    const documents = [
      {
        _id: 1,
        l: [
          { a: 1, b: 5 },
          { a: 2, b: 1 },
        ],
        m: [1],
      },
      { _id: 2, l: [{ a: 1, b: 3 }] },
    ];

    expect(await ids(documents, {}, { 'l.a': 1, 'l.b': 1 })).toEqual([2, 1]);
    expect((await failure(ids(documents, {}, { l: 1, m: 1 }))).code).toBe(2);
  });

  // https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#arrays
  test('an empty array sorts before null', async () => {
    expect(await ids([{ _id: 1, a: null }, { _id: 2, a: [] }, { _id: 3 }], {}, { a: 1, _id: 1 })).toEqual([
      2, 1, 3,
    ]);
  });

  test.each<[Doc, Doc]>([
    [
      { l: { $slice: 1 }, _id: 1 },
      { _id: 1, l: [1] },
    ],
    [{ l: { $elemMatch: { $gt: 1 } }, _id: 0 }, { l: [2] }],
  ])('the projection %j keeps what it names', async (projection, expected) => {
    const collection = await opened.fresh([{ _id: 1, l: [1, 2], a: 1 }]);

    expect(await collection.findOne({}, { projection })).toEqual(expected);
  });

  test('a field of nothing is not a projection', async () => {
    const collection = await opened.fresh([{ _id: 1 }]);

    expect((await failure(collection.findOne({}, { projection: { a: {} } }))).code).toBe(51270);
  });
});

const asDecimals = (value: unknown): unknown =>
  typeof value === 'string'
    ? Decimal128.fromString(value)
    : Array.isArray(value)
      ? value.map(asDecimals)
      : Object.fromEntries(Object.entries(value as Doc).map(([name, one]) => [name, asDecimals(one)]));

describe('indexes', () => {
  // https://www.mongodb.com/docs/manual/core/index-unique/#unique-constraint-across-separate-documents
  test('elements of arrays are unique between documents, not within one', async () => {
    const collection = await opened.fresh([{ _id: 1, tags: ['x', 'x', 'y'] }]);
    await collection.createIndex({ tags: 1 }, { unique: true });

    await expect(collection.insertOne({ _id: 2, tags: ['z', 'y'] })).rejects.toMatchObject({
      code: 11000,
      keyValue: { tags: 'y' },
    });
    await collection.insertOne({ _id: 3, tags: ['z'] });
    expect(await collection.find({ tags: { $in: ['x', 'y', 'z'] } }).toArray()).toHaveLength(2);
  });

  // https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/#compound-multikey-indexes
  test('two arrays beside each other cannot be in one index', async () => {
    const collection = await opened.fresh([{ a: 1 }]);
    await collection.createIndex({ a: 1, b: 1 });

    await expect(collection.insertOne({ a: [1, 2], b: [1, 2] } as never)).rejects.toMatchObject({
      code: 171,
    });
    await collection.insertOne({ a: [1, 2], b: 1 } as never);
  });
});

// https://www.mongodb.com/docs/manual/reference/command/dbStats/
test('the documents of a database are counted at once', async () => {
  const before = (await opened.db.command({ dbStats: 1 }))['objects'] as number;

  await opened.fresh([{ a: 1 }, { a: 2 }]);

  expect((await opened.db.command({ dbStats: 1 }))['objects']).toBe(before + 2);
});
