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
