import DataLoader from 'dataloader';
import { trusted, type Connection, type mongo } from 'mongoose';
import type { SubmissionStore } from '../domain/submission.ts';
import { fromStore, isOutage, storageUnavailable } from './outage.ts';
import {
  asKeptAside,
  asStored,
  asSubmission,
  isTombstone,
  keptAsideModel,
  submissionModel,
  type StoredKeptAside,
  type StoredSubmission,
  type Tombstone,
} from './submissionModel.ts';

/**
 * The server gives up a write after this long, so that no write is on its way
 * longer than the tallies' settle period allows for (design, section 7).
 */
const WRITE_LIMIT_MS = 10_000;
const LOAD_BATCH = 1_000;
const EMPTY_FOR_MS = 1_000;

/** Requests that come in one turn of the event loop share a command; so many at most. */
const MOST_TOGETHER = 100;

/**
 * Submissions and what is kept aside, as they are submitted and withdrawn. Look-ups and inserts of one turn of the event loop go to the store
 * together: under load most of a submission's cost is the driver's per command.
 */
export function createSubmissionStore(connection: Connection): SubmissionStore {
  const Counted = submissionModel(connection);
  const Aside = keptAsideModel(connection);

  // As a rule nothing was ever kept aside; then nobody needs to look there for every new answer.
  let isEmptyUntil = -Infinity;
  const mayBeAside = async (): Promise<boolean> => {
    if (performance.now() < isEmptyUntil) return false;
    const some = await fromStore(Aside.findOne({}, { _id: 1 }).lean().exec());
    if (some === null) isEmptyUntil = performance.now() + EMPTY_FOR_MS;
    return some !== null;
  };

  const countedById = together(async (ids: readonly string[]) => {
    const found = await fromStore(
      Counted.find({ _id: trusted({ $in: [...ids] }) })
        .lean<(StoredSubmission | Tombstone)[]>()
        .exec(),
    );
    const byId = new Map(found.map((stored) => [stored._id, stored]));
    return ids.map((id) => byId.get(id) ?? null);
  });
  const inserts = together((documents: readonly StoredSubmission[]) => insertAll(Counted, documents));

  return {
    async findKnown(id) {
      const counted = await countedById.load(id);
      if (counted !== null) {
        return isTombstone(counted)
          ? { kind: 'withdrawn' }
          : { kind: 'counted', submission: asSubmission(counted) };
      }
      if (!(await mayBeAside())) return undefined;
      const aside = await fromStore(
        Aside.findOne({ _id: id }).lean<StoredKeptAside | Tombstone | null>().exec(),
      );
      if (aside === null) return undefined;
      return isTombstone(aside)
        ? { kind: 'withdrawn' }
        : { kind: 'kept-aside', submission: asKeptAside(aside) };
    },

    async findByReceipt(receiptHash) {
      const counted = await fromStore(
        Counted.findOne({ receiptHash }).lean<StoredSubmission | null>().exec(),
      );
      if (counted !== null) return { kind: 'counted', submission: asSubmission(counted) };
      const aside = await fromStore(Aside.findOne({ receiptHash }).lean<StoredKeptAside | null>().exec());
      return aside === null ? undefined : { kind: 'kept-aside', submission: asKeptAside(aside) };
    },

    insertSubmission: (submission) => inserts.load(asStored(submission)),

    async keepAside({ reason, ...submission }) {
      const [isNew] = await insertAll(Aside, [{ ...asStored(submission), reason }]);
      isEmptyUntil = -Infinity;
      if (isNew instanceof Error) throw isNew;
      return isNew === true;
    },

    async insertSubmissions(submissions) {
      for (let at = 0; at < submissions.length; at += LOAD_BATCH) {
        const outcomes = await insertAll(Counted, submissions.slice(at, at + LOAD_BATCH).map(asStored));
        const failure = outcomes.find((outcome) => outcome instanceof Error);
        if (failure !== undefined) throw failure;
      }
    },

    async replaceByTombstone(id) {
      const replaceIn = async (model: typeof Counted) => {
        const { matchedCount } = await fromStore(
          model
            .replaceOne({ _id: id, unit: trusted({ $exists: true }) }, { _id: id } as never, {
              maxTimeMS: WRITE_LIMIT_MS,
            })
            .exec(),
        );
        return matchedCount > 0;
      };
      if (!(await replaceIn(Counted))) {
        const [isNew] = await insertAll(Counted, [{ _id: id }]);
        if (isNew instanceof Error) throw isNew;
        // Taken: by a tombstone, or by what was taken in this very moment.
        if (isNew === false) await replaceIn(Counted);
      }
      await replaceIn(Aside as unknown as typeof Counted);
    },
  };
}

/** Each call gets its own outcome; nothing is remembered from one command to the next. */
const together = <Item, Result>(work: (items: readonly Item[]) => Promise<(Result | Error)[]>) =>
  new DataLoader<Item, Result>(work, {
    cache: false,
    maxBatchSize: MOST_TOGETHER,
    batchScheduleFn: setImmediate,
  });

/**
 * Straight to the driver: the fields come from our own types, and this is the
 * busiest write there is. Without `fromStore`: whoever inserts must know when
 * the insert is over, however late, to mark the tally.
 *
 * @returns for each document true, false when its id is taken, or why the store refused it
 * @throws Problem `storage-unavailable` when the store is away or full; any of the documents may have landed
 */
async function insertAll(
  model: ReturnType<typeof submissionModel> | ReturnType<typeof keptAsideModel>,
  documents: readonly ((StoredSubmission & { reason?: string }) | Tombstone)[],
): Promise<(boolean | Error)[]> {
  try {
    await model.collection.insertMany([...documents] as never[], {
      ordered: false,
      maxTimeMS: WRITE_LIMIT_MS,
    });
    return documents.map(() => true);
  } catch (error) {
    const bulk = error as Partial<mongo.MongoBulkWriteError>;
    const faults = new Map([bulk.writeErrors ?? []].flat().map((fault) => [fault.index, fault]));
    // A majority that did not confirm speaks of all of them, also where one was refused for itself.
    if (isOutage(error) || bulk.result?.getWriteConcernError() !== undefined) throw storageUnavailable();
    if (faults.size === 0) throw error;
    return documents.map((_, at) => {
      const fault = faults.get(at);
      if (fault === undefined) return true;
      if (fault.code === 11000) return false;
      const reason = Object.assign(new Error(fault.errmsg), { code: fault.code });
      return isOutage(reason) ? storageUnavailable() : reason;
    });
  }
}
