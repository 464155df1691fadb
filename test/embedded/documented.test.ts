import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Double, openCollections, type Doc, type Opened } from './behaviour/openCollections.ts';
import { startOwnStore, type OwnStore } from './ownStore.ts';

/**
 * What MongoDB's manual says where the second engine of our comparisons does
 * something else: the manual wins, so these run on the embedded store alone.
 */
let own: OwnStore;
let opened: Opened;
beforeAll(async () => {
  own = await startOwnStore();
  opened = await openCollections({}, own);
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

  // https://www.mongodb.com/docs/manual/reference/operator/update/pull/
  test('pull what matches a regular expression', async () => {
    expect(await updated({ a: ['x', 'yx', 'z'] }, { $pull: { a: /x/ } })).toBe('{"a":["z"]}');
  });

  // https://www.mongodb.com/docs/manual/reference/operator/update/pop/ and …/rename/
  test.each<[Doc, number]>([
    [{ $pop: { a: 1 } }, 14],
    [{ $rename: { a: 'a' } }, 2],
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
