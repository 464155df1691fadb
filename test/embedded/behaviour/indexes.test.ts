import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Binary,
  Double,
  Long,
  ObjectId,
  failure,
  openCollections,
  type Doc,
  type Opened,
} from './openCollections.ts';

let opened: Opened;
beforeAll(async () => {
  opened = await openCollections();
});
afterAll(() => opened.close());

describe('unique', () => {
  test('keys are kept, and a conflict says which', async () => {
    const collection = await opened.fresh([{ _id: 1, email: 'an@example.vn', year: 2025 }]);
    await collection.createIndex({ email: 1, year: 1 }, { unique: true });

    const error = await failure(collection.insertOne({ _id: 2, email: 'an@example.vn', year: 2025 }));

    expect(error).toMatchObject({
      code: 11000,
      keyPattern: { email: 1, year: 1 },
      keyValue: { email: 'an@example.vn', year: 2025 },
    });
    await collection.insertOne({ _id: 3, email: 'an@example.vn', year: 2026 });
    await expect(collection.updateOne({ _id: 3 }, { $set: { year: 2025 } })).rejects.toMatchObject({
      code: 11000,
    });
    expect(await collection.findOne({ _id: 3 })).toMatchObject({ year: 2026 });
    await collection.deleteOne({ _id: 1 });
    await collection.updateOne({ _id: 3 }, { $set: { year: 2025 } });
  });

  test('identities are unique, whatever their number type', async () => {
    const collection = await opened.fresh([{ _id: 1 }]);

    await expect(collection.insertOne({ _id: new Double(1) })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
    });
    await expect(collection.insertOne({ _id: Long.fromNumber(1) })).rejects.toMatchObject({ code: 11000 });
    await collection.insertOne({ _id: '1' });
  });

  test('two documents without the field conflict, unless the index is sparse or partial', async () => {
    const plain = await opened.fresh([{ a: 1 }]);
    await plain.createIndex({ b: 1 }, { unique: true });
    await expect(plain.insertOne({ a: 2 } as never)).rejects.toMatchObject({ code: 11000 });

    const sparse = await opened.fresh([{ a: 1 }, { a: 2 }]);
    await sparse.createIndex({ b: 1 }, { unique: true, sparse: true });
    await sparse.insertOne({ a: 3 } as never);

    const partial = await opened.fresh([
      { a: 1, b: 1 },
      { a: 2, b: 1 },
    ]);
    await partial.createIndex({ b: 1 }, { unique: true, partialFilterExpression: { a: { $gt: 1 } } });
    await partial.insertOne({ a: 1, b: 1 } as never);
    await expect(partial.insertOne({ a: 9, b: 1 } as never)).rejects.toMatchObject({ code: 11000 });
  });

  test('an empty array is one key, and another than null', async () => {
    const collection = await opened.fresh([{ a: null }]);
    await collection.createIndex({ a: 1 }, { unique: true });

    await collection.insertOne({ a: [] } as never);
    await expect(collection.insertOne({ a: [] } as never)).rejects.toMatchObject({ code: 11000 });
  });

  test('an index over duplicates is not made', async () => {
    const collection = await opened.fresh([{ a: 1 }, { a: 1 }]);

    await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
    expect(await collection.indexes()).toHaveLength(1);
  });

  test('keys far longer than an index key can be are still told apart', async () => {
    const long = 'đ'.repeat(5_000);
    const collection = await opened.fresh();
    await collection.createIndex({ a: 1 }, { unique: true });

    await collection.insertMany([{ a: `${long}1` }, { a: `${long}2` }, { a: long.slice(1) }] as never);

    await expect(collection.insertOne({ a: `${long}2` } as never)).rejects.toMatchObject({ code: 11000 });
    expect(await collection.countDocuments({ a: `${long}1` })).toBe(1);
    expect(await collection.countDocuments({ a: { $gt: long } })).toBe(2);
    const sorted = await collection.find().sort({ a: -1 }).toArray();
    expect(sorted.map(({ a }) => (a as string).slice(-1))).toEqual(['2', '1', 'đ']);
  });
});

describe('definitions', () => {
  test('are listed as they were made', async () => {
    const collection = await opened.fresh([{ a: 1 }]);
    await collection.createIndex({ a: 1, b: -1 }, { unique: true });
    await collection.createIndex({ c: 1 }, { sparse: true, name: 'by-c' });
    await collection.createIndex({ d: 1 }, { partialFilterExpression: { d: { $gt: 5 } } });
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });

    const listed = await collection.indexes();

    expect(listed).toEqual([
      expect.objectContaining({ key: { _id: 1 }, name: '_id_' }),
      expect.objectContaining({ key: { a: 1, b: -1 }, name: 'a_1_b_-1', unique: true }),
      expect.objectContaining({ key: { c: 1 }, name: 'by-c', sparse: true }),
      expect.objectContaining({ key: { d: 1 }, partialFilterExpression: { d: { $gt: 5 } } }),
      expect.objectContaining({ key: { at: 1 }, expireAfterSeconds: 60 }),
    ]);
  });

  test('may be repeated, but not contradicted', async () => {
    const collection = await opened.fresh([{ a: 1 }]);
    await collection.createIndex({ a: 1 });
    await collection.createIndex({ a: 1 });

    expect(await collection.indexes()).toHaveLength(2);
    await expect(collection.createIndex({ a: 1 }, { name: 'other' })).rejects.toMatchObject({ code: 85 });
    await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 86 });
    await expect(collection.createIndex({ b: 1 }, { name: 'a_1' })).rejects.toMatchObject({ code: 86 });
  });

  test('are dropped by name, and the one of identities never', async () => {
    const collection = await opened.fresh([{ a: 1 }]);
    await collection.createIndex({ a: 1 }, { unique: true });

    await collection.dropIndex('a_1');

    await collection.insertOne({ a: 1 } as never);
    await expect(collection.dropIndex('a_1')).rejects.toMatchObject({ code: 27 });
    await expect(collection.dropIndex('_id_')).rejects.toMatchObject({ code: 72 });
  });

  test.each<[Doc, Doc, number]>([
    [{ a: 0 }, {}, 67],
    [{ a: 'nonsense' }, {}, 67],
    [{ a: 1, b: 1 }, { expireAfterSeconds: 5 }, 67],
    [{ a: 1 }, { expireAfterSeconds: -5 }, 67],
  ])('%j with %j is refused with code %i', async (key, options, code) => {
    const collection = await opened.fresh([{ a: 1 }]);

    expect((await failure(collection.createIndex(key as never, options))).code).toBe(code);
  });
});

describe('an index gives the order', () => {
  test('forwards and backwards', async () => {
    const documents = Array.from({ length: 300 }, (_, i) => ({
      _id: i,
      unit: `u${i % 7}`,
      day: (i * 37) % 101,
    }));
    const collection = await opened.fresh(documents);
    await collection.createIndex({ unit: 1, day: 1 });

    const expected = documents
      .filter(({ unit, day }) => unit === 'u3' && day >= 20 && day < 80)
      .map(({ day }) => day);
    expected.sort((a, b) => a - b);
    const days = async (direction: 1 | -1, limit: number) =>
      (
        await collection
          .find({ unit: 'u3', day: { $gte: 20, $lt: 80 } })
          .sort({ day: direction })
          .limit(limit)
          .toArray()
      ).map(({ day }) => day);

    expect(await days(1, 0)).toEqual(expected);
    expect(await days(1, 5)).toEqual(expected.slice(0, 5));
    expect(await days(-1, 5)).toEqual(expected.toReversed().slice(0, 5));
  });
});

const binary = (...bytes: number[]) => new Binary(Buffer.from(bytes));

test.each<[Doc, number[]]>([
  [{ a: { $gt: 2 } }, [3, 4, 30, 31]],
  [{ a: { $gte: 2 } }, [2, 3, 4, 30, 31]],
  [{ a: { $lt: 3 } }, [1, 2, 6]],
  [{ a: { $lte: 3 } }, [1, 2, 3, 6]],
  [{ a: { $gt: 1, $lte: 3 } }, [2, 3]],
  [{ a: { $gte: 'b', $lt: 'd' } }, [12, 13]],
  [{ a: { $lte: new Date(1) } }, [20, 21]],
  [{ a: { $gt: Long.fromString('9007199254740992') } }, [31]],
  [{ a: { $lt: Infinity } }, [1, 2, 3, 4, 6, 30, 31]],
  [{ a: { $in: [3, 'c', null] } }, [3, 13, 40, 41]],
  [{ a: null }, [40, 41]],
  [{ a: NaN }, [5]],
  // Their keys begin with zeros, which were cut off in descending indexes.
  [{ a: { $lte: binary(1, 1) } }, [50, 51]],
  [{ a: { $lt: new ObjectId('100000000000000000000000') } }, [60]],
])('through an index, upwards and downwards, %j finds %j', async (filter, expected) => {
  const large = ['9007199254740992', '9007199254740993'].map((text) => Long.fromString(text));
  const values = [1, 2, 3, 4, NaN, -Infinity].map((a, i) => ({ _id: i + 1, a: a as unknown }));
  const collection = await opened.fresh([
    ...values,
    ...['a', 'b', 'c', 'd'].map((a, i) => ({ _id: 11 + i, a })),
    ...[0, 1, 2].map((ms, i) => ({ _id: 20 + i, a: new Date(ms) })),
    ...large.map((a, i) => ({ _id: 30 + i, a })),
    { _id: 40 },
    { _id: 41, a: null },
    { _id: 50, a: binary(9) },
    { _id: 51, a: binary(1, 1) },
    { _id: 52, a: binary(1, 2) },
    { _id: 60, a: new ObjectId('000000010000000000000000') },
  ]);
  await collection.createIndex({ a: 1 }, { name: 'up' });
  await collection.createIndex({ a: -1 }, { name: 'down' });

  for (const hint of ['up', 'down']) {
    const found = await collection
      .find(filter as never, { hint })
      .sort({ _id: 1 })
      .toArray();
    expect(found.map(({ _id }) => _id)).toEqual(expected);
  }
});

describe('an index over arrays', () => {
  test('finds what two elements fulfil together', async () => {
    const collection = await opened.fresh([
      { _id: 1, a: [1, 9] },
      { _id: 2, a: [4] },
      { _id: 3, a: [9] },
    ]);
    await collection.createIndex({ a: 1 });

    expect(await collection.countDocuments({ a: { $gt: 3, $lt: 5 } }, { hint: 'a_1' })).toBe(2);
    expect(await collection.countDocuments({ a: { $elemMatch: { $gt: 3, $lt: 5 } } }, { hint: 'a_1' })).toBe(
      1,
    );
  });

  test('finds what two documents of one array fulfil together', async () => {
    const lines = [
      { office: 'land', level: 9 },
      { office: 'civil', level: 2 },
    ];
    const collection = await opened.fresh([{ _id: 1, lines }]);
    await collection.createIndex({ 'lines.office': 1, 'lines.level': 1 }, { name: 'lines' });

    const both = { 'lines.office': 'land', 'lines.level': 2 };
    expect(await collection.countDocuments(both, { hint: 'lines' })).toBe(1);
    const one = { lines: { $elemMatch: { office: 'land', level: 2 } } };
    expect(await collection.countDocuments(one, { hint: 'lines' })).toBe(0);
  });

  test('gives each document once, and the order of a plain sort', async () => {
    const values = [[5, 1], 3, [4], [2, 9], []];
    const collection = await opened.fresh(values.map((a, i) => ({ _id: i + 1, a })));
    await collection.createIndex({ a: 1 });

    const ids = async (direction: 1 | -1) =>
      (await collection.find({}, { hint: 'a_1' }).sort({ a: direction }).toArray()).map(
        ({ _id }) => _id as number,
      );

    expect(await ids(1)).toEqual([5, 1, 4, 2, 3]);
    expect(await ids(-1)).toEqual([4, 1, 3, 2, 5]);
    expect(await collection.find({ a: { $gte: 1 } }, { hint: 'a_1' }).toArray()).toHaveLength(4);
    // The order is that of all elements, not of those that the filter is about.
    const above = await collection
      .find({ a: { $gte: 4 } }, { hint: 'a_1' })
      .sort({ a: 1 })
      .toArray();
    expect(above.map(({ _id }) => _id as number)).toEqual([1, 4, 3]);
  });
});

test('a hint names an index, or nothing is found out', async () => {
  const collection = await opened.fresh([{ _id: 1, a: 1 }]);
  await collection.createIndex({ a: 1 });

  expect(await collection.find({ a: 1 }, { hint: 'a_1' }).toArray()).toHaveLength(1);
  expect(await collection.find({ a: 1 }, { hint: { a: 1 } }).toArray()).toHaveLength(1);
  await expect(collection.find({ a: 1 }, { hint: 'nonsense' }).toArray()).rejects.toMatchObject({ code: 2 });
});

test('an index can be made while others write, and misses none of it', async () => {
  const collection = await opened.fresh(Array.from({ length: 3_000 }, (_, i) => ({ _id: i, n: i % 50 })));
  let isBuilt = false;
  let written = 3_000;
  const writer = (async () => {
    while (!isBuilt) {
      await collection.insertOne({ _id: written, n: written % 50 });
      await collection.updateOne({ _id: written - 2_500 }, { $set: { n: 50 } });
      written++;
    }
  })();

  await collection.createIndex({ n: 1 });
  isBuilt = true;
  await writer;

  const all = await collection.find().toArray();
  for (const n of [0, 7, 50]) {
    const expected = all.filter((one) => one['n'] === n).length;
    expect(await collection.find({ n }, { hint: 'n_1' }).toArray()).toHaveLength(expected);
  }
});
