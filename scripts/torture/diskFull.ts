import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { ensureEmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';
import { isOutage } from '../../server/storage/outage.ts';
import { killOwner, withClient } from './crashes.ts';
import { Ledger, type Outcome } from './ledger.ts';
import { prepare, readContents, validateAll } from './writers.ts';

export interface DiskFullReport {
  told: number;
  /** Writes that failed for want of room, and what the first of them said. */
  failed: number;
  sentence: string;
  /** Acknowledged after there was room again. */
  toldAfterwards: number;
  differences: string[];
}

const SMALL_MB = 24;
const LARGE_MB = 64;
const WRITERS = 8;
/** Failures in a row after which a writer believes that the disk is full. */
const ENOUGH_FAILURES = 20;

/**
 * Fills the disk under a store and gives it room again: writes must fail with an
 * outage's error, nothing may be damaged or lost, reading goes on, and so does
 * writing once there is room, also when the store was killed meanwhile.
 *
 * @throws Error when a tmpfs may not be mounted here
 */
export async function tortureByFullDisk(say: (line: string) => void): Promise<DiskFullReport> {
  const disk = await mkdtemp(join(tmpdir(), 'sipas-disk-'));
  mount('-t', 'tmpfs', '-o', `size=${SMALL_MB}m`, 'tmpfs', disk);
  const dataDir = join(disk, 'data');
  const report: DiskFullReport = { told: 0, failed: 0, sentence: '', toldAfterwards: 0, differences: [] };
  try {
    const store = await ensureEmbeddedStore({ dataDir, idleExitMs: 60_000 });
    const ledger = new Ledger();
    const compare = async (db: mongo.Db, when: string): Promise<void> => {
      const found = [...(await validateAll(db)), ...ledger.differencesFrom(await readContents(db))];
      report.differences.push(...found.map((difference) => `${when}: ${difference}`));
    };
    try {
      await withClient(store.uri, async (db) => {
        await prepare(db);
        await fill(db, ledger, 'a', report);
        await compare(db, 'on the full disk');
      });
      report.told = ledger.count.told;
      say(`full after ${report.told} acknowledged writes; ${report.failed} failed: ${report.sentence}`);

      killOwner(dataDir);
      // It may not come up again before there is room.
      await wait(3_000);
      mount('-o', `remount,size=${LARGE_MB}m`, disk);
      await withClient(store.uri, async (db) => {
        await compare(db, 'after a kill on the full disk');
        const before = ledger.count.told;
        await fill(db, ledger, 'b', report, 500);
        report.toldAfterwards = ledger.count.told - before;
        if (report.toldAfterwards === 0)
          report.differences.push('nothing could be written when there was room');
        await compare(db, 'with room again');
      });
    } finally {
      await store.release();
      killOwner(dataDir);
    }
    for (const difference of report.differences) say(difference);
    return report;
  } finally {
    spawnSync('umount', ['-l', disk]);
    await rm(disk, { recursive: true, force: true });
  }
}

function mount(...args: string[]): void {
  const { status, stderr, error } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(
      `A tmpfs may not be mounted here (${(error?.message ?? stderr).trim()}); run it as root.`,
    );
  }
}

/** Inserts until nothing goes in any more, or so many have. */
async function fill(
  db: mongo.Db,
  ledger: Ledger,
  name: string,
  report: DiskFullReport,
  most = Infinity,
): Promise<void> {
  const inserted = db.collection<{ _id: string; n: number; text: string }>('inserted');
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      let failures = 0;
      for (let step = 0; failures < ENOUGH_FAILURES && step * WRITERS < most; step++) {
        const id = `${name}-${writer}-${step}`;
        let outcome: Outcome = 'told';
        try {
          await inserted.insertOne({ _id: id, n: step, text: 'chữ '.repeat(500) });
          failures = 0;
        } catch (error) {
          // The application answers an outage with 503 and "try again"; anything else would be our bug.
          if (!isOutage(error)) throw error;
          outcome = 'untold';
          failures += 1;
          report.failed += 1;
          if (report.sentence === '')
            report.sentence = error instanceof Error ? error.message : String(error);
        }
        ledger.insert([id], outcome);
      }
    }),
  );
}
