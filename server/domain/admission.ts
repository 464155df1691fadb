/** Whether and how an answer is taken in (design, section 6, steps 4 and 6). */
import type { Campaign, Collector } from './campaign.ts';
import { localDayOf, type LocalDay } from './day.ts';
import { problems } from './problem.ts';
import { proceduresOf } from './procedures.ts';
import type { Answers, Plan } from './questionnaire/plan.ts';
import type { Scoring } from './scoring.ts';
import type { UnitId } from './unit.ts';

/** Longer than any kiosk stays offline. What claims to be older is dated by its arrival. */
export const LONGEST_DELAY_MS = 92 * 24 * 60 * 60 * 1000;

/**
 * When the person answered, by our clock.
 *
 * The device's clock may be wrong, but it runs: the time between answering and
 * sending, both by its clock, is taken off the time of arrival. Without
 * `deviceNow` the device's clock is believed as far as it can be true. A delay
 * that is negative or impossibly long says nothing, and the arrival counts.
 */
export function answeredTime(receivedAt: Date, device: { answeredAt?: string; deviceNow?: string }): Date {
  if (device.answeredAt === undefined) return receivedAt;
  const deviceNow = device.deviceNow === undefined ? receivedAt.getTime() : Date.parse(device.deviceNow);
  const delayMs = deviceNow - Date.parse(device.answeredAt);
  return delayMs >= 0 && delayMs <= LONGEST_DELAY_MS ? new Date(receivedAt.getTime() - delayMs) : receivedAt;
}

/** To the minute, so that a row cannot be matched with a camera or a log. */
export const toTheMinute = (instant: Date): Date => new Date(Math.floor(instant.getTime() / 60_000) * 60_000);

/** The campaign that a collector served on a day. */
export const assignedCampaign = (collector: Collector, day: LocalDay): string | undefined =>
  collector.assignments.find(({ from, until }) => from <= day && (until === undefined || day < until))
    ?.campaign;

export type Admission = { kind: 'counted' } | { kind: 'kept-aside'; reason: KeptAsideReason };
export type KeptAsideReason = 'after-last-upload' | 'delivered-after-closing' | 'unit-absent';

/**
 * Whether an answer is counted or kept aside for an admin.
 *
 * Late deliveries are never refused because something was closed meanwhile:
 * the person answered while it was open, or on an earlier day when their device
 * could not know, and nobody would ask them again.
 * Without a unit of that day no figure could have it (decision 0019).
 *
 * @param answeredAt by our clock, see `answeredTime`
 * @param unit who serves the people of the collector's unit on that day
 * @throws Problem `collector-unassigned`, `collector-closed`, `version-not-accepted`
 */
export function admit({
  collector,
  campaign,
  unit,
  version,
  answeredAt,
  receivedAt,
}: {
  collector: Collector;
  campaign: Campaign;
  unit: UnitId | undefined;
  version: string;
  answeredAt: Date;
  receivedAt: Date;
}): Admission {
  const { from, until, uploadUntil } = campaign;
  const day = localDayOf(answeredAt);
  if (day < from || (until !== undefined && day >= until)) {
    throw problems.collectorUnassigned(collector.code, day);
  }
  if (!campaign.versions.includes(version)) throw problems.versionNotAccepted(version);

  const receivedOn = localDayOf(receivedAt);
  const isClosed = !collector.isOpen || !campaign.isOpen;
  if (isClosed && day === receivedOn && answeredAt >= closedSince(collector, campaign)) {
    throw problems.collectorClosed(collector.code);
  }
  if (unit === undefined) return { kind: 'kept-aside', reason: 'unit-absent' };
  if (isClosed) return { kind: 'kept-aside', reason: 'delivered-after-closing' };
  if (uploadUntil !== undefined && receivedOn >= uploadUntil) {
    return { kind: 'kept-aside', reason: 'after-last-upload' };
  }
  return { kind: 'counted' };
}

/** When the first of those that are closed was closed; before everything, where nobody noted it. */
function closedSince(...both: readonly { isOpen: boolean; closedAt?: Date }[]): Date {
  const instants = both.filter(({ isOpen }) => !isOpen).map(({ closedAt }) => closedAt?.getTime() ?? 0);
  return new Date(Math.min(...instants));
}

/**
 * What the visit was about: the collector's preset, else what the client says,
 * else the answer to the question that the scoring names. Only procedures that
 * the questionnaire knows are taken, since each gets figures of its own.
 *
 * @throws Problem `request-invalid` when the client names a procedure that nobody knows
 */
export function procedureOf({
  collector,
  plan,
  scoring,
  answers,
  requested,
}: {
  collector: Collector;
  plan: Plan;
  scoring: Scoring;
  answers: Answers;
  requested?: string;
}): string | undefined {
  if (collector.procedure !== undefined) return collector.procedure;
  const { procedureQuestion } = scoring;
  if (requested !== undefined) {
    if (!proceduresOf(plan, procedureQuestion).some((value) => String(value) === requested)) {
      throw problems.requestInvalid(['procedure: the questionnaire does not know it']);
    }
    return requested;
  }
  const answer = procedureQuestion === undefined ? undefined : answers[procedureQuestion];
  return answer === undefined || typeof answer === 'object' ? undefined : String(answer);
}
