/** What recounting needs from storage (design, section 7). */
import type { LocalDay } from './day.ts';
import type { SurveyVersion } from './questionnaire/version.ts';
import type { PackedCell } from './tallyCounting.ts';
import type { TallyKey } from './tally.ts';
import type { RankedKey } from './tallyTree.ts';
import type { UnitId } from './unit.ts';

/**
 * How long after a mark a count is looked upon as final: far longer than any
 * write that the mark announced can stay on its way.
 */
export const SETTLE_MS = 120_000;

/** One tally as a recount finds it. */
export interface StoredTally extends TallyKey {
  /** Counts up at every mark. */
  mark: number;
  markedAt: Date;
  /** Counts up whenever counts are written. */
  revision: number;
  /** A recount is owed, now or after the settle period. */
  isDue: boolean;
  /** The counts belong to the last mark. */
  isFresh: boolean;
  cells: readonly PackedCell[];
}

/** What a recount found, with what it had read before it counted. */
export interface Recount {
  tally: StoredTally;
  cells: readonly PackedCell[];
  /** The counts are those that are stored already. */
  isSame: boolean;
  /** The settle period had passed before counting began: nothing can come that was announced before. */
  isSettled: boolean;
}

/** All by the store's clock. */
export interface RecountTimes {
  settleMs: number;
  /** When counting began. */
  countedAt: Date;
  restUntil: Date;
}

/** The protocol's side of tallies. Implemented in server/storage/tallyStore.ts. */
export interface TallyStore {
  /** Counts each tally's mark up and makes it due now; all times are the store's. */
  markTallies(keys: readonly RankedKey[]): Promise<void>;
  /** Due and rested at this instant, of this rank or higher; in no order. */
  findDue(query: { now: Date; fromRank: number; limit: number }): Promise<readonly RankedKey[]>;
  /** Whether anything is due at this instant and rested; or due at all, resting or not. */
  hasDue(now: Date, which?: 'rested' | 'any'): Promise<boolean>;
  /** How many are owed a recount, now or after their settle period. */
  countDue(): Promise<number>;
  /** Marked or counted at this instant or later, by the store's clock of then. Looks at every tally. */
  findTouchedSince(since: Date): Promise<readonly RankedKey[]>;
  loadTallies(keys: readonly TallyKey[]): Promise<readonly StoredTally[]>;
  /** Those of one version and campaign in one month, its own document included, ordered by key. */
  loadMonth(query: { version: string; campaign: string; month: string }): Promise<readonly StoredTally[]>;
  /**
   * Writes what the protocol allows: all, if nobody has marked the tally since
   * it was read; else only the counts, and only while it is still due.
   */
  writeRecounts(recounts: readonly Recount[], times: RecountTimes): Promise<void>;
  /** The combinations of which there are tallies, with the first and last day or month. */
  listCounted(): Promise<readonly CountedSpan[]>;
}

export interface CountedSpan {
  version: string;
  campaign: string;
  first: LocalDay;
  last: LocalDay;
}

export interface OwnDay {
  unit: UnitId;
  day: LocalDay;
  cells: readonly PackedCell[];
}

/** Counting submissions, in the database. Tombstones and what is kept aside count as nothing. */
export interface SubmissionCounter {
  /** Units' own days among all combinations of the given units and days; those without submissions are absent. */
  countOwnDays(query: {
    version: SurveyVersion;
    campaign: string;
    units?: readonly UnitId[];
    days: readonly LocalDay[];
  }): Promise<readonly OwnDay[]>;
  /** The combinations of which there are submissions, with their first and last day. */
  listSubmitted(): Promise<readonly CountedSpan[]>;
}

/** A right to do something alone for a while. Correctness never rests on it; it saves double work. */
export interface Leases {
  /** The store's time when the holder has the lease, taken or renewed; undefined when somebody else has it. */
  hold(name: string, holder: string, leaseMs: number): Promise<Date | undefined>;
  release(name: string, holder: string): Promise<void>;
}
