import { trusted, type Connection } from 'mongoose';
import type { KeptAsideReason } from '../domain/admission.ts';
import type { KeptAside, Submission, SubmissionStore } from '../domain/submission.ts';
import { isDuplicateKey } from './duplicateKey.ts';
import { fromStore, isOutage, storageUnavailable } from './outage.ts';
import { keptAsideModel, submissionModel, type StoredSubmission, type Tombstone } from './submissionModel.ts';

/**
 * The server gives up a write after this long, so that no write is on its way
 * longer than the tallies' settle period allows for (design, section 7).
 */
const WRITE_LIMIT_MS = 10_000;
const LOAD_BATCH = 1_000;
const EMPTY_FOR_MS = 1_000;

/** Submissions and what is kept aside. The only code that knows how a submission is stored. */
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

  return {
    async findKnown(id) {
      const counted = await fromStore(
        Counted.findOne({ _id: id }).lean<StoredSubmission | Tombstone | null>().exec(),
      );
      if (counted !== null) {
        return isTombstone(counted)
          ? { kind: 'withdrawn' }
          : { kind: 'counted', submission: asSubmission(counted) };
      }
      if (!(await mayBeAside())) return undefined;
      const aside = await fromStore(
        Aside.findOne({ _id: id }).lean<(StoredSubmission & { reason: string }) | Tombstone | null>().exec(),
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
      const aside = await fromStore(
        Aside.findOne({ receiptHash }).lean<(StoredSubmission & { reason: string }) | null>().exec(),
      );
      return aside === null ? undefined : { kind: 'kept-aside', submission: asKeptAside(aside) };
    },

    insertSubmission: (submission) => insert(Counted, asStored(submission)),

    async keepAside({ reason, ...submission }) {
      const isNew = await insert(Aside, { ...asStored(submission), reason });
      isEmptyUntil = -Infinity;
      return isNew;
    },

    async insertSubmissions(submissions) {
      for (let at = 0; at < submissions.length; at += LOAD_BATCH) {
        const batch = submissions.slice(at, at + LOAD_BATCH).map(asStored);
        try {
          await Counted.collection.insertMany(batch as never[], {
            ordered: false,
            maxTimeMS: WRITE_LIMIT_MS,
          });
        } catch (error) {
          if (!areAllDuplicates(error)) throw error;
        }
      }
    },

    async replaceByTombstone(id) {
      const isThere = { _id: id, unit: trusted({ $exists: true }) };
      for (const model of [Counted, Aside]) {
        await fromStore(
          (model as typeof Counted)
            .replaceOne(isThere, { _id: id } as never, { maxTimeMS: WRITE_LIMIT_MS })
            .exec(),
        );
      }
    },
  };
}

/**
 * Straight to the driver: the fields come from our own types, and this is the
 * busiest write there is. Without `fromStore`: whoever inserts must know when
 * the insert is over, however late, to mark the tally.
 */
async function insert(
  model: ReturnType<typeof submissionModel> | ReturnType<typeof keptAsideModel>,
  document: StoredSubmission & { reason?: string },
): Promise<boolean> {
  try {
    await model.collection.insertOne(document as never, { maxTimeMS: WRITE_LIMIT_MS });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw isOutage(error) ? storageUnavailable() : error;
  }
}

/** The error of an unordered bulk carries the first fault's code; the others may be of another kind. */
function areAllDuplicates(error: unknown): boolean {
  const { writeErrors } = error as { writeErrors?: readonly { code?: number }[] };
  return isDuplicateKey(error) && (writeErrors ?? []).every(({ code }) => code === 11000);
}

const isTombstone = (stored: StoredSubmission | Tombstone): stored is Tombstone => stored.unit === undefined;

const asStored = ({ id, ...submission }: Submission): StoredSubmission => ({ _id: id, ...submission });

const asSubmission = ({ _id, ...submission }: StoredSubmission): Submission => ({ id: _id, ...submission });

const asKeptAside = ({ reason, ...stored }: StoredSubmission & { reason: string }): KeptAside => ({
  ...asSubmission(stored),
  reason: reason as KeptAsideReason,
});
