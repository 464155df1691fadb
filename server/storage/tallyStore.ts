import type { Connection, mongo } from 'mongoose';
import { chunksOf } from '../domain/chunksOf.ts';
import { nextMonth } from '../domain/day.ts';
import type { Recount, RecountTimes, StoredTally, TallyStore } from '../domain/recount.ts';
import { LONGEST_REST_MS } from '../domain/restAfter.ts';
import { tallyId, type RankedKey } from '../domain/tallyTree.ts';
import { isDuplicateKey } from './duplicateKey.ts';
import { dueTimes } from './dueTimes.ts';
import { fromStore } from './outage.ts';
import {
  readCells,
  storeCells,
  tallyCollection,
  type TallyCollection,
  type TallyDocument,
} from './tallyModel.ts';

/** As for a submission: no write may stay on its way longer than the settle period allows for. */
const WRITE_LIMIT_MS = 10_000;
const IDS_AT_ONCE = 2_000;
const MARKS_AT_ONCE = 1_000;
const MARK_ATTEMPTS = 3;
const KEY = { _id: 0, version: 1, campaign: 1, unit: 1, period: 1, rank: 1 } as const;

/**
 * Tallies and the protocol that keeps them exact. Writes go straight to the
 * driver, in bulk: the documents are ours, large and many.
 */
export function createTallyStore(connection: Connection): TallyStore {
  const tallies = tallyCollection(connection);

  return {
    async markTallies(keys) {
      for (const some of chunksOf(keys, MARKS_AT_ONCE)) await fromStore(markAll(tallies, some));
    },

    async findDue({ now, fromRank, limit }) {
      const due: RankedKey[] = [];
      for (const dueAt of dueTimes(now)) {
        const found = await tallies
          .find({ dueAt, ...isRested(now), rank: { $gte: fromRank } }, { projection: KEY, limit })
          .toArray();
        due.push(...(found as unknown as RankedKey[]));
      }
      return due;
    },

    async hasDue(now, which = 'rested') {
      for (const dueAt of dueTimes(now)) {
        const due = await tallies.findOne(
          { dueAt, ...(which === 'rested' ? isRested(now) : {}) },
          { projection: { _id: 1 } },
        );
        if (due !== null) return true;
      }
      return false;
    },

    countDue: () => tallies.countDocuments({ dueAt: { $exists: true } }),

    async findTouchedSince(since) {
      return tallies
        .find({ $or: [{ markedAt: { $gte: since } }, { countedAt: { $gte: since } }] }, { projection: KEY })
        .toArray() as unknown as Promise<RankedKey[]>;
    },

    async loadTallies(keys) {
      const found: StoredTally[] = [];
      for (const ids of chunksOf(keys.map(tallyId), IDS_AT_ONCE)) {
        const documents = await tallies.find({ _id: { $in: ids } }).toArray();
        found.push(...documents.map(asStored));
      }
      return found;
    },

    async loadMonth({ version, campaign, month }) {
      const documents = await tallies
        .find({ version, campaign, period: { $gte: month, $lt: nextMonth(month) } })
        .toArray();
      return documents.map(asStored);
    },

    // Without `fromStore`: whoever writes counts must know when the write is over, to mark what is above it.
    async writeRecounts(recounts, times) {
      if (recounts.length === 0) return;
      const { matchedCount } = await tallies.bulkWrite(
        recounts.map((recount) => writeIfUnmarked(recount, times)),
        { ordered: false, maxTimeMS: WRITE_LIMIT_MS },
      );
      if (matchedCount === recounts.length) return;
      const changed = recounts.filter(({ isSame }) => !isSame);
      if (changed.length === 0) return;
      await tallies.bulkWrite(
        changed.map((recount) => writeEarlyFigure(recount, times)),
        { ordered: false, maxTimeMS: WRITE_LIMIT_MS },
      );
    },

    async listCounted() {
      const groups = await tallies
        .aggregate<{ _id: { version: string; campaign: string }; first: string; last: string }>([
          {
            $group: {
              _id: { version: '$version', campaign: '$campaign' },
              first: { $min: '$period' },
              last: { $max: '$period' },
            },
          },
        ])
        .toArray();
      return groups.map(({ _id, first, last }) => ({ ..._id, first, last }));
    },
  };
}

/** A rest that ends later than any can was written before the store's clock was put back: it is over. */
const isRested = (now: Date) => ({
  restUntil: { $not: { $gt: now, $lte: new Date(now.getTime() + 2 * LONGEST_REST_MS) } },
});

/** A document that does not exist yet is made; two who make it at once are told apart by its key. */
async function markAll(tallies: TallyCollection, keys: readonly RankedKey[]): Promise<void> {
  const operations: mongo.AnyBulkWriteOperation<TallyDocument>[] = keys.map(({ rank, ...key }) => ({
    updateOne: {
      filter: { _id: tallyId(key) },
      update: {
        $inc: { mark: 1 },
        $currentDate: { markedAt: true, dueAt: true },
        $setOnInsert: {
          version: key.version,
          campaign: key.campaign,
          unit: key.unit,
          period: key.period,
          rank,
          restUntil: new Date(0),
          revision: 0,
        },
      },
      upsert: true,
    },
  }));
  for (let attempt = 1; ; attempt++) {
    try {
      await tallies.bulkWrite(operations as never[], { ordered: false, maxTimeMS: WRITE_LIMIT_MS });
      return;
    } catch (error) {
      // Marking those again that have been marked does no harm.
      if (!isDuplicateKey(error) || attempt === MARK_ATTEMPTS) throw error;
    }
  }
}

/** Nobody has marked it since it was read: counts are written, and it is clean or due once more when all has settled. */
function writeIfUnmarked(
  { tally, cells, isSame, isSettled }: Recount,
  { settleMs, restUntil, countedAt }: RecountTimes,
): mongo.AnyBulkWriteOperation<TallyDocument> {
  const due = isSettled
    ? { $unset: { dueAt: 1 as const } }
    : { set: { dueAt: new Date(Math.min(tally.markedAt.getTime(), countedAt.getTime()) + settleMs) } };
  const { set, ...rest } = { set: {}, ...due };
  // Counts that are the same stay untouched, provided that nobody else has written since they were read:
  // then no tally above needs to be marked either.
  const filter = { _id: tallyId(tally), mark: tally.mark, ...(isSame ? { revision: tally.revision } : {}) };
  return {
    updateOne: {
      filter,
      update: {
        $set: {
          ...set,
          restUntil,
          countedAt,
          countedMark: tally.mark,
          ...(isSame ? {} : { cells: storeCells(cells) }),
        },
        ...(isSame ? {} : { $inc: { revision: 1 } }),
        ...rest,
      },
    },
  } as mongo.AnyBulkWriteOperation<TallyDocument>;
}

/** It was marked meanwhile: the counts are fresher than nothing while it is still due, and it stays due. */
const writeEarlyFigure = (
  { tally, cells }: Recount,
  { restUntil, countedAt }: RecountTimes,
): mongo.AnyBulkWriteOperation<TallyDocument> =>
  ({
    updateOne: {
      filter: { _id: tallyId(tally), mark: { $ne: tally.mark }, dueAt: { $exists: true } },
      update: {
        $set: { cells: storeCells(cells), restUntil, countedAt, countedMark: tally.mark },
        $inc: { revision: 1 },
      },
    },
  }) as mongo.AnyBulkWriteOperation<TallyDocument>;

const asStored = (document: TallyDocument): StoredTally => ({
  version: document.version,
  campaign: document.campaign,
  unit: document.unit,
  period: document.period,
  mark: document.mark,
  markedAt: document.markedAt,
  revision: document.revision,
  isDue: document.dueAt !== undefined,
  isFresh: document.countedMark === document.mark,
  cells: readCells(document.cells),
});
