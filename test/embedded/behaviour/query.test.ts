import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Binary,
  Double,
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

const oid = new ObjectId('65a000000000000000000001');

/** The values of `a` in documents 1, 2, 3, …; `undefined` leaves the field out. */
async function idsMatching(values: readonly unknown[], filter: Doc): Promise<unknown[]> {
  const documents = values.map((a, i) => (a === undefined ? { _id: i + 1 } : { _id: i + 1, a }));
  const collection = await opened.fresh(documents);
  const found = await collection
    .find(filter as never)
    .sort({ _id: 1 })
    .toArray();
  return found.map(({ _id }) => _id);
}

describe('comparison', () => {
  const numbers = [1, new Double(1), Long.fromNumber(1), 1.5, '1', null, undefined, [1, 2], [[1]], { b: 1 }];

  test.each<[Doc, unknown[]]>([
    [{ a: 1 }, [1, 2, 3, 8]],
    [{ a: new Double(1) }, [1, 2, 3, 8]],
    [{ a: Long.fromNumber(1) }, [1, 2, 3, 8]],
    [{ a: '1' }, [5]],
    [{ a: null }, [6, 7]],
    [{ a: { $eq: null } }, [6, 7]],
    [{ a: { $ne: null } }, [1, 2, 3, 4, 5, 8, 9, 10]],
    [{ a: { $ne: 1 } }, [4, 5, 6, 7, 9, 10]],
    [{ a: { $exists: true } }, [1, 2, 3, 4, 5, 6, 8, 9, 10]],
    [{ a: { $exists: false } }, [7]],
    [{ a: { $gt: 1 } }, [4, 8]],
    [{ a: { $gte: 1.5 } }, [4, 8]],
    [{ a: { $lt: 2 } }, [1, 2, 3, 4, 8]],
    [{ a: { $lte: null } }, [6, 7]],
    [{ a: { $gt: null } }, []],
    [{ a: { $in: [1.5, null] } }, [4, 6, 7]],
    [{ a: { $in: [] } }, []],
    [{ a: { $nin: [1, null] } }, [4, 5, 9, 10]],
    [{ a: [1, 2] }, [8]],
    [{ a: [1] }, [9]],
    [{ a: { b: 1 } }, [10]],
    [{ 'a.b': 1 }, [10]],
    [{ 'a.b': null }, [1, 2, 3, 4, 5, 6, 7]],
    [{ 'a.b': { $exists: false } }, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [{ 'a.0': 1 }, [8]],
    [{ 'a.1': 2 }, [8]],
    [{ a: { $size: 2 } }, [8]],
    [{ a: { $type: 'number' } }, [1, 2, 3, 4, 8]],
    [{ a: { $type: 'int' } }, [1, 8]],
    [{ a: { $type: 'long' } }, [3]],
    [{ a: { $type: 1 } }, [2, 4]],
    [{ a: { $type: ['string', 'object'] } }, [5, 10]],
    [{ a: { $type: 'array' } }, [8, 9]],
    [{ a: { $not: { $gt: 1 } } }, [1, 2, 3, 5, 6, 7, 9, 10]],
    [{ a: { $not: { $gt: 1, $lt: 1.2 } } }, [1, 2, 3, 4, 5, 6, 7, 9, 10]],
    [{ $or: [{ a: '1' }, { a: { $gt: 1.4 } }] }, [4, 5, 8]],
    [{ $and: [{ a: { $gt: 0 } }, { a: { $lt: 2 } }] }, [1, 2, 3, 4, 8]],
    [{ $nor: [{ a: 1 }, { a: null }] }, [4, 5, 9, 10]],
    [{ _id: { $gte: 3, $lt: 5 } }, [3, 4]],
    [{ a: { $gt: 1, $lt: 2 } }, [4, 8]],
  ])('%j finds %j', async (filter, expected) => {
    expect(await idsMatching(numbers, filter)).toEqual(expected);
  });

  test('types compare only with themselves', async () => {
    const values = [5, '5', true, new Date(5), oid, { x: 5 }, [5], null, undefined];

    expect(await idsMatching(values, { a: { $gte: 5 } })).toEqual([1, 7]);
    expect(await idsMatching(values, { a: { $gte: '4' } })).toEqual([2]);
    expect(await idsMatching(values, { a: { $gte: false } })).toEqual([3]);
    expect(await idsMatching(values, { a: { $lte: new Date(6) } })).toEqual([4]);
    expect(await idsMatching(values, { a: { $lte: oid } })).toEqual([5]);
  });

  test('whole numbers beyond 2^53 are compared exactly', async () => {
    const near = [Long.fromString('9007199254740992'), Long.fromString('9007199254740993'), 9007199254740992];

    expect(await idsMatching(near, { a: Long.fromString('9007199254740993') })).toEqual([2]);
    expect(await idsMatching(near, { a: 9007199254740992 })).toEqual([1, 3]);
    expect(await idsMatching(near, { a: { $gt: 9007199254740992 } })).toEqual([2]);
  });

  test('not-a-number is equal to itself and less than nothing', async () => {
    const values = [NaN, 1, -Infinity];

    expect(await idsMatching(values, { a: NaN })).toEqual([1]);
    expect(await idsMatching(values, { a: { $lt: 5 } })).toEqual([2, 3]);
    expect(await idsMatching(values, { a: { $gte: NaN } })).toEqual([1]);
  });

  test('documents are equal when their fields are, in the same order', async () => {
    const values = [{ x: 1, y: 2 }, { y: 2, x: 1 }, { x: 1 }, { x: new Double(1), y: 2 }];

    expect(await idsMatching(values, { a: { x: 1, y: 2 } })).toEqual([1, 4]);
  });
});

describe('arrays of documents', () => {
  const visits = [
    [
      { office: 'land', level: 5 },
      { office: 'civil', level: 1 },
    ],
    [{ office: 'land', level: 1 }],
    [{ office: 'civil', level: 5 }],
    [],
    { office: 'land', level: 5 },
    [{ office: 'land' }],
  ];

  test.each<[Doc, unknown[]]>([
    [{ 'a.office': 'land', 'a.level': 1 }, [1, 2]],
    [{ a: { $elemMatch: { office: 'land', level: 1 } } }, [2]],
    [{ a: { $elemMatch: { level: { $gt: 1, $lt: 9 } } } }, [1, 3]],
    [{ 'a.level': null }, [6]],
    [{ 'a.level': { $exists: true } }, [1, 2, 3, 5]],
    [{ 'a.1.office': 'civil' }, [1]],
    [{ 'a.0.level': 5 }, [1, 3]],
    [{ 'a.level': { $ne: 5 } }, [2, 4, 6]],
    [{ 'a.office': { $all: ['land', 'civil'] } }, [1]],
    [{ a: { $all: [{ $elemMatch: { office: 'land' } }, { $elemMatch: { level: 1 } }] } }, [1, 2]],
    [{ a: { $size: 0 } }, [4]],
    [{ a: { $not: { $elemMatch: { office: 'land' } } } }, [3, 4, 5]],
  ])('%j finds %j', async (filter, expected) => {
    expect(await idsMatching(visits, filter)).toEqual(expected);
  });

  test('an element must fulfil all conditions of $elemMatch by itself', async () => {
    const values = [[1, 9], [5], [], 5, [[5]]];

    expect(await idsMatching(values, { a: { $elemMatch: { $gt: 3, $lt: 8 } } })).toEqual([2]);
    expect(await idsMatching(values, { a: { $gt: 3, $lt: 8 } })).toEqual([1, 2, 4]);
    // The size of the array itself, not of one within it.
    expect(await idsMatching([[[1, 2]], [1, 2]], { a: { $size: 2 } })).toEqual([2]);
  });
});

describe('regular expressions', () => {
  const names = ['An Giang', 'an giang', 'Cần Thơ', 'An\nGiang', ['Hà Nội', 'An Giang'], 5, undefined];

  test.each<[Doc, unknown[]]>([
    [{ a: /^An/ }, [1, 4, 5]],
    [{ a: /^an giang$/i }, [1, 2, 5]],
    [{ a: { $regex: 'giang', $options: 'i' } }, [1, 2, 4, 5]],
    [{ a: { $regex: '^Giang', $options: 'm' } }, [4]],
    [{ a: { $regex: 'An.Giang', $options: 's' } }, [1, 4, 5]],
    [{ a: { $not: /n/ } }, [6, 7]],
    [{ a: { $in: [/^Cần/, 5] } }, [3, 6]],
    [{ a: { $regex: 'Th[ơo]' } }, [3]],
  ])('%j finds %j', async (filter, expected) => {
    expect(await idsMatching(names, filter)).toEqual(expected);
  });
});

describe('order', () => {
  test('values of all types sort in the order of their types', async () => {
    const values = [
      true,
      'b',
      3,
      null,
      new Date(0),
      oid,
      { z: 1 },
      'a',
      new Double(2.5),
      false,
      Long.fromNumber(4),
    ];
    const collection = await opened.fresh(values.map((a, _id) => ({ _id, a })));

    const sorted = await collection.find().sort({ a: 1, _id: 1 }).toArray();

    expect(sorted.map(({ _id }) => _id)).toEqual([3, 8, 2, 10, 7, 1, 6, 5, 9, 0, 4]);
  });

  test.each<[string, unknown[]]>([
    [
      'numbers',
      [
        NaN,
        -Infinity,
        -1.5,
        new Double(-0),
        Long.fromString('9007199254740992'),
        Long.fromString('9007199254740993'),
        Infinity,
      ],
    ],
    ['binaries, by length first', [[], [9], [1, 1], [1, 2]].map((bytes) => new Binary(Buffer.from(bytes)))],
    ['documents', [{}, { a: 1 }, { a: 2 }, { b: 1 }, { a: 'x' }]],
    ['arrays within arrays', [[[]], [[1]], [[1, 2]], [[2]]]],
  ])('%s sort from the least to the greatest', async (_name, values) => {
    // Inserted backwards, so that the order of insertion is not the answer.
    const collection = await opened.fresh(values.map((a, _id) => ({ _id, a })).toReversed());

    const ids = async (direction: 1 | -1) =>
      (await collection.find().sort({ a: direction }).toArray()).map(({ _id }) => _id as number);

    expect(await ids(1)).toEqual(values.map((_value, i) => i));
    expect(await ids(-1)).toEqual(values.map((_value, i) => i).toReversed());
  });

  test('an array sorts by its least element upwards and by its greatest downwards', async () => {
    const collection = await opened.fresh([
      { _id: 1, a: [5, 1] },
      { _id: 2, a: 3 },
      { _id: 3, a: [4] },
      { _id: 4, a: [2, 9] },
    ]);

    const ids = async (direction: 1 | -1) =>
      (await collection.find().sort({ a: direction }).toArray()).map(({ _id }) => _id);

    expect(await ids(1)).toEqual([1, 4, 2, 3]);
    expect(await ids(-1)).toEqual([4, 1, 3, 2]);
  });

  test('a number in a path means that element', async () => {
    const collection = await opened.fresh([
      { _id: 1, a: [1, 9] },
      { _id: 2, a: [2, 5] },
    ]);

    expect((await collection.find().sort({ 'a.1': 1 }).toArray()).map(({ _id }) => _id)).toEqual([2, 1]);
  });

  test('skip and limit count after the sort, and a second field breaks ties', async () => {
    const collection = await opened.fresh([3, 1, 2, 1, 3].map((a, i) => ({ _id: i, a, b: -i })));

    const page = await collection.find().sort({ a: -1, b: 1 }).skip(1).limit(3).toArray();

    expect(page.map(({ _id }) => _id)).toEqual([0, 2, 3]);
  });

  test('text sorts by code point, also beyond the basic plane', async () => {
    const texts = ['z', 'é', 'Z', '～', '😀', 'e'];
    const collection = await opened.fresh(texts.map((a, _id) => ({ _id, a })));

    const sorted = await collection.find().sort({ a: 1 }).toArray();

    expect(sorted.map(({ a }) => a)).toEqual(['Z', 'e', 'z', 'é', '～', '😀']);
  });
});

describe('projection', () => {
  const document = {
    _id: 1,
    a: 1,
    b: { c: 2, d: 3 },
    list: [{ x: 1, y: 2 }, { x: 3 }, 4],
    tags: ['p', 'q', 'r'],
  };

  test.each<[Doc, Doc]>([
    [{ a: 1 }, { _id: 1, a: 1 }],
    [{ a: 1, _id: 0 }, { a: 1 }],
    [{ _id: 0, b: 0, list: 0, tags: 0 }, { a: 1 }],
    [{ 'b.c': 1 }, { _id: 1, b: { c: 2 } }],
    [{ b: { c: 1 } }, { _id: 1, b: { c: 2 } }],
    [
      { 'b.c': 0, list: 0, tags: 0 },
      { _id: 1, a: 1, b: { d: 3 } },
    ],
    [{ 'list.x': 1 }, { _id: 1, list: [{ x: 1 }, { x: 3 }] }],
    [
      { 'list.x': 0, b: 0, tags: 0 },
      { _id: 1, a: 1, list: [{ y: 2 }, {}, 4] },
    ],
    [{ _id: 1 }, { _id: 1 }],
    [{ nothing: 1 }, { _id: 1 }],
    [
      { tags: { $slice: 2 }, list: 0, b: 0 },
      { _id: 1, a: 1, tags: ['p', 'q'] },
    ],
    [
      { tags: { $slice: -1 }, a: 1 },
      { _id: 1, a: 1, tags: ['r'] },
    ],
    [
      { tags: { $slice: [1, 1] }, a: 1 },
      { _id: 1, a: 1, tags: ['q'] },
    ],
    [{ list: { $elemMatch: { x: 3 } } }, { _id: 1, list: [{ x: 3 }] }],
    [{ list: { $elemMatch: { x: 9 } } }, { _id: 1 }],
    [
      { list: { $elemMatch: { x: 3 } }, tags: 0, b: 0 },
      { _id: 1, a: 1, list: [{ x: 3 }] },
    ],
  ])('%j gives %j', async (projection, expected) => {
    const collection = await opened.fresh([document]);

    expect(await collection.findOne({}, { projection })).toEqual(expected);
  });

  // https://www.mongodb.com/docs/manual/reference/operator/projection/elemMatch/#behavior
  test('a matched element comes after the other fields', async () => {
    const collection = await opened.fresh([document]);

    const found = await collection.findOne({}, { projection: { list: { $elemMatch: { x: 3 } }, tags: 1 } });

    expect(Object.keys(found!)).toEqual(['_id', 'tags', 'list']);
  });

  test.each<[Doc, number]>([
    [{ b: 1, 'b.c': 1 }, 31249],
    [{ 'b.c': 1, b: 1 }, 31250],
  ])('%j is one field twice', async (projection, code) => {
    const collection = await opened.fresh([document]);

    await expect(collection.findOne({}, { projection })).rejects.toMatchObject({ code });
  });

  test('keeping and leaving out do not mix', async () => {
    const collection = await opened.fresh([document]);

    await expect(collection.findOne({}, { projection: { a: 1, b: 0 } })).rejects.toMatchObject({
      code: 31254,
    });
  });
});

describe('distinct and count', () => {
  test('distinct takes arrays apart and equal numbers together', async () => {
    const collection = await opened.fresh([
      { a: [1, 2] },
      { a: new Double(2) },
      { a: 'x' },
      { b: 1 },
      { a: [] },
    ]);

    expect(await collection.distinct('a')).toEqual(expect.arrayContaining([1, 2, 'x']));
    expect(await collection.distinct('a')).toHaveLength(3);
    expect(await collection.distinct('a', { a: { $gt: 1 } })).toHaveLength(2);
  });

  test('counts follow filter, skip and limit', async () => {
    const collection = await opened.fresh(Array.from({ length: 25 }, (_, i) => ({ i })));

    expect(await collection.countDocuments({ i: { $gte: 5 } })).toBe(20);
    expect(await collection.countDocuments({}, { skip: 3, limit: 10 })).toBe(10);
    expect(await collection.estimatedDocumentCount()).toBe(25);
  });
});

describe('what is stored comes back', () => {
  test('in the same types', async () => {
    const document = {
      _id: new Int32(1),
      int: new Int32(5),
      double: new Double(5),
      long: Long.fromString('9223372036854775807'),
      half: new Double(0.5),
      negativeZero: new Double(-0),
      none: null,
      yes: true,
      at: new Date('2025-07-01T00:00:00+07:00'),
      id: oid,
      text: 'Phường Bến Nghé \0 ភាសាខ្មែរ',
      nested: { '1': 'b', '0': 'a', list: [[], {}, [null]] },
    };
    const collection = await opened.fresh([document]);

    const found = await collection.findOne({}, { promoteValues: false });

    expect(found).toEqual(document);
  });

  test('a field called __proto__ is a field like others', async () => {
    const collection = await opened.fresh();
    const document = JSON.parse('{"_id": 1, "a": {"__proto__": {"admin": true}, "constructor": 2}}') as Doc;
    await collection.insertOne(document as never);
    await collection.updateOne({ _id: 1 }, { $set: { 'a.constructor': 3 } });

    const found = await collection.findOne({});

    expect(JSON.stringify(found)).toBe('{"_id":1,"a":{"__proto__":{"admin":true},"constructor":3}}');
  });
});

describe('cursors', () => {
  test('come in batches and end, while others write', async () => {
    const collection = await opened.fresh(Array.from({ length: 500 }, (_, i) => ({ _id: i })));
    const seen: unknown[] = [];

    for await (const { _id } of collection.find().sort({ _id: 1 }).batchSize(40)) {
      seen.push(_id);
      if (seen.length === 100) await collection.deleteMany({ _id: { $lt: 200, $gte: 150 } });
    }

    // MongoDB leaves open whether what is deleted meanwhile is still seen.
    const kept = Array.from({ length: 500 }, (_, i) => i).filter((i) => i < 150 || i >= 200);
    expect(seen.filter((id) => kept.includes(id as number))).toEqual(kept);
  });

  test('a killed one is unknown afterwards', async () => {
    const collection = await opened.fresh(Array.from({ length: 10 }, (_, i) => ({ _id: i })));
    const reply = await opened.db.command({ find: collection.collectionName, batchSize: 2 });
    const { id } = (reply as unknown as { cursor: { id: InstanceType<typeof Long> } }).cursor;

    await opened.db.command({
      killCursors: collection.collectionName,
      cursors: [Long.fromString(String(id))],
    });

    const more = opened.db.command({
      getMore: Long.fromString(String(id)),
      collection: collection.collectionName,
    });
    await expect(more).rejects.toMatchObject({ code: 43 });
  });
});
