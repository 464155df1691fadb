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

async function run(documents: readonly Doc[], ...pipeline: Doc[]): Promise<Doc[]> {
  const collection = await opened.fresh(documents);
  return collection.aggregate(pipeline).toArray();
}

/** What one expression makes of one document. */
async function evaluate(expression: unknown, document: Doc = {}): Promise<unknown> {
  const [row] = await run([{ _id: 1, ...document }], { $project: { _id: 0, result: expression } });
  return row!['result'];
}

const visits = [
  { _id: 1, unit: 'land', day: '2025-07-01', answers: { access: { seats: 5, sign: 4 } } },
  { _id: 2, unit: 'land', day: '2025-07-01', answers: { access: { seats: 2 } } },
  { _id: 3, unit: 'land', day: '2025-07-02', answers: { access: { seats: 4, sign: 1 } } },
  { _id: 4, unit: 'civil', day: '2025-07-01', answers: { access: { seats: 1, sign: 5 } } },
  { _id: 5, unit: 'civil', day: '2025-07-03', answers: {} },
];

describe('stages', () => {
  test('a tally: people per level and answered, by unit and day', async () => {
    const seats = '$answers.access.seats';
    const rows = await run(
      visits,
      { $match: { unit: { $in: ['land', 'civil'] }, day: { $gte: '2025-07-01', $lt: '2025-07-03' } } },
      {
        $group: {
          _id: { unit: '$unit', day: '$day' },
          submissions: { $sum: 1 },
          satisfied: { $sum: { $cond: [{ $in: [seats, [4, 5]] }, 1, 0] } },
          level2: { $sum: { $cond: [{ $eq: [seats, 2] }, 1, 0] } },
          unscored: { $sum: { $cond: [{ $eq: [{ $ifNull: ['$answers.access.sign', null] }, null] }, 1, 0] } },
        },
      },
      { $sort: { '_id.unit': 1, '_id.day': 1 } },
    );

    expect(rows).toEqual([
      { _id: { unit: 'civil', day: '2025-07-01' }, submissions: 1, satisfied: 0, level2: 0, unscored: 0 },
      { _id: { unit: 'land', day: '2025-07-01' }, submissions: 2, satisfied: 1, level2: 1, unscored: 1 },
      { _id: { unit: 'land', day: '2025-07-02' }, submissions: 1, satisfied: 1, level2: 0, unscored: 0 },
    ]);
  });

  test.each<[string, Doc[], unknown[]]>([
    [
      '$project keeps, leaves out, renames',
      [{ $match: { _id: 1 } }, { $project: { unit: 1, seats: '$answers.access.seats' } }],
      [{ _id: 1, unit: 'land', seats: 5 }],
    ],
    [
      '$project computes below a field',
      [{ $match: { _id: 2 } }, { $project: { _id: 0, 'a.b': { $add: ['$answers.access.seats', 1] } } }],
      [{ a: { b: 3 } }],
    ],
    [
      '$addFields adds at the end and replaces in place',
      [{ $match: { _id: 5 } }, { $addFields: { day: 'x', more: 1 } }],
      [{ _id: 5, unit: 'civil', day: 'x', answers: {}, more: 1 }],
    ],
    [
      '$set goes into every element of an array',
      [{ $limit: 1 }, { $project: { l: [{ a: 1 }, { a: 2 }] } }, { $set: { 'l.b': 0 } }],
      [
        {
          _id: 1,
          l: [
            { a: 1, b: 0 },
            { a: 2, b: 0 },
          ],
        },
      ],
    ],
    [
      '$unset removes',
      [{ $match: { _id: 1 } }, { $unset: ['day', 'answers.access.sign'] }],
      [{ _id: 1, unit: 'land', answers: { access: { seats: 5 } } }],
    ],
    ['$count counts', [{ $match: { unit: 'land' } }, { $count: 'n' }], [{ n: 3 }]],
    [
      '$skip and $limit',
      [{ $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
      [{ _id: 4 }, { _id: 3 }],
    ],
    [
      '$replaceRoot',
      [{ $match: { _id: 2 } }, { $replaceRoot: { newRoot: '$answers.access' } }],
      [{ seats: 2 }],
    ],
    [
      '$match after $group',
      [{ $group: { _id: '$unit', n: { $sum: 1 } } }, { $match: { n: { $gt: 2 } } }],
      [{ _id: 'land', n: 3 }],
    ],
    [
      '$group of everything',
      [
        { $group: { _id: null, n: { $sum: 1 }, days: { $addToSet: '$day' } } },
        { $project: { n: 1, days: { $size: '$days' } } },
      ],
      [{ _id: null, n: 5, days: 3 }],
    ],
  ])('%s', async (_name, pipeline, expected) => {
    expect(await run(visits, ...pipeline)).toEqual(expected);
  });

  test('$unwind makes a row of each element, and keeps empty ones when told to', async () => {
    const documents = [
      { _id: 1, a: [7, 8] },
      { _id: 2, a: [] },
      { _id: 3 },
      { _id: 4, a: null },
      { _id: 5, a: 9 },
    ];

    expect(await run(documents, { $unwind: '$a' })).toEqual([
      { _id: 1, a: 7 },
      { _id: 1, a: 8 },
      { _id: 5, a: 9 },
    ]);
    const kept = await run(documents, {
      $unwind: { path: '$a', preserveNullAndEmptyArrays: true, includeArrayIndex: 'at' },
    });
    expect(kept).toEqual([
      { _id: 1, a: 7, at: 0 },
      { _id: 1, a: 8, at: 1 },
      { _id: 2, at: null },
      { _id: 3, at: null },
      { _id: 4, a: null, at: null },
      { _id: 5, a: 9, at: null },
    ]);
  });

  test('groups are made of equal keys, whatever their number type, and missing is null', async () => {
    const documents = [
      { a: 1 },
      { a: new Double(1) },
      { a: Long.fromNumber(1) },
      {},
      { a: null },
      { a: '1' },
    ];

    const rows = await run(documents, { $group: { _id: '$a', n: { $sum: 1 } } }, { $sort: { n: -1 } });

    expect(rows).toEqual([
      { _id: 1, n: 3 },
      { _id: null, n: 2 },
      { _id: '1', n: 1 },
    ]);
  });
});

describe('accumulators', () => {
  const documents = [
    { _id: 1, a: 3 },
    { _id: 2, a: 1 },
    { _id: 3 },
    { _id: 4, a: 'x' },
    { _id: 5, a: null },
    { _id: 6, a: 2 },
  ];

  test.each<[Doc, unknown]>([
    [{ $sum: '$a' }, 6],
    [{ $avg: '$a' }, 2],
    [{ $min: '$a' }, 1],
    [{ $max: '$a' }, 'x'],
    [{ $first: '$a' }, 3],
    [{ $last: '$a' }, 2],
    [{ $push: '$a' }, [3, 1, 'x', null, 2]],
    [{ $count: {} }, 6],
    [{ $sum: '$nothing' }, 0],
    [{ $avg: '$nothing' }, null],
    [{ $max: '$nothing' }, null],
  ])('%j is %j', async (accumulator, expected) => {
    const [row] = await run(documents, { $sort: { _id: 1 } }, { $group: { _id: null, result: accumulator } });

    expect(row!['result']).toEqual(expected);
  });

  test('sums keep the widest type', async () => {
    const sum = async (...values: unknown[]) => {
      const collection = await opened.fresh(values.map((a) => ({ a })));
      const [row] = await collection
        .aggregate([{ $group: { _id: null, s: { $sum: '$a' } } }], { promoteValues: false })
        .toArray();
      return row!['s'];
    };

    expect(await sum(1, 2)).toEqual(new Int32(3));
    expect(await sum(1, Long.fromNumber(2))).toEqual(Long.fromNumber(3));
    expect(await sum(1, new Double(2))).toEqual(new Double(3));
    expect(await sum(2147483647, 1)).toEqual(Long.fromNumber(2147483648));
    expect(await sum(Long.fromString('9007199254740993'), 1)).toEqual(Long.fromString('9007199254740994'));
  });
});

describe('expressions', () => {
  const document = {
    n: 5,
    text: 'x',
    none: null,
    list: [1, 2, 3],
    sub: { a: 1, b: [{ c: 1 }, { c: 2 }, {}] },
    deep: [{ a: 1 }, [{ a: 2 }]],
  };

  test.each<[unknown, unknown]>([
    ['$sub.b.c', [1, 2]],
    // An array directly within an array is not looked into.
    ['$deep.a', [1]],
    ['$nothing', undefined],
    [{ $literal: '$n' }, '$n'],
    [{ $eq: ['$n', 5] }, true],
    [{ $eq: ['$n', new Double(5)] }, true],
    [{ $eq: ['$nothing', null] }, false],
    [{ $ne: ['$text', 'y'] }, true],
    [{ $gt: ['$text', '$n'] }, true],
    [{ $lt: ['$nothing', null] }, true],
    [{ $gte: ['$n', 5] }, true],
    [{ $lte: ['$n', 4] }, false],
    [{ $and: ['$n', '$text'] }, true],
    [{ $and: ['$n', '$none'] }, false],
    [{ $or: ['$none', 0] }, false],
    [{ $not: ['$nothing'] }, true],
    [{ $cond: ['$none', 1, 2] }, 2],
    [{ $cond: { if: { $gt: ['$n', 1] }, then: 'a', else: 'b' } }, 'a'],
    [
      {
        $switch: {
          branches: [
            { case: { $eq: ['$n', 1] }, then: 'a' },
            { case: true, then: 'b' },
          ],
          default: 'c',
        },
      },
      'b',
    ],
    [{ $ifNull: ['$nothing', '$none', 7] }, 7],
    [{ $ifNull: ['$n', 7] }, 5],
    [{ $in: ['$n', [1, 5]] }, true],
    [{ $in: [2, '$list'] }, true],
    [{ $in: ['$nothing', [1, null]] }, false],
    [{ $add: ['$n', 1, 2] }, 8],
    [{ $add: ['$n', '$nothing'] }, null],
    [{ $subtract: ['$n', 7] }, -2],
    [{ $multiply: ['$n', 1.5] }, 7.5],
    [{ $divide: ['$n', 2] }, 2.5],
    [{ $concat: ['$text', '-', 'y'] }, 'x-y'],
    [{ $concat: ['$text', '$none'] }, null],
    [{ $concat: ['$text', '$none', '$n'] }, null],
    [{ $toString: '$n' }, '5'],
    [{ $toString: true }, 'true'],
    [{ $size: '$list' }, 3],
    [{ $arrayElemAt: ['$list', 0] }, 1],
    [{ $arrayElemAt: ['$list', -1] }, 3],
    [{ $arrayElemAt: ['$list', 9] }, undefined],
    [
      { $objectToArray: '$sub' },
      [
        { k: 'a', v: 1 },
        { k: 'b', v: [{ c: 1 }, { c: 2 }, {}] },
      ],
    ],
    [
      { x: '$n', y: ['$text', '$nothing'] },
      { x: 5, y: ['x', null] },
    ],
  ])('%j is %j', async (expression, expected) => {
    expect(await evaluate(expression, document)).toEqual(expected);
  });

  test('an identifier as text', async () => {
    const id = new ObjectId();

    expect(await evaluate({ $toString: '$id' }, { id })).toBe(id.toHexString());
  });

  test.each<[Doc, number]>([
    [{ $size: '$n' }, 17124],
    [{ $divide: [1, 0] }, 2],
    [{ $divide: ['$text', 0] }, 14],
    [{ $concat: ['$text', '$n', '$none'] }, 16702],
    [{ $concat: ['$text', '$n'] }, 16702],
    [{ $in: [1, '$n'] }, 40081],
    [{ $nonsense: 1 }, 31325],
    [{ $arrayElemAt: ['$n', 0] }, 28689],
  ])('%j fails with code %i', async (expression, code) => {
    const error = await failure(evaluate(expression, document));

    expect(error.code).toBe(code);
  });
});

describe('a pipeline that makes no sense', () => {
  test.each<[Doc[], number]>([
    [[{ $nonsense: 1 }], 40324],
    [[{ $group: { n: { $sum: 1 } } }], 15955],
    [[{ $group: { _id: 1, n: 5 } }], 40234],
    [[{ $limit: 0 }], 15958],
    [[{ $sort: {} }], 15976],
    [[{ $match: 5 } as never], 15959],
    [[{ $match: { a: { $nonsense: 1 } } }], 2],
  ])('%j fails with code %i', async (pipeline, code) => {
    const error = await failure(run([{ a: 1 }], ...pipeline));

    expect(error.code).toBe(code);
  });
});
