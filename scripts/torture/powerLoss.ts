import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { ensureEmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';
import { readClaim } from '../../server/embedded/process/ownership.ts';
import { startServer } from '../../server/embedded/server.ts';
import { FileHistory } from './fileHistory.ts';
import { Ledger } from './ledger.ts';
import { readTrace, type StoreEvent } from './systemCalls.ts';
import { killOwner, withClient } from './crashes.ts';
import { prepare, randomFrom, readContents, validateAll } from './writers.ts';

export interface PowerLossOptions {
  seed: number;
  /** Files to rebuild and open. */
  images: number;
  say: (line: string) => void;
  onImage?: (image: number) => void;
}

export interface PowerLossReport {
  /** Recorded. */
  writes: number;
  flushes: number;
  told: number;
  /** Rebuilt and opened, and how many of them stand for a moment with unflushed writes. */
  images: number;
  withUnflushed: number;
  differences: string[];
}

const WRITERS = 8;
const RECORDED_MS = 4_000;
const O_DSYNC = 0o10000;

/**
 * Records the system calls of a store under writers, rebuilds its file as a
 * power failure could have left it at random moments (what was flushed, and any
 * sectors of what was not), opens each, and holds it against what had been
 * acknowledged by then.
 *
 * @throws Error when strace is missing or may not look
 */
export async function tortureByPowerLoss(options: PowerLossOptions): Promise<PowerLossReport> {
  const { seed, say } = options;
  const random = randomFrom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'sipas-power-'));
  try {
    const recording = await record(folder);
    const { events, before, isSynchronous, dataFile } = recording;
    const report: PowerLossReport = {
      writes: events.filter(({ kind }) => kind === 'write-done').length,
      flushes: events.filter(({ kind }) => kind === 'flush-done').length,
      told: 0,
      images: 0,
      withUnflushed: 0,
      differences: [],
    };
    say(`recorded ${report.writes} writes and ${report.flushes} flushes of ${dataFile}`);
    // Moments that something changed at; each event is a moment of its own.
    const share = Math.min(1, options.images / events.length);
    const file = new FileHistory(before, isSynchronous);
    const acknowledged = new Acknowledged();
    for (const event of events) {
      file.apply(event);
      acknowledged.apply(event);
      if (random() >= share) continue;
      report.images += 1;
      if (file.pendingSectors > 0) report.withUnflushed += 1;
      const likely = [0, 0.1, 0.5, 0.9, 1][Math.floor(random() * 5)] ?? 0;
      const image = file.imageIf(() => random() < likely);
      const found = await openImage(join(folder, `image-${report.images}`), image, acknowledged.ledger());
      report.differences.push(...found.map((difference) => `image ${report.images}: ${difference}`));
      options.onImage?.(report.images);
      if (report.differences.length > 0) break;
    }
    report.told = acknowledged.ledger().count.told;
    for (const difference of report.differences) say(difference);
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Recording {
  dataFile: string;
  /** The file before the first recorded call. */
  before: Buffer;
  events: StoreEvent[];
  isSynchronous: (fd: number) => boolean;
}

/** Lets writers work on a store that strace looks at. */
async function record(folder: string): Promise<Recording> {
  const dataDir = join(folder, 'recorded');
  const store = await ensureEmbeddedStore({ dataDir, idleExitMs: 60_000 });
  const traceFile = join(folder, 'trace');
  try {
    await withClient(store.uri, async (db) => {
      await prepare(db);
      await db.collection('inserted').insertOne({ _id: 'X' as never, n: 0 });
    });
    const pid = readClaim(join(dataDir, 'store'))?.owner?.pid;
    if (pid === undefined) throw new Error('the store has no owner');
    const dataFile = join(dataDir, 'store', 'data.mdb');
    const before = await readFile(dataFile);
    const strace = await attach(pid, traceFile);
    await withClient(store.uri, (db) => writeFor(RECORDED_MS, db));
    await strace.detach();
    const synchronous = await synchronousDescriptors(pid);
    return {
      dataFile,
      before,
      events: readTrace(await readFile(traceFile, 'latin1'), dataFile),
      isSynchronous: (fd) => synchronous.has(fd),
    };
  } finally {
    await store.release();
    killOwner(dataDir);
  }
}

async function attach(pid: number, traceFile: string): Promise<{ detach(): Promise<void> }> {
  if (spawnSync('strace', ['-V']).error !== undefined) {
    throw new Error('strace is not installed (Debian: apt install strace).');
  }
  const calls =
    'lseek,pwrite64,pwritev,pwritev2,write,writev,sendmsg,read,recvmsg,fsync,fdatasync,msync,ftruncate,fallocate,sync_file_range,copy_file_range';
  const child = spawn(
    'strace',
    ['-f', '-y', '-xx', '-s', '2000000', '-e', `trace=${calls}`, '-o', traceFile, '-p', String(pid)],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (!said.includes('attached')) {
    if (child.exitCode !== null) throw new Error(`strace may not look at the store: ${said.trim()}`);
    await wait(20);
  }
  // One line for each thread: the last one is a moment away.
  await wait(300);
  return {
    async detach() {
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** Descriptors whose writes are on the disk when they return. */
async function synchronousDescriptors(pid: number): Promise<ReadonlySet<number>> {
  const synchronous = new Set<number>();
  for (let fd = 0; fd < 256; fd++) {
    const info = await readFile(`/proc/${pid}/fdinfo/${fd}`, 'utf8').catch(() => '');
    const flags = Number.parseInt(/^flags:\s+(\d+)$/m.exec(info)?.[1] ?? '0', 8);
    if ((flags & O_DSYNC) !== 0) synchronous.add(fd);
  }
  return synchronous;
}

/**
 * Writers whose requests can be told from each other in the recording: an
 * insert has the id `W<writer>-<step>`, a change the comment `U<writer>-<value>`.
 */
async function writeFor(durationMs: number, db: mongo.Db): Promise<void> {
  const until = performance.now() + durationMs;
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      const inserted = db.collection<{ _id: string; n: number; text?: string }>('inserted');
      const numbers = db.collection<{ _id: string; n: number }>('numbers');
      for (let step = 1; performance.now() < until; step++) {
        const text = 'chữ '.repeat((step * 37) % 900);
        await inserted.insertOne({ _id: `W${writer}-${step}`, n: step, text });
        await numbers.updateOne(
          { _id: `N${writer}` },
          { $set: { n: step } },
          { upsert: true, comment: `U${writer}-${step}` },
        );
      }
    }),
  );
}

/** What the store had said by some moment of the recording. */
class Acknowledged {
  private readonly told = new Set<string>(['X']);
  private readonly waiting = new Map<number, string[]>();

  apply(event: StoreEvent): void {
    if (event.kind === 'request') {
      const names = event.text.match(/[WU]\d+-\d+/g);
      if (names !== null) this.waiting.set(event.socket, names);
    } else if (event.kind === 'reply') {
      for (const name of this.waiting.get(event.socket) ?? []) this.told.add(name);
      this.waiting.delete(event.socket);
    }
  }

  ledger(): Ledger {
    const ledger = new Ledger();
    const open = [...this.waiting.values()].flat();
    const outcomes = [
      ...[...this.told].map((name) => ({ name, outcome: 'told' as const })),
      ...open.map((name) => ({ name, outcome: 'untold' as const })),
    ];
    for (const { name, outcome } of outcomes) {
      const [, writer, value] = /^U(\d+)-(\d+)$/.exec(name) ?? [];
      if (writer === undefined) ledger.insert([name], outcome);
      else ledger.number(`N${writer}`, Number(value), outcome);
    }
    return ledger;
  }
}

/** Opens a file as a store would after the power came back. */
async function openImage(folder: string, image: Buffer, ledger: Ledger): Promise<string[]> {
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, 'data.mdb'), image);
  // The driver knows a socket by this ending.
  const socketPath = join(folder, 'store.sock');
  try {
    const server = await startServer({ folder, socketPath, log: () => undefined });
    try {
      const uri = `mongodb://${encodeURIComponent(socketPath)}/sipas?directConnection=true`;
      return await withClient(uri, async (db) => [
        ...(await validateAll(db)),
        ...ledger.differencesFrom(await readContents(db)),
      ]);
    } finally {
      await server.stop();
    }
  } catch (error) {
    return [`cannot be opened: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
