import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import mongoose from 'mongoose';
import { ensureEmbeddedStore, type EmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';
import { readClaim } from '../../server/embedded/process/ownership.ts';

const { MongoClient } = mongoose.mongo;

// Every start of a store is a new process that first has to read TypeScript.
jest.setTimeout(60_000);

const folders: string[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  folders.splice(0).forEach(removeStore);
});

function removeStore(folder: string): void {
  const pid = ownerOf(folder);
  if (pid !== undefined) tryKill(pid);
  rmSync(folder, { recursive: true, force: true });
}

function newFolder(): string {
  const folder = join(tmpdir(), `sipas-process-${randomUUID().slice(0, 8)}`);
  folders.push(folder);
  return folder;
}

function ownerOf(dataDir: string): number | undefined {
  const folder = join(dataDir, 'store');
  return existsSync(folder) ? readClaim(folder)?.owner?.pid : undefined;
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z';
  } catch {
    return false;
  }
}

async function until(condition: () => boolean, limitMs = 30_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function withClient<T>(uri: string, work: (db: mongoose.mongo.Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

const ensure = (
  dataDir: string,
  more: Partial<Parameters<typeof ensureEmbeddedStore>[0]> = {},
): Promise<EmbeddedStore> => ensureEmbeddedStore({ dataDir, idleExitMs: 300, ...more });

/** Runs the store in the foreground, through npm: signals must find their way. */
function runScript(...args: string[]): {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
} {
  const child = spawn('npm', ['run', '--silent', 'store', '--', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let text = '';
  child.stdout!.on('data', (part: Buffer) => (text += part.toString()));
  child.stderr!.on('data', (part: Buffer) => (text += part.toString()));
  return { child, output: () => text, exited: new Promise((resolve) => child.once('exit', resolve)) };
}

describe('two starters in the same instant, in a data directory with a very long name', () => {
  // These tests share one store: every start costs a second of a processor.
  const dataDir = join(tmpdir(), `sipas-process-${randomUUID().slice(0, 8)}-${'rất-dài-'.repeat(12)}`);
  let stores: EmbeddedStore[];
  beforeAll(async () => {
    stores = await Promise.all(Array.from({ length: 2 }, () => ensure(dataDir, { ttlSweepMs: 100 })));
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.release()));
    removeStore(dataDir);
  });

  test('end up on one store', async () => {
    expect(new Set(stores.map(({ uri }) => uri)).size).toBe(1);
    for (const { uri } of stores) {
      await withClient(uri, (db) =>
        db
          .collection<{ _id: number }>('c')
          .updateOne({ _id: 1 }, { $inc: { n: 1 } } as never, { upsert: true }),
      );
    }
    const found = await withClient(stores[0]!.uri, (db) => db.collection('c').find().toArray());
    expect(found).toEqual([{ _id: 1, n: 2 }]);
  });

  test('which is for its owner alone', () => {
    const socket = decodeURIComponent(/^mongodb:\/\/([^/]+)/.exec(stores[0]!.uri)![1]!);

    expect(Buffer.byteLength(socket)).toBeLessThan(104);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'store')).mode & 0o777).toBe(0o700);
  });

  test('and in which documents expire by their date, and others stay', async () => {
    await withClient(stores[0]!.uri, async (db) => {
      const sessions = db.collection<{ _id: string }>('sessions');
      await sessions.createIndex({ expires: 1 }, { expireAfterSeconds: 1 });
      const now = Date.now();
      await sessions.insertMany([
        { _id: 'past', expires: new Date(now - 60_000) },
        { _id: 'future', expires: new Date(now + 60_000) },
        { _id: 'never' },
        { _id: 'text', expires: '2020-01-01' },
        { _id: 'several', expires: [new Date(now + 60_000), new Date(now - 60_000)] },
      ] as never);

      let left: string[] = [];
      for (let i = 0; i < 200 && left.length !== 3; i++) {
        left = (await sessions.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(left).toEqual(['future', 'never', 'text']);
    });
  });
});

describe('one store per data directory', () => {
  test('it ends a little after the last client, and keeps what was written', async () => {
    const dataDir = newFolder();
    const first = await ensure(dataDir);
    await withClient(first.uri, (db) => db.collection('c').insertOne({ a: 1 }));
    const pid = ownerOf(dataDir)!;
    const second = await ensure(dataDir);
    await first.release();
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(isRunning(pid)).toBe(true);

    await second.release();
    await until(() => !isRunning(pid));

    const third = await ensure(dataDir);
    expect(ownerOf(dataDir)).not.toBe(pid);
    expect(await withClient(third.uri, (db) => db.collection('c').countDocuments({}))).toBe(1);
    await third.release();
  });

  test('data of a newer format are refused with a sentence', async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, 'store'), { recursive: true, mode: 0o700 });
    const { open } = await import('lmdb');
    const root = open({
      path: join(dataDir, 'store', 'data.mdb'),
      keyEncoding: 'binary',
      encoding: 'binary',
      maxDbs: 4,
      overlappingSync: false,
    });
    await root
      .openDB({ name: 'catalog', keyEncoding: 'binary', encoding: 'binary' })
      .put(Buffer.from('format'), Buffer.from([0, 0, 0, 9]));
    await root.close();

    await expect(ensure(dataDir)).rejects.toThrow(
      /have format 9, and this program reads format 1.*newer version/s,
    );
  });

  test('a data file that is not the store’s, or is damaged, is refused with a sentence', async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, 'store'), { recursive: true, mode: 0o700 });
    writeFileSync(join(dataDir, 'store', 'data.mdb'), Buffer.alloc(40_000, 'not LMDB'));

    await expect(ensure(dataDir)).rejects.toThrow(/data\.mdb is not one of the store's.*restore a backup/s);
  });

  test('a data file of which pages are missing is said to be damaged', async () => {
    const dataDir = newFolder();
    const store = await ensure(dataDir);
    await withClient(store.uri, (db) => db.collection('c').insertOne({ a: 1 }));
    const pid = ownerOf(dataDir)!;
    await store.release();
    await until(() => !isRunning(pid));
    // the two first pages of LMDB, which name all others
    truncateSync(join(dataDir, 'store', 'data.mdb'), 2 * 4096);

    await expect(ensure(dataDir)).rejects.toThrow(
      /data\.mdb beside it is probably damaged.*restore a backup/s,
    );
  });

  test('a data directory that is a file is refused with a sentence', async () => {
    const dataDir = newFolder();
    writeFileSync(dataDir, '');

    await expect(ensure(dataDir)).rejects.toThrow(/cannot be made: a file of that name is in the way/);
    // Linux: asked for the folder above it first, Node tries for ever.
    if (existsSync('/proc/self')) {
      await expect(ensure('/proc/none/data')).rejects.toThrow(
        /none.data cannot be made: that place takes no folders/,
      );
    }
  });

  test('a folder that others can enter is refused', async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, 'store'), { recursive: true, mode: 0o755 });

    await expect(ensure(dataDir)).rejects.toThrow(/can be entered by others/);
  });
});

describe('npm run store', () => {
  test('prints where it listens, and ends on SIGTERM after writing', async () => {
    const dataDir = newFolder();
    const { child, output, exited } = runScript('--data-dir', dataDir, '--port', '0');
    await until(() => output().includes('mongodb://'));
    const uri = output()
      .split('\n')
      .find((line) => line.startsWith('mongodb://127.0.0.1:'))!;
    await withClient(uri, (db) => db.collection('c').insertOne({ a: 1 }));

    const again = runScript('--data-dir', dataDir);
    expect(await again.exited).toBe(1);
    expect(again.output()).toContain('is running already');

    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    const store = await ensure(dataDir);
    expect(await withClient(store.uri, (db) => db.collection('c').countDocuments({}))).toBe(1);
    await store.release();
  });

  test('says what it wants', async () => {
    const [help, without] = [runScript('--help'), runScript()];

    expect(await help.exited).toBe(0);
    expect(help.output()).toContain('npm run store -- --data-dir');
    expect(await without.exited).toBe(1);
    expect(without.output()).toContain('--data-dir DIR');
  });
});

describe('kill -9 under writers', () => {
  test('loses nothing that was acknowledged, starts again under the same address, and leaves records and indexes in agreement', async () => {
    const dataDir = newFolder();
    const store = await ensure(dataDir);
    const acknowledged = new Set<number>();
    const increments = new Map<number, number>();
    let next = 0;
    let isOver = false;
    const client = new MongoClient(store.uri, { retryWrites: false, maxPoolSize: 32 });
    const db = client.db();
    await db.collection('rows').createIndex({ n: 1 }, { unique: true });
    await db.collection('rows').createIndex({ tags: 1 });
    const writer = async (who: number) => {
      while (!isOver) {
        const n = next++;
        try {
          await db.collection('rows').insertOne({ n, tags: [n % 5, 'x'], text: 'đ'.repeat(n % 300) });
          acknowledged.add(n);
          await db
            .collection<{ _id: number }>('counters')
            .updateOne({ _id: who }, { $inc: { n: 1 } } as never, { upsert: true });
          increments.set(who, (increments.get(who) ?? 0) + 1);
        } catch {
          // The store was killed: this write was not acknowledged.
          return;
        }
      }
    };
    const writers = Array.from({ length: 32 }, (_, who) => writer(who));
    await until(() => acknowledged.size > 300);

    process.kill(ownerOf(dataDir)!, 'SIGKILL');
    isOver = true;
    await Promise.allSettled(writers);
    await client.close();

    await until(() => existsSync(join(dataDir, 'store', 'store.sock')));
    await withClient(store.uri, async (fresh) => {
      const stored = new Set(
        (await fresh.collection('rows').find().toArray()).map((row) => row['n'] as number),
      );
      expect([...acknowledged].filter((n) => !stored.has(n))).toEqual([]);
      for (const counter of await fresh.collection('counters').find().toArray()) {
        expect(counter['n']).toBeGreaterThanOrEqual(increments.get(Number(counter._id)) ?? 0);
      }
      expect(await fresh.command({ validate: 'rows' })).toMatchObject({ valid: true, errors: [] });
      expect(await fresh.command({ validate: 'counters' })).toMatchObject({ valid: true, errors: [] });
    });
    await store.release();
  });
});
