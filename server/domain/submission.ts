import type { KeptAsideReason } from './admission.ts';
import type { Channel } from './campaign.ts';
import type { LocalDay } from './day.ts';
import type { Answers } from './questionnaire/plan.ts';
import type { UnitId } from './unit.ts';

/** What a client sends (design, section 6). */
export interface SubmissionRequest {
  /** A UUID that the client makes before its first attempt. */
  id: string;
  collector: string;
  version: string;
  locale: string;
  answers: Answers;
  procedure?: string;
  answeredAt?: string;
  deviceNow?: string;
  elapsedMs?: number;
}

/** Signals of how an answer came about. They flag, they never delete. */
export interface QualitySignals {
  /** Faster than a person can read the form. */
  tooFast: boolean;
  /** The same level on every row of every matrix with at least five rows. */
  straightLined: boolean;
}

/** What is stored. No address, user agent, name, phone or ID number. */
export interface Submission {
  /** The client's UUID. */
  id: string;
  version: string;
  campaign: string;
  collector: string;
  channel: Channel;
  procedure?: string;
  unit: UnitId;
  /** Local day of the visit. */
  day: LocalDay;
  /** To the minute. */
  receivedAt: Date;
  answers: Answers;
  locale: string;
  quality: QualitySignals;
  receiptHash: string;
}

/** A submission that came too late, or whose unit did not exist on its day, kept for an admin; in no figure. */
export interface KeptAside extends Submission {
  reason: KeptAsideReason;
}

/** What is kept aside of one campaign through one collector, for one reason. */
export interface KeptAsideGroup {
  collector: string;
  unit: UnitId;
  reason: KeptAsideReason;
  submissions: number;
  /** Local days of the visits. */
  firstDay: LocalDay;
  lastDay: LocalDay;
}

/** How many answers of the people of one unit, on one day of their visits, are kept aside. */
export interface KeptAsideDay {
  unit: UnitId;
  day: LocalDay;
  submissions: number;
}

/** What is kept aside, for the admins who decide on it. Implemented in server/storage/keptAsideStore.ts. */
export interface KeptAsideStore {
  /** How many wait, by campaign; those without any are not there. */
  countByCampaign(): Promise<ReadonlyMap<string, number>>;
  groupKeptAside(campaign: string): Promise<readonly KeptAsideGroup[]>;
  /** Of a campaign, or of one of its collectors; the earliest day first. */
  countByUnitAndDay(of: { campaign: string; collector?: string }): Promise<readonly KeptAsideDay[]>;
  /** Some of those of these units and days. */
  listKeptAside(
    of: { campaign: string; collector?: string },
    days: readonly Pick<KeptAsideDay, 'unit' | 'day'>[],
    limit: number,
  ): Promise<readonly KeptAside[]>;
  /** Takes them away, because they are counted now. Tombstones stay; harmless for those that have gone already. */
  removeKeptAside(ids: readonly string[]): Promise<void>;
  /** What is whole in one place and a tombstone in the other, counted or kept aside: a withdrawal that was cut short. */
  findHalfWithdrawn(): Promise<readonly Submission[]>;
}

/** What is known under an id. A withdrawn submission leaves nothing but the id. */
export type KnownSubmission =
  | { kind: 'counted'; submission: Submission }
  | { kind: 'kept-aside'; submission: KeptAside }
  | { kind: 'withdrawn' };

/** Submissions as services need them. Implemented in server/storage/submissionStore.ts. */
export interface SubmissionStore {
  findKnown(id: string): Promise<KnownSubmission | undefined>;
  findByReceipt(receiptHash: string): Promise<Exclude<KnownSubmission, { kind: 'withdrawn' }> | undefined>;
  /**
   * Resolves when the submission is durable; false when the id is taken. The
   * store limits the time it takes, the driver never repeats it: whoever repeats
   * it must mark the tally anew, and whoever stops waiting must still mark it
   * when this settles.
   *
   * @throws Problem `storage-unavailable`; whether the submission landed is then unknown
   */
  insertSubmission(submission: Submission): Promise<boolean>;
  /** Many at once, for a load by an operator; those whose id is taken are left out. */
  insertSubmissions(submissions: readonly Submission[]): Promise<void>;
  keepAside(submission: KeptAside): Promise<boolean>;
  /**
   * Replaces a submission, counted or kept aside, by a tombstone that has only
   * the id; harmless when it is one already.
   *
   * A tombstone is left among the counted ones in any case, and first: nothing
   * is ever inserted over it, so what is taken in meanwhile stays withdrawn.
   */
  replaceByTombstone(id: string): Promise<void>;
}
