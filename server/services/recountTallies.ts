import type { VersionCatalogue } from '../domain/questionnaire/version.ts';
import {
  SETTLE_MS,
  type Leases,
  type Recount,
  type StoredTally,
  type SubmissionCounter,
  type TallyStore,
} from '../domain/recount.ts';
import { restAfter } from '../domain/restAfter.ts';
import { addCells, addDays, areSameCells, type PackedCell } from '../domain/tallyCounting.ts';
import type { TallyKey } from '../domain/tally.ts';
import { isMonthKey, talliesAbove, talliesBelow, tallyId, type RankedKey } from '../domain/tallyTree.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { MARK_REUSE_MS, type TallyMarks } from './tallyMarks.ts';

export interface RecountDeps {
  tallies: TallyStore;
  counter: SubmissionCounter;
  versions: VersionCatalogue;
  loadTree: () => Promise<UnitTree>;
  marks: TallyMarks;
  leases: Leases;
  /** Who holds the lease: one name per process. */
  holder: string;
  /** Ends a pass after the batch that is running; what is left stays due. */
  signal?: AbortSignal;
  /** Batches of one rank that are counted at the same time; one where citizens wait for the same store. */
  lanes?: number;
  /** Shorter only in tests. */
  settleMs?: number;
  restMs?: number;
}

export const LEASE = 'recount';
/** A process that shows no sign of life for so long has lost the lease. */
export const LEASE_MS = 10_000;
const DUE_AT_ONCE = 20_000;
const TALLIES_IN_BATCH = 500;
/** Children read at once for one batch. */
const FEEDERS_IN_BATCH = 4_000;
/** A batch may span so many times more combinations of unit and day than it has tallies. */
const SPARSEST = 4;

/**
 * One pass over the tallies that are due: units' days from the counters up to
 * the country, then months (design, section 7). What a pass changes below, it
 * carries up itself. Any number of processes may ask; one at a time does it.
 *
 * A batch that fails stays due and keeps nothing else from its turn, neither in
 * its rank nor above.
 *
 * @returns how many tallies were counted; undefined when another process has the lease
 * @throws what the first failing batch threw, after the pass
 */
export async function recountTallies(deps: RecountDeps): Promise<number | undefined> {
  const { tallies, leases, holder } = deps;
  const failures: unknown[] = [];
  let counted = 0;
  for (let fromRank = 0; ;) {
    const now = await leases.hold(LEASE, holder, LEASE_MS);
    if (now === undefined) {
      if (fromRank === 0) return undefined;
      break;
    }
    const due = await tallies.findDue({ now, fromRank, limit: DUE_AT_ONCE });
    if (due.length === 0) break;
    const rank = Math.min(...due.map((key) => key.rank));
    counted += await recountRank(
      deps,
      due.filter((key) => key.rank === rank),
      { now, failures },
    );
    fromRank = rank + 1;
  }
  if (failures.length > 0) throw failures[0];
  return counted;
}

/** Gives the lease back, so that another process need not wait for it to run out. */
export const releaseRecounting = ({
  leases,
  holder,
}: Pick<RecountDeps, 'leases' | 'holder'>): Promise<void> => leases.release(LEASE, holder);

async function recountRank(
  deps: RecountDeps,
  due: readonly RankedKey[],
  { now, failures }: { now: Date; failures: unknown[] },
): Promise<number> {
  const tree = await deps.loadTree();
  const begun = performance.now();
  const markAbove = marksOfOneRank(deps);
  let renewed = begun;
  let counted = 0;
  const batches = batchesOf(due, tree).values();
  const countInTurn = async (): Promise<void> => {
    // What another lane has taken is not among them any more.
    for (const batch of batches) {
      if (deps.signal?.aborted === true) return;
      if (performance.now() - renewed > LEASE_MS / 4) {
        if ((await deps.leases.hold(LEASE, deps.holder, LEASE_MS)) === undefined) return;
        renewed = performance.now();
      }
      try {
        const inBatch = await recountBatch(deps, tree, batch, {
          now,
          sinceMs: () => performance.now() - begun,
          markAbove,
        });
        counted += inBatch;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: deps.lanes ?? 1 }, countInTurn));
  return counted;
}

/**
 * Marks what is above, before it is written below. Nothing above is counted
 * before its whole rank is done, so one mark also serves as the mark after;
 * what another process counted in between is put right after the settle period.
 */
function marksOfOneRank({ tallies }: RecountDeps): (keys: readonly RankedKey[]) => Promise<void> {
  const sentAt = new Map<string, number>();
  return async (keys) => {
    const now = performance.now();
    const unmarked = keys.filter((key) => (sentAt.get(tallyId(key)) ?? -Infinity) < now - MARK_REUSE_MS);
    if (unmarked.length > 0) await tallies.markTallies(unmarked);
    for (const key of unmarked) sentAt.set(tallyId(key), now);
  };
}

/**
 * Tallies of one version, campaign and rank, counted by one query: the days
 * and units of a batch make a rectangle that is not much larger than the batch.
 */
export function batchesOf(due: readonly RankedKey[], tree: UnitTree): RankedKey[][] {
  const sorted = [...due].sort((one, other) =>
    compare(
      `${one.version}|${one.campaign}|${one.period}|${one.unit}`,
      `${other.version}|${other.campaign}|${other.period}|${other.unit}`,
    ),
  );
  const batches: RankedKey[][] = [];
  let batch: RankedKey[] = [];
  let feeders = 0;
  const units = new Set<string>();
  const periods = new Set<string>();
  for (const key of sorted) {
    const first = batch[0];
    const below = talliesBelow(tree, key).length;
    const area =
      (units.size + (units.has(key.unit) ? 0 : 1)) * (periods.size + (periods.has(key.period) ? 0 : 1));
    const fits =
      first !== undefined &&
      first.version === key.version &&
      first.campaign === key.campaign &&
      batch.length < TALLIES_IN_BATCH &&
      feeders + below <= FEEDERS_IN_BATCH &&
      area <= SPARSEST * (batch.length + 1) + 50;
    if (!fits) {
      batch = [];
      batches.push(batch);
      feeders = 0;
      units.clear();
      periods.clear();
    }
    batch.push(key);
    feeders += below;
    units.add(key.unit);
    periods.add(key.period);
  }
  return batches;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

async function recountBatch(
  deps: RecountDeps,
  tree: UnitTree,
  batch: readonly RankedKey[],
  // The store's time is read once per rank. It is behind by `sinceMs`, which errs on the careful side
  // where it is asked whether all has settled; only the rest may rely on our own clock.
  {
    now,
    sinceMs,
    markAbove,
  }: { now: Date; sinceMs: () => number; markAbove: (keys: readonly RankedKey[]) => Promise<void> },
): Promise<number> {
  const { tallies, marks, settleMs = SETTLE_MS, restMs } = deps;
  const begun = performance.now();
  // The marks are read before anything is counted.
  const found = (await tallies.loadTallies(batch)).filter(({ isDue }) => isDue);
  const counts = await countTallies(deps, tree, found);
  const recounts = found.map((tally): Recount => {
    const cells = counts.get(tallyId(tally)) ?? [];
    return {
      tally,
      cells,
      isSame: areSameCells(cells, tally.cells),
      isSettled: now.getTime() - tally.markedAt.getTime() >= settleMs,
    };
  });

  const tookMs = performance.now() - begun;
  const restUntil = new Date(
    now.getTime() + sinceMs() + restAfter(tookMs / Math.max(1, found.length), restMs),
  );
  const changed = recounts.filter(({ isSame }) => !isSame);
  const above = uniqueKeys(changed.flatMap(({ tally }) => talliesAbove(tree, tally)));
  await markAbove(above);
  try {
    await tallies.writeRecounts(recounts, { settleMs, restUntil, countedAt: now });
  } catch (error) {
    // It may have landed, or land late.
    marks.after(above);
    throw error;
  }
  return recounts.length;
}

const uniqueKeys = (keys: readonly RankedKey[]): RankedKey[] => [
  ...new Map(keys.map((key) => [tallyId(key), key])).values(),
];

/** Each tally's counts from submissions (its own day) and from the tallies below it. */
async function countTallies(
  { tallies, counter, versions }: RecountDeps,
  tree: UnitTree,
  keys: readonly TallyKey[],
): Promise<Map<string, PackedCell[]>> {
  const first = keys[0];
  if (first === undefined) return new Map();
  const version = await versions.findVersion(first.version);
  if (version === undefined) throw new Error(`there are tallies of "${first.version}", but no such version`);

  const days = keys.filter((key) => !isMonthKey(key));
  const below = new Map(keys.map((key) => [tallyId(key), talliesBelow(tree, key)]));
  const own =
    days.length === 0
      ? []
      : await counter.countOwnDays({
          version,
          campaign: first.campaign,
          units: [...new Set(days.map(({ unit }) => unit))],
          days: [...new Set(days.map(({ period }) => period))],
        });
  const ownCells = new Map(
    own.map(({ unit, day, cells }) => [tallyId({ ...first, unit, period: day }), cells]),
  );
  const feeders = new Map<string, StoredTally>(
    (await tallies.loadTallies([...below.values()].flat())).map((tally) => [tallyId(tally), tally]),
  );

  return new Map(
    keys.map((key) => {
      const id = tallyId(key);
      const parts = (below.get(id) ?? []).flatMap((part) => feeders.get(tallyId(part)) ?? []);
      return [
        id,
        isMonthKey(key)
          ? addDays(parts.map(({ period, cells }) => ({ day: period, cells })))
          : addCells([ownCells.get(id) ?? [], ...parts.map(({ cells }) => cells)]),
      ];
    }),
  );
}
