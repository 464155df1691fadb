import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { failure, openCollections, type Opened } from './openCollections.ts';

let opened: Opened;
beforeAll(async () => {
  opened = await openCollections();
});
afterAll(() => opened.close());

describe('collections and databases', () => {
  test('are made, listed and dropped', async () => {
    await opened.db.createCollection('made');
    await opened.db.collection('filled').insertOne({ a: 1 });

    const names = async () => (await opened.db.listCollections().toArray()).map(({ name }) => name);
    expect(await names()).toEqual(expect.arrayContaining(['made', 'filled']));
    expect(await opened.db.listCollections({ name: 'made' }, { nameOnly: true }).toArray()).toMatchObject([
      { name: 'made', type: 'collection' },
    ]);
    const { databases } = await opened.db.admin().listDatabases();
    expect(databases.map(({ name }) => name)).toContain(opened.db.databaseName);

    await opened.db.collection('made').drop();
    expect(await names()).not.toContain('made');
    expect(await opened.db.collection('filled').countDocuments({})).toBe(1);
  });

  test('one that was dropped begins anew', async () => {
    const collection = await opened.fresh([{ _id: 1, a: 1 }]);
    await collection.createIndex({ a: 1 }, { unique: true });

    await collection.drop();
    await collection.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ]);

    expect(await collection.countDocuments({ a: 1 })).toBe(2);
    expect(await collection.indexes()).toHaveLength(1);
  });

  test('nothing is found in a collection that is not there', async () => {
    const nowhere = opened.db.collection('nowhere');

    expect(await nowhere.find({ a: 1 }).toArray()).toEqual([]);
    expect(await nowhere.countDocuments({})).toBe(0);
    expect(await nowhere.aggregate([{ $group: { _id: null, n: { $sum: 1 } } }]).toArray()).toEqual([]);
    expect(await nowhere.updateOne({}, { $set: { a: 1 } })).toMatchObject({ matchedCount: 0 });
    expect(await nowhere.deleteMany({})).toMatchObject({ deletedCount: 0 });
    await expect(nowhere.indexes()).rejects.toMatchObject({ code: 26 });
  });

  // https://www.mongodb.com/docs/manual/reference/command/create/
  test('one that is there may be made again, and stays as it is', async () => {
    const collection = await opened.fresh([{ a: 1 }]);

    expect(await opened.db.command({ create: collection.collectionName })).toMatchObject({ ok: 1 });

    expect(await collection.countDocuments({})).toBe(1);
  });

  test('bad names are refused', async () => {
    await expect(opened.db.command({ insert: '', documents: [{ a: 1 }] })).rejects.toMatchObject({
      code: 73,
    });
    await expect(opened.db.command({ create: 'a$b' })).rejects.toMatchObject({ code: 73 });
  });
});

describe('greeting and administration', () => {
  test('it answers as a standalone of MongoDB 7', async () => {
    expect(await opened.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
    const hello = await opened.db.command({ hello: 1 });
    expect(hello).toMatchObject({
      isWritablePrimary: true,
      maxWireVersion: 21,
      maxBsonObjectSize: 16_777_216,
    });
    expect(hello['setName']).toBeUndefined();
    expect((await opened.db.command({ buildInfo: 1 }))['version']).toMatch(/^7\./);
  });

  test('sizes and counts are told', async () => {
    const collection = await opened.fresh([{ a: 1 }, { a: 2 }]);

    const stats = await opened.db.command({ collStats: collection.collectionName });
    expect(stats).toMatchObject({ count: 2, nindexes: 1 });
    expect(stats['size']).toBeGreaterThan(0);
    expect(await opened.db.command({ dbStats: 1 })).toMatchObject({ db: opened.db.databaseName, ok: 1 });
  });
});

describe('sessions and limits', () => {
  test('a session without a transaction works, a transaction is refused as on a standalone', async () => {
    const collection = await opened.fresh([{ a: 1 }]);
    const session = opened.client.startSession();
    expect(await collection.findOne({ a: 1 }, { session })).toMatchObject({ a: 1 });

    session.startTransaction();
    // The driver knows a standalone from its greeting, and refuses for it.
    await failure(collection.insertOne({ a: 2 } as never, { session }));

    await session.abortTransaction().catch(() => undefined);
    await session.endSession();
    expect(await collection.countDocuments({})).toBe(1);
  });

  test('a document beyond 16 MB is refused', async () => {
    const collection = await opened.fresh();

    await expect(collection.insertOne({ a: 'x'.repeat(17 * 1024 * 1024) } as never)).rejects.toThrow();
    await collection.insertOne({ _id: 1, a: 'x'.repeat(15 * 1024 * 1024) });
    const grown = collection.updateOne({ _id: 1 }, { $set: { b: 'x'.repeat(2 * 1024 * 1024) } });
    await expect(grown).rejects.toThrow();
    expect(await collection.findOne({}, { projection: { a: 0 } })).toEqual({ _id: 1 });
  });

  test('an unknown command is named', async () => {
    const error = await failure(opened.db.command({ nonsense: 1 }));

    expect(error.code).toBe(59);
    expect(error.message).toContain('nonsense');
  });

  test('a field that a command does not have is named', async () => {
    const error = await failure(opened.db.command({ find: 'c', nonsense: 1 }));

    expect(error.message).toContain('nonsense');
  });
});

describe('what fails in a batch', () => {
  const batchOf = async (isOrdered: boolean) => {
    const collection = await opened.fresh([{ _id: 1, a: 'x' }]);
    const name = collection.collectionName;
    const reports = [
      { insert: name, documents: [{ _id: 2 }, { _id: 2 }, { _id: 3 }] },
      {
        update: name,
        updates: [
          { q: { _id: 1 }, u: { $inc: { a: 1 } } },
          { q: { _id: 1 }, u: { $set: { a: 1 } } },
        ],
      },
      {
        delete: name,
        deletes: [
          { q: { $nonsense: 1 }, limit: 1 },
          { q: { _id: 1 }, limit: 1 },
        ],
      },
    ];
    const replies = [];
    for (const command of reports) replies.push(await opened.db.command({ ...command, ordered: isOrdered }));
    return replies;
  };

  test('is told by its place, and an ordered batch ends there', async () => {
    expect(await batchOf(true)).toMatchObject([
      {
        ok: 1,
        n: 1,
        writeErrors: [
          { index: 1, code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 2 }, errmsg: expect.any(String) },
        ],
      },
      { ok: 1, n: 0, nModified: 0, writeErrors: [{ index: 0, code: 14, errmsg: expect.any(String) }] },
      { ok: 1, n: 0, writeErrors: [{ index: 0, code: 2, errmsg: expect.any(String) }] },
    ]);
  });

  test('is told by its place, and an unordered batch goes on', async () => {
    expect(await batchOf(false)).toMatchObject([
      { ok: 1, n: 2, writeErrors: [{ index: 1, code: 11000 }] },
      { ok: 1, n: 1, nModified: 1, writeErrors: [{ index: 0, code: 14 }] },
      { ok: 1, n: 1, writeErrors: [{ index: 0, code: 2 }] },
    ]);
  });
});

describe('mongoose', () => {
  test('makes models, indexes, sub-documents and version checks', async () => {
    const connection = await mongoose
      .createConnection(opened.uri, { autoCreate: false, autoIndex: false })
      .asPromise();
    const schema = new mongoose.Schema({
      office: { type: String, required: true },
      answers: { type: Map, of: Number },
      history: [{ at: Date, note: String }],
    });
    schema.index({ office: 1 }, { unique: true });
    const Office = connection.model('Office', schema);
    await Office.createIndexes();

    const office = await Office.create({
      office: 'land',
      answers: { seats: 5 },
      history: [{ at: new Date(0), note: 'x' }],
    });
    office.history.push({ at: new Date(1), note: 'y' });
    office.answers!.set('sign', 3);
    await office.save();
    office.history.id(office.history[0]!._id)!.note = 'z';
    await office.save();

    const stored = await Office.findOne({ office: 'land' }).lean();
    expect(stored).toMatchObject({ answers: { seats: 5, sign: 3 }, history: [{ note: 'z' }, { note: 'y' }] });
    await expect(Office.create({ office: 'land' })).rejects.toMatchObject({ code: 11000 });
    const seen: unknown[] = [];
    for await (const one of Office.find().lean().cursor({ batchSize: 1 })) seen.push(one.office);
    expect(seen).toEqual(['land']);
    await connection.close();
  });
});
