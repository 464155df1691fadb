import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmbeddedTestStore } from '../support/testStore.ts';
import {
  failure,
  openCollections,
  type Collection,
  type Doc,
  type Opened,
} from './behaviour/openCollections.ts';

/** What a command may take is bounded, and past it there is an error that says what. */
let opened: Opened;
let heavy: Collection;
const TEXT_BYTES = 1_000_000;
beforeAll(async () => {
  opened = await openCollections({}, await startEmbeddedTestStore());
  heavy = await opened.fresh([
    { _id: 1, text: 'x'.repeat(TEXT_BYTES), list: Array.from({ length: 200 }, (_, i) => i) },
  ]);
});
afterAll(() => opened.close());

/** Many rows, each with a large text. */
const rows: Doc = { $unwind: '$list' };

describe('beyond the memory that one command may hold', () => {
  test.each<[string, Doc[]]>([
    ['Sort', [rows, { $sort: { list: -1 } }]],
    ['$group', [rows, { $group: { _id: null, all: { $push: '$text' } } }]],
    ['$group', [rows, { $group: { _id: '$list', all: { $first: '$text' } } }, { $group: { _id: '$all' } }]],
  ])('%s fails by its name: %j', async (name, pipeline) => {
    const error = await failure(heavy.aggregate(pipeline, { allowDiskUse: true }).toArray());

    expect(error).toMatchObject({ code: 292, message: expect.stringContaining(name) });
  });

  test('the first few of many need no room', async () => {
    const first = [rows, { $sort: { list: -1 } }, { $limit: 2 }, { $project: { _id: 0, list: 1 } }];

    expect(await heavy.aggregate(first).toArray()).toEqual([{ list: 199 }, { list: 198 }]);
  });

  test('distinct fails like a document that would be too large', async () => {
    const many = await opened.fresh(
      Array.from({ length: 18 }, (_, i) => ({ text: `${i}${'x'.repeat(TEXT_BYTES)}` })),
    );

    expect((await failure(many.distinct('text'))).code).toBe(17217);
  });
});

const texts = Array(20).fill('$text');

test.each<[string, Doc[]]>([
  ['a projection', [{ $project: { x: texts } }]],
  ['new fields', [{ $addFields: { x: Array(1_000).fill('$text') } }]],
  ['a group', [{ $set: { all: texts } }, { $group: { _id: null, x: { $push: '$all' } } }]],
])('%s cannot make a document beyond 16 MB', async (_name, pipeline) => {
  expect((await failure(heavy.aggregate(pipeline).toArray())).code).toBe(10334);
});

test('a path of more than two hundred parts leads nowhere', async () => {
  const path = Array(300).fill('a').join('.');

  const attempts = [
    heavy.find({ [path]: 1 }).toArray(),
    heavy.updateOne({ _id: 1 }, { $set: { [path]: 1 } }),
    heavy.aggregate([{ $project: { x: `$${path}` } }]).toArray(),
  ];

  const codes = (await Promise.allSettled(attempts)).map(
    (one) => one.status === 'rejected' && one.reason.code,
  );
  expect(codes).toEqual([15, 15, 15]);
});
