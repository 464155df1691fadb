import { createHash } from 'node:crypto';
import type { AuditLog } from '../domain/audit.ts';
import type { CampaignStore } from '../domain/campaign.ts';
import { chunksOf } from '../domain/chunksOf.ts';
import type { Actor } from '../domain/staff.ts';
import type {
  KeptAside,
  KeptAsideDay,
  KeptAsideStore,
  Submission,
  SubmissionStore,
} from '../domain/submission.ts';
import { withRank } from '../domain/tallyTree.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { actorOf } from './auditEffect.ts';
import { campaignFor } from './campaignFor.ts';
import type { TallyMarks } from './tallyMarks.ts';

export interface TakeInDeps {
  keptAside: KeptAsideStore;
  submissions: Pick<SubmissionStore, 'findKnown' | 'insertSubmission' | 'replaceByTombstone'>;
  marks: TallyMarks;
  loadTree: () => Promise<UnitTree>;
}

/** So that one request is over in a few seconds; whoever wants more asks again. */
const MOST_AT_ONCE = 500;
/** Writes that share the store's flushes. */
const TOGETHER = 50;

/**
 * Counts what was kept aside of a campaign, or of one of its collectors. The
 * figures of the days of the visits follow.
 *
 * What no unit of its day could have, whatever else it was kept aside for,
 * waits until the tree knows the one that has taken it over (decision 0019);
 * whether there is one is asked for every day of the visits.
 *
 * Some are inserted where figures are counted, then the log says so, and only
 * then are they taken away from what is kept aside: as long as one lies in both
 * places its trace may be owed, and doing it again pays it (compare decision
 * 0012). Whoever withdraws meanwhile has withdrawn: nothing is inserted over a
 * tombstone.
 *
 * @returns how many were taken in, how many are left, and how many more wait for a unit
 * @throws Problem `campaign-missing`, `forbidden`, `storage-unavailable`
 */
export async function takeInKeptAside(
  deps: TakeInDeps & { campaigns: CampaignStore; audit: AuditLog },
  actor: Actor,
  of: { campaign: string; collector?: string },
  now: Date,
): Promise<{ takenIn: number; left: number; withoutUnit?: number }> {
  const tree = await deps.loadTree();
  const campaign = await campaignFor({ ...deps, tree }, actor, ['manage-campaigns'], of.campaign, now);

  const isServed = ({ unit, day }: KeptAsideDay) => tree.servingOn(unit, day) !== undefined;
  const served = (await deps.keptAside.countByUnitAndDay(of)).filter(isServed);
  const found = await deps.keptAside.listKeptAside(of, firstOf(served, MOST_AT_ONCE), MOST_AT_ONCE);
  const chosen = found.flatMap((submission) => {
    const unit = tree.servingOn(submission.unit, submission.day);
    return unit === undefined ? [] : [{ ...submission, unit }];
  });
  const leaveTrace = (counted: readonly Submission[]) =>
    deps.audit.append({
      key: traceKeyOf(counted),
      at: now,
      actor: actorOf(actor),
      action: 'kept-aside-taken-in',
      subject: { kind: 'campaign', id: campaign.id },
      unit: campaign.unit,
      after: { submissions: counted.length, ...(of.collector !== undefined && { collector: of.collector }) },
    });
  let takenIn = 0;
  for (const some of chunksOf(chosen, TOGETHER)) takenIn += await takeIn(deps, tree, some, leaveTrace);
  const waiting = await deps.keptAside.countByUnitAndDay(of);
  const left = countOf(waiting.filter(isServed));
  const withoutUnit = countOf(waiting) - left;
  return { takenIn, left, ...(withoutUnit > 0 && { withoutUnit }) };
}

const countOf = (days: readonly KeptAsideDay[]): number =>
  days.reduce((sum, { submissions }) => sum + submissions, 0);

/** As many of them, from the first on, as have so many answers; all, where they have fewer. */
function firstOf(days: readonly KeptAsideDay[], answers: number): KeptAsideDay[] {
  let sum = 0;
  return days.filter(({ submissions }) => {
    const isNeeded = sum < answers;
    sum += submissions;
    return isNeeded;
  });
}

/** The same answers taken in again, because the first attempt was cut short, are the same entry. */
function traceKeyOf(counted: readonly Submission[]): string {
  const ids = counted.map(({ id }) => id).sort();
  return `kept-aside-taken-in-${createHash('sha256').update(ids.join('\n')).digest('base64url').slice(0, 22)}`;
}

/** @returns how many of them are counted now; those that were withdrawn meanwhile are not */
async function takeIn(
  deps: TakeInDeps,
  tree: UnitTree,
  some: readonly KeptAside[],
  leaveTrace: (counted: readonly Submission[]) => Promise<void>,
): Promise<number> {
  const outcomes = await markedTogether(deps, tree, some, async ({ reason: _, ...submission }) => {
    if (await deps.submissions.insertSubmission(submission)) return true;
    // An attempt before this one has inserted it, or it was withdrawn.
    return (await deps.submissions.findKnown(submission.id))?.kind === 'counted';
  });
  const settled = some.filter((_, at) => outcomes[at]?.status === 'fulfilled');
  const counted = some.filter((_, at) => {
    const outcome = outcomes[at];
    return outcome?.status === 'fulfilled' && outcome.value;
  });
  // Also where another has failed: these are in the figures.
  if (counted.length > 0) await leaveTrace(counted);
  await deps.keptAside.removeKeptAside(settled.map(({ id }) => id));
  throwFirst(outcomes);
  return counted.length;
}

/**
 * Withdraws for good what a crash, or a backup that was not taken at one
 * moment, left withdrawn in one place only. Run at every start.
 *
 * @returns how many there were
 */
export async function finishWithdrawals(deps: TakeInDeps): Promise<number> {
  const found = await deps.keptAside.findHalfWithdrawn();
  if (found.length === 0) return 0;
  const tree = await deps.loadTree();
  for (const some of chunksOf(found, TOGETHER)) {
    throwFirst(await markedTogether(deps, tree, some, ({ id }) => deps.submissions.replaceByTombstone(id)));
  }
  return found.length;
}

/** Each batch under a mark of its own: the last write must not come later than its mark allows for (design, section 7). */
async function markedTogether<T extends Submission, R>(
  { marks }: Pick<TakeInDeps, 'marks'>,
  tree: UnitTree,
  some: readonly T[],
  write: (submission: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const keys = some.map(({ unit, version, campaign, day }) =>
    withRank(tree, { unit, version, campaign, period: day }),
  );
  await marks.before(keys);
  // Of all: where one fails, others may land after it, and the tallies are marked only then.
  const outcomes = await Promise.allSettled(some.map(write));
  marks.after(keys);
  return outcomes;
}

function throwFirst(outcomes: readonly PromiseSettledResult<unknown>[]): void {
  const failure = outcomes.find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
}
