/**
 * Tallies: counts for one unit, version, campaign and day or month.
 *
 * The database counts, the domain divides. Counts are recomputed, never
 * incremented (design, section 7). All counts are whole numbers of people
 * unless said otherwise.
 */
import type { Channel } from './campaign.ts';
import type { LocalDay, LocalMonth } from './day.ts';
import type { CriterionKey, FactorKey } from './scoring.ts';
import type { UnitId } from './unit.ts';

export interface TallyKey {
  unit: UnitId;
  version: string;
  campaign: string;
  /** 'YYYY-MM-DD' or 'YYYY-MM'. */
  period: LocalDay | LocalMonth;
}

/** Everything counted in one tally, split by channel, procedure and quality flag. */
export interface TallyCounts {
  cells: readonly TallyCell[];
  /** In a month: people per day and cell, so that grains can be found without reading days. */
  days?: readonly DaySubmissions[];
}

export interface CellKey {
  channel: Channel;
  /** Empty text: no procedure known. */
  procedure: string;
  /** True for submissions with any quality signal. */
  flagged: boolean;
}

export interface DaySubmissions extends CellKey {
  day: LocalDay;
  submissions: number;
}

export interface TallyCell extends CellKey {
  submissions: number;
  criteria: readonly CriterionCounts[];
  questions: readonly QuestionCounts[];
  sums: readonly PersonSums[];
}

export interface CriterionCounts {
  criterion: CriterionKey;
  /** People per level. Levels nobody chose may be absent. */
  levels: readonly { level: number; people: number }[];
  /** Skipped, hidden, or "does not apply". */
  unscored: number;
}

export interface QuestionCounts {
  question: string;
  options: readonly { option: string; people: number }[];
  /** People who answered the question at all: the denominator of its shares. */
  answered: number;
}

/** The name under which the sums over all criteria are kept. */
export const OVERALL = 'overall';

/**
 * Person-level sums for one factor or for the whole (`overall`).
 * For each person: s = satisfied criteria, m = scored criteria. Only people with m ≥ 1 are in n.
 */
export interface PersonSums {
  factor: FactorKey | typeof OVERALL;
  n: number;
  s: number;
  m: number;
  ss: number;
  mm: number;
  sm: number;
}

/** One tally as read for a report. */
export interface TallyReading extends TallyKey {
  counts: TallyCounts;
}

/** A tally whose counts are older than what was announced for it. */
export interface OwedTally {
  unit: UnitId;
  period: LocalDay | LocalMonth;
  /** Everything received for it until then is in its counts. */
  countedUntil: Date;
}

/** The `days` of one month tally, without its counts. */
export interface DaysReading extends TallyKey {
  days: readonly DaySubmissions[];
}

/** What reports need of tallies. Implemented in server/storage/tallyStore.ts. */
export interface TallyReader {
  /** The tallies that exist among exactly these keys; absent ones have no submissions. */
  readTallies(keys: readonly TallyKey[]): Promise<TallyReading[]>;

  /** The tallies of these campaigns that wait for being counted: what was received for them may not be in any figure yet. */
  findOwed(campaigns: readonly string[]): Promise<OwedTally[]>;

  /** Of the months that exist among all combinations of the given keys, only the people per day: small, for finding grains. */
  findDays(query: {
    units: readonly UnitId[];
    versions: readonly string[];
    campaigns: readonly string[];
    months: readonly LocalMonth[];
  }): Promise<DaysReading[]>;
}
