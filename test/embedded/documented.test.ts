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

describe('indexes', () => {
  // https://www.mongodb.com/docs/manual/core/index-unique/#unique-constraint-across-separate-documents
  test('elements of arrays are unique between documents, not within one', async () => {
    const collection = await opened.fresh([{ _id: 1, tags: ['x', 'x', 'y'] }]);
    await collection.createIndex({ tags: 1 }, { unique: true });

    await expect(collection.insertOne({ _id: 2, tags: ['z', 'y'] })).rejects.toMatchObject({ code: 11000 });
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
