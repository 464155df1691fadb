import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { ensureEmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';
import { isAlive, readClaim } from '../../server/embedded/process/ownership.ts';
import { Ledger } from './ledger.ts';
import { prepare, randomFrom, readContents, runWriters, validateAll } from './writers.ts';

export interface CrashOptions {
  rounds: number;
  seed: number;
  writers?: number;
  say: (line: string) => void;
  /** Told of every round: how long the store took to answer again, and how much was certain by then. */
  onRound?: (round: number) => void;
}

export interface CrashReport {
  rounds: number;
  /** Rounds in which the store was killed once more while it was starting again. */
  killedTwice: number;
  told: number;
  untold: number;
  refused: number;
  /** From the kill to the first answer, in milliseconds. */
  backAfterMs: number[];
  /** Contradictions; none is what is hoped for. */
  differences: string[];
}

const WRITERS = 32;
/** The store dies at a random moment between these. */
const EARLIEST_KILL_MS = 50;
const LATEST_KILL_MS = 900;
const KILL_WHILE_STARTING = 0.15;
/** After the next store has taken the files over, and opens them. */
const LATEST_SECOND_KILL_MS = 150;

/**
 * Kills the embedded store with SIGKILL under writers, again and again on the
 * same files, lets it start by itself, and holds what is there against what the
 * writers were told, this round's and all earlier ones'.
 */
export async function tortureByCrashes(options: CrashOptions): Promise<CrashReport> {
  const { rounds, seed, writers = WRITERS, say } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'sipas-torture-'));
  const store = await ensureEmbeddedStore({ dataDir, idleExitMs: 60_000 });
  const ledger = new Ledger();
  const report: CrashReport = {
    rounds: 0,
    killedTwice: 0,
    ...ledger.count,
    backAfterMs: [],
    differences: [],
  };
  const random = randomFrom(seed);
  try {
    await withClient(store.uri, prepare);
    for (let round = 1; round <= rounds && report.differences.length === 0; round++) {
      await withClient(store.uri, async (db) => {
        const stopping = new AbortController();
        const writing = runWriters(writers, { db, ledger, round, random, signal: stopping.signal });
        await wait(EARLIEST_KILL_MS + random() * (LATEST_KILL_MS - EARLIEST_KILL_MS));
        killOwner(dataDir);
        // A writer whose connection had not been made yet would go on with the next store.
        stopping.abort();
        await writing;
      });

      const killed = performance.now();
      if (random() < KILL_WHILE_STARTING) {
        await untilOwned(dataDir);
        await wait(random() * LATEST_SECOND_KILL_MS);
        if (killOwner(dataDir)) report.killedTwice += 1;
      }
      report.differences = await withClient(store.uri, async (db) => {
        await db.command({ ping: 1 });
        report.backAfterMs.push(performance.now() - killed);
        return [...(await validateAll(db)), ...ledger.differencesFrom(await readContents(db))];
      });
      Object.assign(report, ledger.count, { rounds: round });
      for (const difference of report.differences) say(`round ${round}: ${difference}`);
      options.onRound?.(round);
    }
  } finally {
    await store.release();
    killOwner(dataDir);
    if (report.differences.length === 0) await rm(dataDir, { recursive: true, force: true });
    else say(`The files are kept in ${dataDir}.`);
  }
  return report;
}

/** Waits until a living process owns the files. */
async function untilOwned(dataDir: string): Promise<void> {
  for (;;) {
    const claim = readClaim(join(dataDir, 'store'));
    if (claim !== undefined && isAlive(claim)) return;
    await wait(2);
  }
}

/** @returns whether there was a process to kill */
export function killOwner(dataDir: string): boolean {
  const pid = readClaim(join(dataDir, 'store'))?.owner?.pid;
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

export async function withClient<T>(uri: string, work: (db: mongoose.mongo.Db) => Promise<T>): Promise<T> {
  const client = new mongoose.mongo.MongoClient(uri, {
    retryWrites: false,
    retryReads: true,
    serverSelectionTimeoutMS: 45_000,
    writeConcern: { w: 1, journal: true },
  });
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}
