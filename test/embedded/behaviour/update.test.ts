import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Double,
  failure,
  Int32,
  Long,
  ObjectId,
  openCollections,
  type Doc,
  type Opened,
} from './openCollections.ts';

let opened: Opened;
beforeAll(async () => {
  opened = await openCollections();
});
afterAll(() => opened.close());

/** The document after one update, without its `_id`. */
async function updated(before: Doc, update: Doc, filter: Doc = {}): Promise<Doc> {
  const collection = await opened.fresh([{ _id: 1, ...before }]);
  await collection.updateOne({ _id: 1, ...filter } as never, update as never);
  const { _id, ...after } = (await collection.findOne({}))!;
  return after;
}

describe('operators', () => {
  test.each<[Doc, Doc, Doc]>([
    [{ a: 1 }, { $set: { b: 2 } }, { a: 1, b: 2 }],
    [{ a: 1 }, { $set: { 'b.c.d': 2 } }, { a: 1, b: { c: { d: 2 } } }],
    [{ a: { b: 1, c: 2 } }, { $set: { 'a.b': 9 } }, { a: { b: 9, c: 2 } }],
    [{ a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
    [{ a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
    [{ a: [{ b: 1 }] }, { $set: { 'a.0.b': 2 } }, { a: [{ b: 2 }] }],
    [{ a: 1, b: 2 }, { $unset: { a: 1 } }, { b: 2 }],
    [{ a: { b: 1 } }, { $unset: { 'a.b': '' } }, { a: {} }],
    [{ a: [1, 2, 3] }, { $unset: { 'a.1': 1 } }, { a: [1, null, 3] }],
    [{ a: 1 }, { $unset: { 'a.b': 1, c: 1 } }, { a: 1 }],
    [{ a: 1 }, { $inc: { a: 2, b: 3 } }, { a: 3, b: 3 }],
    [{ a: { b: 1 } }, { $inc: { 'a.b': -1, 'a.c': 1 } }, { a: { b: 0, c: 1 } }],
    [{ a: 3 }, { $mul: { a: 2, b: 5 } }, { a: 6, b: 0 }],
    [{ a: 3 }, { $min: { a: 2, b: 5 } }, { a: 2, b: 5 }],
    [{ a: 3 }, { $min: { a: 4 } }, { a: 3 }],
    [{ a: 3 }, { $max: { a: 4 } }, { a: 4 }],
    [{ a: 3 }, { $max: { a: 'x' } }, { a: 'x' }],
    [{ a: 1 }, { $setOnInsert: { b: 1 } }, { a: 1 }],
    [{ a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
    [{}, { $push: { a: 2 } }, { a: [2] }],
    [{ a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
    [{ a: [5] }, { $push: { a: { $each: [2, 3] } } }, { a: [5, 2, 3] }],
    [{ a: [5] }, { $push: { a: { $each: [2, 3], $position: 0 } } }, { a: [2, 3, 5] }],
    [{ a: [5, 6] }, { $push: { a: { $each: [2], $position: -1 } } }, { a: [5, 2, 6] }],
    [{ a: [5, 1] }, { $push: { a: { $each: [2, 3], $sort: 1, $slice: 3 } } }, { a: [1, 2, 3] }],
    [{ a: [5, 1] }, { $push: { a: { $each: [], $slice: -1 } } }, { a: [1] }],
    [
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 1 }, {}], $sort: { n: -1 } } } },
      { a: [{ n: 2 }, { n: 1 }, {}] },
    ],
    [{ a: [1] }, { $addToSet: { a: 1 } }, { a: [1] }],
    [{ a: [1] }, { $addToSet: { a: { $each: [2, 1, 2] } } }, { a: [1, 2] }],
    [{ a: [{ x: 1 }] }, { $addToSet: { a: { x: 1 } } }, { a: [{ x: 1 }] }],
    [{ a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    [{ a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    [{ a: [1, 5, 9] }, { $pull: { a: { $in: [1, 9] } } }, { a: [5] }],
    [{ a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
    [{ a: [{ x: 1 }, { x: 5 }] }, { $pull: { a: { x: { $gt: 1 } } } }, { a: [{ x: 1 }] }],
    [
      { a: [{ x: 1 }, { x: 5 }, { x: 9 }] },
      { $pull: { a: { $or: [{ x: 1 }, { x: 9 }] } } },
      { a: [{ x: 5 }] },
    ],
    [{ a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
    [{ a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
    [{ a: 1, b: 2 }, { $rename: { a: 'c' } }, { b: 2, c: 1 }],
    [{ a: { b: 2 } }, { $rename: { 'a.b': 'a.c' } }, { a: { c: 2 } }],
    [{ a: 1 }, { $rename: { zz: 'c' } }, { a: 1 }],
    [{ a: [1, 2] }, { $inc: { 'a.$[]': 1 } }, { a: [2, 3] }],
    [{ a: 1 }, { $setOnInsert: { 'a.b': 1 } }, { a: 1 }],
    [{}, { $mul: { a: new Double(-1.5) } }, { a: 0 }],
    // A condition looks into an array within the array, as a filter does.
    [{ a: [[1, 5], 2] }, { $pull: { a: { $gt: 3 } } }, { a: [2] }],
    // An array counts as a whole here, not by its least element.
    [
      { a: [{ b: [3, 1] }, { b: 2 }] },
      { $push: { a: { $each: [], $sort: { b: 1 } } } },
      { a: [{ b: 2 }, { b: [3, 1] }] },
    ],
    [
      { a: [[{ b: 9 }], { b: 1 }] },
      { $push: { a: { $each: [], $sort: { b: 1 } } } },
      { a: [[{ b: 9 }], { b: 1 }] },
    ],
    [
      { a: [{ x: 1 }, { x: 2 }] },
      { $set: { 'a.$[].y': 0 } },
      {
        a: [
          { x: 1, y: 0 },
          { x: 2, y: 0 },
        ],
      },
    ],
  ])('%j after %j is %j', async (before, update, after) => {
    const result = await updated(before, update);

    expect(result).toEqual(after);
    expect(JSON.stringify(result)).toBe(JSON.stringify(after));
  });

  test.each<[Doc, Doc, Doc, Doc]>([
    [{ a: [1, 5, 5] }, { a: 5 }, { $set: { 'a.$': 9 } }, { a: [1, 9, 5] }],
    [
      {
        a: [
          { k: 'x', n: 1 },
          { k: 'y', n: 1 },
        ],
      },
      { 'a.k': 'y' },
      { $inc: { 'a.$.n': 4 } },
      {
        a: [
          { k: 'x', n: 1 },
          { k: 'y', n: 5 },
        ],
      },
    ],
    [
      {
        a: [
          { k: 'x', n: 1 },
          { k: 'x', n: 2 },
        ],
      },
      { a: { $elemMatch: { k: 'x', n: 2 } } },
      { $set: { 'a.$.n': 0 } },
      {
        a: [
          { k: 'x', n: 1 },
          { k: 'x', n: 0 },
        ],
      },
    ],
  ])('%j matched by %j and changed by %j is %j', async (before, filter, update, after) => {
    expect(await updated(before, update, filter)).toEqual(after);
  });
});

describe('types', () => {
  const typed = async (before: unknown, update: Doc) => {
    const collection = await opened.fresh([{ _id: 1, a: before }]);
    await collection.updateOne({ _id: 1 }, update as never);
    return (await collection.findOne({}, { promoteValues: false }))!['a'];
  };

  test('survive changes of other fields', async () => {
    expect(await typed(new Double(5), { $set: { b: 1 } })).toEqual(new Double(5));
    expect(await typed(Long.fromNumber(5), { $set: { b: 1 } })).toEqual(Long.fromNumber(5));
    expect(await typed(new Int32(5), { $set: { b: 1 } })).toEqual(new Int32(5));
  });

  test('adding keeps the wider type, and int32 grows into int64', async () => {
    expect(await typed(new Double(5), { $inc: { a: 1 } })).toEqual(new Double(6));
    expect(await typed(new Int32(5), { $inc: { a: new Double(1) } })).toEqual(new Double(6));
    expect(await typed(Long.fromNumber(5), { $inc: { a: 1 } })).toEqual(Long.fromNumber(6));
    expect(await typed(new Int32(2147483647), { $inc: { a: 1 } })).toEqual(Long.fromNumber(2147483648));
  });

  test('whole numbers stay exact beyond 2^53', async () => {
    expect(await typed(Long.fromString('9007199254740993'), { $inc: { a: Long.fromNumber(2) } })).toEqual(
      Long.fromString('9007199254740995'),
    );
  });
});

describe('an update that makes no sense', () => {
  test.each<[Doc, Doc, number]>([
    [{ a: 'x' }, { $inc: { a: 1 } }, 14],
    [{ a: null }, { $inc: { a: 1 } }, 14],
    [{ a: 1 }, { $inc: { a: 'x' } }, 14],
    [{ a: Long.MAX_VALUE }, { $inc: { a: Long.fromNumber(1) } }, 2],
    [{ a: 1 }, { $set: { 'a.b': 1 } }, 28],
    [{ a: [1] }, { $set: { 'a.x': 1 } }, 28],
    [{ a: 1 }, { $push: { a: 1 } }, 2],
    [{ a: 1 }, { $addToSet: { a: 1 } }, 2],
    [{ a: 1 }, { $pull: { a: 1 } }, 2],
    [{ a: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    [{ a: 1 }, { $set: { 'a.b': 1, a: 1 } }, 40],
    [{ a: 1 }, { $set: { _id: 2 } }, 66],
    [{ a: 1 }, { $nonsense: { a: 1 } }, 9],
    [{ a: [1] }, { $set: { 'a.$': 1 } }, 2],
    // It once made { a: { '-1': 1 } } of nothing.
    [{ b: 1 }, { $set: { 'a.$': 1 } }, 2],
    [{ a: [1] }, { $set: { 'a.$.b.$': 1 } }, 2],
    [{ b: 1 }, { $set: { 'a.$[]': 1 } }, 2],
    [{ a: [1] }, { $set: { 'a.$[]': 1, 'a.0': 2 } }, 40],
    [{ a: 1 }, { $pull: { 'a.b': 1 } }, 28],
    [{ a: 1 }, { $pop: { 'a.b': 1 } }, 28],
    [{ a: 1 }, { $rename: { 'a.b': 'c' } }, 28],
    [{ a: [1] }, { $rename: { 'a.0': 'b' } }, 2],
    [{ a: [1], b: 2 }, { $rename: { b: 'a.0' } }, 2],
  ])('%j with %j fails with code %i and changes nothing', async (before, update, code) => {
    const collection = await opened.fresh([{ _id: 1, ...before }]);

    const error = await failure(collection.updateOne({ _id: 1 }, update as never));

    expect(error.code).toBe(code);
    expect(await collection.findOne({}, { promoteLongs: false })).toEqual({ _id: 1, ...before });
  });
});

describe('counts', () => {
  test('tell matches from changes', async () => {
    const collection = await opened.fresh([{ a: 1 }, { a: 1 }, { a: 2 }]);

    expect(await collection.updateMany({ a: 1 }, { $set: { a: 1 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 0,
    });
    expect(await collection.updateMany({}, { $set: { a: 2 } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 2,
    });
    expect(await collection.updateOne({ a: 9 }, { $set: { a: 1 } })).toMatchObject({
      matchedCount: 0,
      modifiedCount: 0,
    });
    expect(await collection.deleteOne({ a: 2 })).toMatchObject({ deletedCount: 1 });
    expect(await collection.deleteMany({})).toMatchObject({ deletedCount: 2 });
  });

  test('an update of many looks at each document once, even when it moves in the index', async () => {
    const collection = await opened.fresh(Array.from({ length: 700 }, (_, n) => ({ n })));
    await collection.createIndex({ n: 1 });

    const result = await collection.updateMany({ n: { $gte: 0 } }, { $inc: { n: 10_000 } });

    expect(result).toMatchObject({ matchedCount: 700, modifiedCount: 700 });
    expect(await collection.countDocuments({ n: { $gte: 10_000, $lt: 10_700 } })).toBe(700);
  });
});

describe('replacement', () => {
  test('keeps the identity and drops the rest', async () => {
    const collection = await opened.fresh([{ _id: 1, a: 1, b: 2 }]);

    await collection.replaceOne({ a: 1 }, { c: 3 } as never);

    expect(await collection.findOne({})).toEqual({ _id: 1, c: 3 });
    const error = await failure(collection.replaceOne({ _id: 1 }, { _id: 2, c: 3 } as never));
    expect(error.code).toBe(66);
  });
});

describe('upsert', () => {
  test.each<[Doc, Doc, Doc]>([
    [{ a: 1 }, { $set: { b: 2 } }, { a: 1, b: 2 }],
    [{ a: { $eq: 1 }, c: { $gt: 5 } }, { $set: { b: 2 } }, { a: 1, b: 2 }],
    [{ $and: [{ a: 1 }, { 'd.e': 2 }] }, { $inc: { n: 1 } }, { a: 1, d: { e: 2 }, n: 1 }],
    [{ a: 1 }, { $setOnInsert: { made: true }, $inc: { n: 1 } }, { a: 1, made: true, n: 1 }],
    [{ n: 5 }, { $inc: { n: 1 } }, { n: 6 }],
    [{ a: 1 }, { $push: { list: 1 } }, { a: 1, list: [1] }],
    [{ $or: [{ a: 1 }, { a: 2 }] }, { $set: { b: 2 } }, { b: 2 }],
  ])('of %j with %j makes %j', async (filter, update, made) => {
    const collection = await opened.fresh();

    const result = await collection.updateOne(filter as never, update as never, { upsert: true });

    expect(result.upsertedCount).toBe(1);
    const { _id, ...rest } = (await collection.findOne({}))!;
    expect(_id).toBeInstanceOf(ObjectId);
    expect(_id).toEqual(result.upsertedId);
    expect(rest).toEqual(made);
  });

  test('takes the identity from the filter, and happens once', async () => {
    const collection = await opened.fresh();

    const mark = () => collection.updateOne({ _id: 'day' }, { $inc: { mark: 1 } }, { upsert: true });
    const results = await Promise.all(Array.from({ length: 20 }, mark));

    expect(results.filter(({ upsertedCount }) => upsertedCount === 1)).toHaveLength(1);
    expect(await collection.find().toArray()).toEqual([{ _id: 'day', mark: 20 }]);
  });

  test('cannot have another identity than the filter', async () => {
    const collection = await opened.fresh();

    const error = await failure(collection.updateOne({ _id: 1 }, { $set: { _id: 2 } }, { upsert: true }));

    expect(error.code).toBe(66);
  });

  test('of a replacement takes only the identity from the filter', async () => {
    const collection = await opened.fresh();

    await collection.replaceOne({ _id: 7, a: { $all: [1, 2] } } as never, { b: 1 } as never, {
      upsert: true,
    });

    expect(await collection.findOne({})).toEqual({ _id: 7, b: 1 });
  });

  test("the store's clock says when", async () => {
    const collection = await opened.fresh();
    const before = Date.now();

    await collection.updateOne({ _id: 1 }, { $currentDate: { at: true, by: { $type: 'date' } } } as never, {
      upsert: true,
    });

    const { at, by } = (await collection.findOne({})) as unknown as { at: Date; by: Date };
    expect(at).toBeInstanceOf(Date);
    expect(Math.abs(at.getTime() - before)).toBeLessThan(60_000);
    expect(by).toEqual(at);
  });
});

describe('find and modify', () => {
  test('gives the document before or after, by sort', async () => {
    const collection = await opened.fresh([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);

    const before = await collection.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: -1 } });
    const after = await collection.findOneAndUpdate(
      {},
      { $inc: { n: 10 } },
      { sort: { n: 1 }, returnDocument: 'after' },
    );
    const gone = await collection.findOneAndDelete({ _id: 1 }, { projection: { _id: 0 } });

    expect(before).toEqual({ _id: 2, n: 2 });
    expect(after).toEqual({ _id: 1, n: 11 });
    expect(gone).toEqual({ n: 11 });
    expect(await collection.findOneAndUpdate({ _id: 9 }, { $set: { n: 1 } })).toBeNull();
  });

  test('lets one of many take a job', async () => {
    const collection = await opened.fresh(Array.from({ length: 5 }, (_, i) => ({ _id: i, state: 'due' })));

    const take = () => collection.findOneAndUpdate({ state: 'due' }, { $set: { state: 'taken' } });
    const taken = await Promise.all(Array.from({ length: 12 }, take));

    const ids = taken.filter((one) => one !== null).map(({ _id }) => _id);
    expect(new Set(ids).size).toBe(5);
    expect(ids).toHaveLength(5);
  });

  test('inserts when told to', async () => {
    const collection = await opened.fresh();

    const made = await collection.findOneAndUpdate(
      { _id: 3 },
      { $set: { n: 1 } },
      { upsert: true, returnDocument: 'after' },
    );

    expect(made).toEqual({ _id: 3, n: 1 });
    expect(await collection.findOneAndReplace({ _id: 4 }, { n: 2 } as never, { upsert: true })).toBeNull();
    expect(await collection.countDocuments({})).toBe(2);
  });
});

describe('batches', () => {
  test('an ordered one stops at the first error, an unordered one goes on', async () => {
    const collection = await opened.fresh([{ _id: 2 }]);
    const documents = [{ _id: 1 }, { _id: 2 }, { _id: 3 }];

    const ordered = await failure(collection.insertMany(documents as never));
    expect(ordered.code).toBe(11000);
    expect(await collection.countDocuments({})).toBe(2);

    const unordered = await failure(collection.insertMany(documents as never, { ordered: false }));
    expect(unordered['writeErrors']).toHaveLength(2);
    expect(await collection.countDocuments({})).toBe(3);
  });

  test('of different operations report each of them', async () => {
    const collection = await opened.fresh([{ _id: 1, n: 1 }]);

    const result = await collection.bulkWrite([
      { insertOne: { document: { _id: 2, n: 2 } as never } },
      { updateOne: { filter: { _id: 9 }, update: { $set: { n: 9 } }, upsert: true } },
      { updateMany: { filter: {}, update: { $inc: { n: 1 } } } },
      { deleteOne: { filter: { _id: 1 } } },
      { replaceOne: { filter: { _id: 2 }, replacement: { m: 1 } as never } },
    ]);

    expect(result).toMatchObject({ insertedCount: 1, upsertedCount: 1, modifiedCount: 4, deletedCount: 1 });
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 2, m: 1 },
      { _id: 9, n: 10 },
    ]);
  });

  test('unacknowledged writes are carried out all the same', async () => {
    const collection = await opened.fresh();

    await collection.insertOne({ _id: 1 }, { writeConcern: { w: 0 } });

    for (let i = 0; i < 100 && (await collection.countDocuments({})) === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await collection.countDocuments({})).toBe(1);
  });
});
