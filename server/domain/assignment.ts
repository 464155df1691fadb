/** Which campaign a collector serves when. Assignments of one collector never overlap. */
import type { Assignment, Campaign, Collector } from './campaign.ts';
import type { LocalDay } from './day.ts';
import { problems } from './problem.ts';
import { overlapOf, spanOf } from './span.ts';

/**
 * The collector with one more assignment.
 *
 * An open-ended one that began before is ended where the new one begins, if
 * that is today or later: the wall moves to the next round. Nothing that may
 * already have answers is taken from the campaign that has them.
 *
 * @throws Problem `assignment-refused` (channel, period), `assignment-overlap`
 */
export function assign(
  collector: Collector,
  campaign: Campaign,
  { from, until }: { from: LocalDay; until?: LocalDay },
  today: LocalDay,
): Collector {
  if (!campaign.channels.includes(collector.channel)) throw problems.assignmentRefused('channel');
  const wanted = spanOf({ from, ...(until === undefined ? {} : { until }) });
  const round = spanOf(campaign);
  const isInside = round.from <= wanted.from && (until === undefined || wanted.until <= round.until);
  if (wanted.from >= wanted.until || wanted.from >= round.until || !isInside) {
    throw problems.assignmentRefused('period');
  }

  const kept = collector.assignments.map((existing): Assignment => {
    const isMovedOn =
      existing.until === undefined && existing.from < from && from >= today && until === undefined;
    return isMovedOn ? { ...existing, until: from } : existing;
  });
  const clash = kept.find((existing) => overlapOf(spanOf(existing), wanted) !== undefined);
  if (clash !== undefined) throw problems.assignmentOverlap(collector.code, clash.campaign);

  const added: Assignment = { campaign: campaign.id, from, ...(until === undefined ? {} : { until }) };
  return {
    ...collector,
    assignments: [...kept, added].sort((a, b) => (a.from < b.from ? -1 : 1)),
  };
}
