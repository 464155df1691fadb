import { connect, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { readClaim } from '../../server/embedded/process/ownership.ts';
import { openCollections, type Doc, type Opened } from './behaviour/openCollections.ts';
import { startOwnStore, type OwnStore } from './ownStore.ts';
import fc from '../support/properties.ts';

const { serialize, deserialize } = mongoose.mongo.BSON;

/** What a connection may bring, and what must not come of it. The store is of this file alone: its memory is looked at. */
let store: OwnStore;
let opened: Opened;
let firstProcess: number;
const sockets = new Set<Socket>();
beforeAll(async () => {
  store = await startOwnStore();
  firstProcess = processOf(store);
  opened = await openCollections({}, store);
  await opened.db.collection('c').insertOne({ a: 1 });
});
afterAll(async () => {
  // A store that died would have been started again, and nobody would have seen it.
  expect(processOf(store)).toBe(firstProcess);
  await opened.close();
});

const isServed = async () => {
  expect(await opened.db.collection('c').findOne({ a: 1 })).toMatchObject({ a: 1 });
};

function open(): Socket {
  const socket = connect(decodeURIComponent(/^mongodb:\/\/([^/]+)/.exec(store.uri)![1]!));
  // Whatever the store does to such a connection is right.
  socket.on('error', () => undefined);
  sockets.add(socket);
  return socket;
}

function closeAll(): void {
  sockets.forEach((socket) => socket.destroy());
  sockets.clear();
}

/** What comes back after `bytes`: until so many bytes, or until the store closes; by default we close our end at once. */
function exchange(bytes: Buffer, { until = 0 } = {}): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = open();
    const parts: Buffer[] = [];
    socket.on('data', (part) => {
      parts.push(part);
      if (Buffer.concat(parts).length >= until && until > 0) socket.destroy();
    });
    socket.on('close', () => resolve(Buffer.concat(parts)));
    if (until > 0) socket.write(bytes);
    else socket.end(bytes);
  });
}

/** Memory of the store's process in MB, without the mapped file. */
function memoryMb(): number {
  const pid = processOf(store);
  const [, kilobytes] = /RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) / 1024;
}

const processOf = ({ dataDir }: OwnStore) => readClaim(join(dataDir, 'store'))!.owner!.pid;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function message(body: Buffer, { operation = 2013, length = 16 + body.length } = {}): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(operation, 12);
  return Buffer.concat([head, body]);
}
const command = (body: Doc, ...sections: Buffer[]): Buffer =>
  message(Buffer.concat([Buffer.alloc(5), serialize(body), ...sections]));
/** Documents beside the body: kind, size, name, documents. */
function sequence(name: string, documents: readonly Doc[]): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((one) => serialize(one))]);
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeInt32LE(4 + content.length, 1);
  return Buffer.concat([head, content]);
}
const ping = command({ ping: 1, $db: 'admin' });
const pingWith = (change: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.from(ping);
  change(bytes);
  return bytes;
};
/** A ping with flag 1 and four bytes behind it. */
const withChecksum = (checksum: number): Buffer => {
  const bytes = Buffer.concat([ping, Buffer.alloc(4)]);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeUInt32LE(1, 16);
  bytes.writeUInt32LE(checksum, bytes.length - 4);
  return bytes;
};
/** `{ d: { d: … } }`, so many levels deep. */
const nested = (levels: number): Buffer => {
  const bytes = Buffer.alloc(8 * levels + 5);
  for (let i = 0; i < levels; i++) {
    bytes.writeInt32LE(bytes.length - 8 * i, 7 * i);
    bytes.write('\x03d\0', 7 * i + 4, 'latin1');
  }
  bytes.writeInt32LE(5, 7 * levels);
  return bytes;
};

describe('a message that makes no sense', () => {
  test.each<[string, Buffer]>([
    ['a length below a header', message(ping, { length: 3 })],
    ['a negative length', message(ping, { length: -1 })],
    ['a length of a gigabyte', message(ping, { length: 1_000_000_000 })],
    ['an unknown operation', message(ping.subarray(16), { operation: 99 })],
    ['a compressed message', message(ping.subarray(16), { operation: 2012 })],
    ['a legacy insert', message(ping.subarray(16), { operation: 2002 })],
    ['an unknown required flag', pingWith((bytes) => bytes.writeUInt32LE(4, 16))],
    ['a wrong checksum', withChecksum(12345)],
    ['a section of an unknown kind', pingWith((bytes) => bytes.writeUInt8(7, 20))],
    ['a document longer than its section', pingWith((bytes) => bytes.writeInt32LE(9_999, 21))],
    ['a document of a negative length', pingWith((bytes) => bytes.writeInt32LE(-5, 21))],
    ['a type that is none', pingWith((bytes) => bytes.writeUInt8(0x66, 25))],
    ['no body', message(Buffer.alloc(4))],
    ['two bodies', command({ ping: 1, $db: 'admin' }, Buffer.from([0]), Buffer.from(serialize({})))],
    ['a string without an end', pingWith((bytes) => bytes.writeUInt8(1, bytes.length - 2))],
    ['ten thousand levels', message(Buffer.concat([Buffer.alloc(5), nested(10_000)]))],
  ])('%s closes that connection and no other', async (_name, bytes) => {
    const answer = await exchange(bytes, { until: Infinity });

    expect(answer).toHaveLength(0);
    await isServed();
  });

  test('damaged messages of every kind never stop the store', async () => {
    const documents = [{ a: 'x', list: [1, { b: null }] }, { a: new Date(0) }];
    const whole = fc.constantFrom(
      ping,
      command({ find: 'c', filter: { a: { $in: [1, 'x', null] } }, sort: { a: 1 }, $db: 'x' }),
      command({ insert: 'c', $db: 'x' }, sequence('documents', documents)),
      command({ update: 'c', updates: [{ q: { a: 1 }, u: { $set: { b: 2 } }, multi: true }], $db: 'x' }),
      command({
        aggregate: 'c',
        pipeline: [{ $group: { _id: '$a', n: { $sum: 1 } } }],
        cursor: {},
        $db: 'x',
      }),
      command({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a' }], $db: 'x' }),
      message(
        Buffer.concat([
          Buffer.alloc(4),
          Buffer.from('admin.$cmd\0'),
          Buffer.alloc(8),
          serialize({ hello: 1 }),
        ]),
        {
          operation: 2004,
        },
      ),
    );
    const lengths = fc.constantFrom(
      0,
      1,
      4,
      5,
      -1,
      255,
      65_536,
      47_999_999,
      48_000_001,
      2 ** 31 - 1,
      -(2 ** 31),
    );
    type Change = (bytes: Buffer) => Buffer;
    const damage = fc.oneof<fc.Arbitrary<Change>[]>(
      fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(([at, byte]) => (bytes: Buffer) => {
        bytes.writeUInt8(byte, 16 + (at % (bytes.length - 16)));
        return bytes;
      }),
      fc.tuple(fc.nat(), lengths).map(([at, length]) => (bytes: Buffer) => {
        bytes.writeInt32LE(length, at % (bytes.length - 4));
        return bytes;
      }),
      fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % bytes.length)),
      fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 40 })).map(([at, more]) => (bytes: Buffer) => {
        const cut = at % bytes.length;
        return Buffer.concat([bytes.subarray(0, cut), more, bytes.subarray(cut)]);
      }),
    );
    const damaged = fc
      .tuple(whole, fc.array(damage, { minLength: 1, maxLength: 3 }))
      .map(([bytes, changes]) =>
        changes.reduce<Buffer>((now, change) => (now.length > 20 ? change(now) : now), Buffer.from(bytes)),
      );
    const noise = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes));

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 6, arbitrary: damaged }, { weight: 1, arbitrary: noise }), {
          minLength: 40,
          maxLength: 40,
        }),
        async (messages) => {
          await Promise.all(messages.map((bytes) => exchange(bytes)));
          await isServed();
        },
      ),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 6) },
    );
  }, 600_000);

  test('a right checksum is taken', async () => {
    // CRC-32C of everything before it.
    const answer = await exchange(withChecksum(0xa8697e32), { until: 38 });

    expect(deserialize(answer.subarray(21, 38))).toEqual({ ok: 1 });
  });

  test('a message may come byte by byte, and several at once', async () => {
    const replyBytes = 16 + 5 + 17;
    const socket = open();
    const parts: Buffer[] = [];
    const done = new Promise((resolve) => {
      socket.on('data', (part) => {
        parts.push(part);
        if (Buffer.concat(parts).length === 3 * replyBytes) resolve(undefined);
      });
    });
    for (const byte of ping) socket.write(Buffer.from([byte]));
    socket.write(Buffer.concat([ping, ping]));
    await done;

    const answer = Buffer.concat(parts);
    expect(deserialize(answer.subarray(21, 38))).toEqual({ ok: 1 });
  });
});

describe('a client without manners', () => {
  test('that opens thousands of connections leaves those that are there alone', async () => {
    await isServed();
    const all = Array.from({ length: 2_100 }, open);
    const closed = all.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.race(closed);

    await isServed();

    closeAll();
    await Promise.all(closed);
    await exchange(ping);
    await isServed();
  });

  test('that sends a byte now and then keeps nobody waiting', async () => {
    const slow = Array.from({ length: 200 }, open);
    const begun = message(Buffer.alloc(0), { length: 40_000_000 });
    for (let i = 0; i < begun.length; i++) {
      slow.forEach((socket) => socket.write(begun.subarray(i, i + 1)));
      await isServed();
    }

    closeAll();
  });

  test('that sends half of very large messages does not fill the memory', async () => {
    const before = memoryMb();
    const half = Buffer.concat([message(Buffer.alloc(0), { length: 47_000_000 }), Buffer.alloc(40_000_000)]);
    const greedy = Array.from({ length: 10 }, open);
    await Promise.all(
      greedy.map(
        (socket) => new Promise((done) => socket.once('close', done).write(half, () => done(undefined))),
      ),
    );

    // The limit is 256 MB; all of them would be 400.
    expect(memoryMb() - before).toBeLessThan(350);
    await isServed();

    closeAll();
  });

  test('that never reads its replies waits by itself', async () => {
    await opened.db.collection('large').insertOne({ text: 'x'.repeat(2_000_000) });
    const before = memoryMb();
    const find = command({ find: 'large', $db: opened.db.databaseName });
    const deaf = Array.from({ length: 10 }, open);
    for (const socket of deaf) {
      socket.pause();
      for (let i = 0; i < 60; i++) socket.write(find);
    }
    await pause(300);

    // 600 replies of 2 MB each would be 1,200.
    expect(memoryMb() - before).toBeLessThan(300);
    await isServed();

    closeAll();
  });
});
