import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { failure, Long, openCollections, type Doc, type Opened } from './behaviour/openCollections.ts';
import {
  knownAccumulators,
  knownCommands,
  knownExpressions,
  knownQueryOperators,
  knownStages,
  knownUpdateOperators,
} from '../../server/embedded/knownNames.ts';
import { startEmbeddedTestStore } from '../support/testStore.ts';

let opened: Opened;
beforeAll(async () => {
  opened = await openCollections({}, await startEmbeddedTestStore());
  await opened.db.collection('c').insertOne({ a: 1 });
});
afterAll(() => opened.close());

/** Those that a standalone of MongoDB refuses by its own codes. */
const asOnStandalone: Record<string, number> = {
  $changeStream: 40573,
  abortTransaction: 20,
  commitTransaction: 20,
};

/** What must be refused by its name: the command that uses it, and a word that the sentence must contain. */
async function refused(command: Doc): Promise<{ code: unknown; message: string }> {
  const outcome = opened.db.command(command as never).then((reply) => {
    // Of a write that could be read, the fault is told beside the statement.
    const [error] = (reply['writeErrors'] ?? []) as { code: number; errmsg: string }[];
    if (error !== undefined) throw Object.assign(new Error(error.errmsg), { code: error.code });
  });
  const { code, message } = await failure(outcome);
  return { code, message };
}

const find = (filter: Doc, more: Doc = {}): Doc => ({ find: 'c', filter, ...more });
const pipeline = (...stages: Doc[]): Doc => ({ aggregate: 'c', pipeline: stages, cursor: {} });
const update = (u: unknown, more: Doc = {}): Doc => ({ update: 'c', updates: [{ q: {}, u, ...more }] });
const index = (definition: Doc): Doc => ({ createIndexes: 'c', indexes: [{ name: 'x', ...definition }] });

describe('what MongoDB has and the embedded store has not', () => {
  test.each<[string, Doc]>([
    ['$where', find({ $where: 'true' })],
    ['$expr', find({ $expr: { $eq: [1, 1] } })],
    ['$text', find({ $text: { $search: 'x' } })],
    ['$jsonSchema', find({ $jsonSchema: {} })],
    ['$mod', find({ a: { $mod: [2, 0] } })],
    ['$near', find({ a: { $near: [0, 0] } })],
    ['$geoWithin', find({ a: { $geoWithin: {} } })],
    ['$bitsAllSet', find({ a: { $bitsAllSet: 1 } })],
    ['collation', find({}, { collation: { locale: 'vi' } })],
    ['tailable', find({}, { tailable: true })],
    ['let', find({}, { let: { x: 1 } })],
    ['min', find({}, { min: { a: 1 } })],
    ['$meta', find({}, { projection: { a: { $meta: 'textScore' } } })],
    ['a.$', find({ a: 1 }, { projection: { 'a.$': 1 } })],
    ['$lookup', pipeline({ $lookup: {} })],
    ['$merge', pipeline({ $merge: 'x' })],
    ['$out', pipeline({ $out: 'x' })],
    ['$facet', pipeline({ $facet: {} })],
    ['$bucket', pipeline({ $bucket: {} })],
    ['$sample', pipeline({ $sample: { size: 1 } })],
    ['$graphLookup', pipeline({ $graphLookup: {} })],
    ['$setWindowFields', pipeline({ $setWindowFields: {} })],
    ['$map', pipeline({ $project: { x: { $map: {} } } })],
    ['$dateTrunc', pipeline({ $addFields: { x: { $dateTrunc: {} } } })],
    ['$function', pipeline({ $addFields: { x: { $function: {} } } })],
    ['$accumulator', pipeline({ $group: { _id: 1, x: { $accumulator: {} } } })],
    ['$stdDevPop', pipeline({ $group: { _id: 1, x: { $stdDevPop: '$a' } } })],
    ['date arithmetic', pipeline({ $addFields: { x: { $add: [new Date(), 1] } } })],
    ['explain of update', { explain: update({ $set: { a: 1 } }) }],
    ['awaitData', find({}, { awaitData: true })],
    ['max', find({}, { max: { a: 1 } })],
    ['returnKey', find({}, { returnKey: true })],
    ['showRecordId', find({}, { showRecordId: true })],
    ['$slice', find({}, { projection: { x: { $slice: ['$a', 1] } } })],
    ['ignoreUnknownIndexOptions', { ...index({ key: { a: 1 } }), ignoreUnknownIndexOptions: true }],
    ['let', { findAndModify: 'c', remove: true, let: { x: 1 } }],
    ['arrayFilters', { findAndModify: 'c', update: { $set: { 'a.$[x]': 1 } }, arrayFilters: [{ x: 1 }] }],
    ['numbers', index({ key: { 'a.0': 1 } })],
    ['version', index({ key: { a: 1 }, v: 1 })],
    ['pipeline', update([{ $set: { a: 1 } }])],
    ['arrayFilters', update({ $set: { 'a.$[x]': 1 } }, { arrayFilters: [{ x: 1 }] })],
    ['$bit', update({ $bit: { a: { and: 1 } } })],
    ['$pullAll', update({ $pullAll: { a: [1] } })],
    ['text', index({ key: { a: 'text' } })],
    ['hashed', index({ key: { a: 'hashed' } })],
    ['2dsphere', index({ key: { a: '2dsphere' } })],
    ['wildcard', index({ key: { '$**': 1 } })],
    ['collation', index({ key: { a: 1 }, collation: { locale: 'vi' } })],
    ['hidden', index({ key: { a: 1 }, hidden: true })],
    ['wildcardProjection', index({ key: { a: 1 }, wildcardProjection: {} })],
    ['capped', { create: 'x', capped: true, size: 1000 }],
    ['time-series', { create: 'x', timeseries: { timeField: 't' } }],
    ['clustered', { create: 'x', clusteredIndex: { key: { _id: 1 }, unique: true } }],
    ['views', { create: 'x', viewOn: 'c' }],
    ['validators', { create: 'x', validator: { a: 1 } }],
    ['mapReduce', { mapReduce: 'c', map: 'x', reduce: 'y' }],
    ['renameCollection', { renameCollection: 'c', to: 'd' }],
    ['collMod', { collMod: 'c' }],
    ['bulkWrite', { bulkWrite: 1 }],
    ['read concern', { find: 'c', readConcern: { level: 'linearizable' } }],
    ['read concern', { find: 'c', readConcern: { level: 'snapshot' } }],
    ['read concern', { find: 'c', readConcern: { level: 'available' } }],
    ['afterClusterTime', { find: 'c', readConcern: { afterClusterTime: 1 } }],
  ])('%s is refused by name: %j', async (word, command) => {
    const { code, message } = await refused(command);

    expect({ code, message }).toEqual({ code: 238, message: expect.stringContaining(word) });
    expect(message).toContain('MONGODB_URI');
  });

  test.each<[string, ReadonlySet<string>, (name: string) => Doc]>([
    ['command', knownCommands, (name) => ({ [name]: 1 })],
    ['stage', knownStages, (name) => pipeline({ [name]: {} })],
    ['expression', knownExpressions, (name) => pipeline({ $project: { x: { [name]: 1 } } })],
    ['accumulator', knownAccumulators, (name) => pipeline({ $group: { _id: 1, x: { [name]: 1 } } })],
    ['query operator', knownQueryOperators, (name) => find({ a: { [name]: 1 } })],
    ['query operator at the top', knownQueryOperators, (name) => find({ [name]: 1 })],
    ['update operator', knownUpdateOperators, (name) => update({ [name]: { a: 1 } })],
  ])('every known %s is refused by its name', async (_kind, names, use) => {
    for (const name of names) {
      const error = await refused(use(name));

      const code = asOnStandalone[name] ?? 238;
      const message = name in asOnStandalone ? expect.any(String) : expect.stringContaining(name);
      expect({ name, ...error }).toEqual({ name, code, message });
    }
  });

  test.each<Doc>([
    { count: 'c' },
    { distinct: 'c', key: 'a' },
    pipeline(),
    { findAndModify: 'c', remove: true },
    { create: 'x' },
    { update: 'c', updates: [{ q: {}, u: { $set: { a: 1 } }, collation: { locale: 'vi' } }] },
    { delete: 'c', deletes: [{ q: {}, limit: 0, collation: { locale: 'vi' } }] },
  ])('any collation but the simple one is refused: %j', async (command) => {
    const isStatement = 'updates' in command || 'deletes' in command;
    const given = isStatement ? command : { ...command, collation: { locale: 'vi' } };

    expect(await refused(given)).toMatchObject({ code: 238, message: expect.stringContaining('collation') });
  });

  test('Decimal128 is kept and compared, but not computed with', async () => {
    const { Decimal128 } = mongoose.mongo;
    const collection = await opened.fresh([
      { _id: 1, a: Decimal128.fromString('1.5') },
      { _id: 2, a: 1.5 },
      { _id: 3, a: 2 },
    ]);

    expect(await collection.countDocuments({ a: 1.5 })).toBe(2);
    expect(await collection.countDocuments({ a: { $lt: Decimal128.fromString('1.6') } })).toBe(2);
    expect((await collection.findOne({ _id: 1 }))!['a']).toEqual(Decimal128.fromString('1.5'));
    const sum = collection.aggregate([{ $group: { _id: null, s: { $sum: '$a' } } }]).toArray();
    expect(await failure(sum)).toMatchObject({ code: 238, message: expect.stringContaining('Decimal128') });
    const inc = collection.updateOne({ _id: 1 }, { $inc: { a: 1 } });
    expect(await failure(inc)).toMatchObject({ code: 238, message: expect.stringContaining('Decimal128') });
  });

  test('transactions and change streams fail as on a standalone', async () => {
    const lsid = { id: new mongoose.mongo.UUID() };
    const insert = { insert: 'c', documents: [{ a: 1 }], lsid, txnNumber: Long.fromNumber(1) };

    expect((await rawCommand({ ...insert, $db: 'x' })).code).toBe(20);
    expect((await rawCommand({ ...insert, startTransaction: true, autocommit: false, $db: 'x' })).code).toBe(
      20,
    );
    const stream = opened.db.collection('c').watch();
    expect((await failure(stream.next())).code).toBe(40573);
    await stream.close();
  });
});

describe('what nobody has', () => {
  test.each<[string, number, Doc]>([
    ['$nonsense', 2, find({ $nonsense: 1 })],
    ['$nonsense', 2, find({ a: { $nonsense: 1 } })],
    ['$nonsense', 40324, pipeline({ $nonsense: 1 })],
    ['$nonsense', 168, pipeline({ $addFields: { x: { $nonsense: 1 } } })],
    ['$nonsense', 15952, pipeline({ $group: { _id: 1, x: { $nonsense: 1 } } })],
    ['$nonsense', 9, update({ $nonsense: { a: 1 } })],
    ['nonsense', 17276, pipeline({ $addFields: { x: '$$nonsense' } })],
    ['find.nonsense', 40415, find({}, { nonsense: 1 })],
    ['insert.nonsense', 40415, { insert: 'c', documents: [{ a: 1 }], nonsense: 1 }],
    ['updates.nonsense', 40415, update({ $set: { a: 1 } }, { nonsense: 1 })],
    ['deletes.nonsense', 40415, { delete: 'c', deletes: [{ q: {}, limit: 1, nonsense: 1 }] }],
    ['cursor.nonsense', 40415, { aggregate: 'c', pipeline: [], cursor: { nonsense: 1 } }],
    ['nonsense', 197, index({ key: { a: 1 }, nonsense: 1 })],
    ['nonsense', 59, { nonsense: 1 }],
    ['writeConcern.nonsense', 40415, { insert: 'c', documents: [{ a: 1 }], writeConcern: { nonsense: 1 } }],
    ['w', 2, { insert: 'c', documents: [{ a: 1 }], writeConcern: { w: 3 } }],
    ['dollar', 52, { insert: 'c', documents: [{ $a: 1 }] }],
    ['_id', 53, { insert: 'c', documents: [{ _id: [1] }] }],
    ['$options', 2, find({ a: { $options: 'i' } })],
    ['(', 51091, find({ a: { $regex: '(' } })],
    ['cursor', 9, { aggregate: 'c', pipeline: [] }],
  ])('%s is refused with code %i: %j', async (word, code, command) => {
    const { message, ...error } = await refused(command);

    expect({ ...error, message }).toEqual({ code, message: expect.stringContaining(word) });
  });
});

test.each<Doc>([
  {
    ...find(
      {},
      {
        sort: { a: 1 },
        projection: { a: 1 },
        hint: '_id_',
        skip: 0,
        limit: 1,
        batchSize: 1,
        singleBatch: true,
      },
    ),
    ...{
      allowDiskUse: true,
      noCursorTimeout: false,
      collation: { locale: 'simple' },
      comment: 'x',
      maxTimeMS: 1000,
    },
    readConcern: { level: 'majority' },
  },
  {
    ...pipeline(),
    allowDiskUse: true,
    hint: { _id: 1 },
    bypassDocumentValidation: true,
    cursor: { batchSize: 1 },
  },
  {
    insert: 'c',
    documents: [{ a: 2 }],
    ordered: false,
    bypassDocumentValidation: true,
    writeConcern: { w: 1, j: false },
  },
  {
    update: 'c',
    updates: [{ q: { a: 2 }, u: { $set: { b: 1 } }, multi: false, upsert: false, hint: '_id_' }],
    ordered: true,
  },
  {
    delete: 'c',
    deletes: [{ q: { a: 9 }, limit: 1, hint: { _id: 1 } }],
    writeConcern: { w: 'majority', wtimeout: 5 },
  },
  {
    findAndModify: 'c',
    query: { a: 1 },
    update: { $set: { b: 1 } },
    new: true,
    upsert: false,
    fields: { b: 1 },
    sort: { a: 1 },
  },
  { count: 'c', query: { a: 1 }, limit: 1, skip: 0, hint: '_id_' },
  { distinct: 'c', key: 'a', query: { a: 1 } },
  { listCollections: 1, filter: { name: 'c' }, nameOnly: true, cursor: {} },
  { listDatabases: 1, filter: { name: 'x' }, nameOnly: true },
  { listIndexes: 'c', cursor: { batchSize: 5 } },
  { explain: find({ a: 1 }), verbosity: 'queryPlanner' },
  { validate: 'c', full: true },
])('every option that is accepted works: %j', async (command) => {
  expect(await opened.db.command(command as never)).toMatchObject({ ok: 1 });
});

test('a command ends when its time is over', async () => {
  const collection = await opened.fresh();
  await collection.insertMany(Array.from({ length: 5_000 }, (_, n) => ({ n, text: `x${n}` })));

  const slow = collection
    .aggregate([{ $match: { text: /y/ } }, { $group: { _id: '$n' } }], { maxTimeMS: 1 })
    .toArray();

  await expect(slow).rejects.toMatchObject({ code: 50 });
  expect(await collection.countDocuments({}, { maxTimeMS: 20_000 })).toBe(5_000);
});

const open = () => connect(decodeURIComponent(/^mongodb:\/\/([^/]+)/.exec(opened.uri)![1]!));

/** A command that the driver would not send. */
async function rawCommand(command: Doc): Promise<Doc> {
  return rawBody(Buffer.from(mongoose.mongo.BSON.serialize(command)));
}

async function rawBody(body: Buffer): Promise<Doc> {
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(2013, 12);
  const answer = await new Promise<Buffer>((resolve, reject) => {
    const socket = open();
    socket.on('error', reject);
    socket.on('data', (part) => {
      socket.destroy();
      resolve(part);
    });
    socket.write(Buffer.concat([head, body]));
  });
  return mongoose.mongo.BSON.deserialize(answer.subarray(21));
}

describe('depth', () => {
  const nested = (levels: number): Doc => {
    let document: Doc = { end: 1 };
    for (let i = 1; i < levels; i++) document = { d: document };
    return document;
  };

  test('a hundred levels are kept, more are refused, and never by an update that nobody could read', async () => {
    const collection = await opened.fresh([{ _id: 1, ...nested(95) }]);

    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, ...nested(95) });
    expect((await failure(collection.insertOne({ _id: 2, ...nested(110) }))).code).toBe(15);
    const deeper = collection.updateOne(
      { _id: 1 },
      { $set: { [Array(60).fill('x').join('.')]: nested(60) } },
    );
    expect((await failure(deeper)).code).toBe(15);
    expect(await collection.countDocuments({ end: { $exists: false } })).toBe(1);
  });

  test('types that no driver writes any more are refused by name, and the connection lives', async () => {
    const { serialize } = mongoose.mongo.BSON;
    const body = Buffer.from(serialize({ find: 'c', filter: { a: null }, $db: 'x' }));
    // 0x06, undefined, has no content, as null has none.
    body[body.indexOf(Buffer.from('\x0aa\0', 'latin1'))] = 0x06;

    expect(await rawBody(body)).toMatchObject({
      ok: 0,
      code: 238,
      errmsg: expect.stringContaining('undefined'),
    });
  });
});
