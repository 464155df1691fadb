import type { Submission, SubmissionStore } from '../domain/submission.ts';
import { tallyId, withRank } from '../domain/tallyTree.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import type { TallyMarks } from './tallyMarks.ts';

const AT_ONCE = 1_000;

/**
 * Loads many submissions that have been checked elsewhere: the demonstration's,
 * or a round that was collected on paper. Those whose id is known are left out.
 *
 * Marks each tally once, before: that makes it exact. The mark after a write
 * would only make it sooner, and whoever loads calls `catchUp` when all is in.
 */
export async function loadSubmissions(
  {
    submissions,
    marks,
    loadTree,
  }: { submissions: SubmissionStore; marks: TallyMarks; loadTree: () => Promise<UnitTree> },
  list: readonly Submission[],
): Promise<void> {
  const tree = await loadTree();
  // By day and unit, so that a batch touches few tallies and the next ones rarely the same.
  const sorted = list
    .map((submission) => ({ submission, order: `${submission.day}|${submission.unit}` }))
    .sort((one, other) => (one.order < other.order ? -1 : one.order > other.order ? 1 : 0))
    .map(({ submission }) => submission);
  for (let at = 0; at < sorted.length; at += AT_ONCE) {
    const batch = sorted.slice(at, at + AT_ONCE);
    const keys = new Map(
      batch.map(({ unit, version, campaign, day }) => {
        const key = withRank(tree, { unit, version, campaign, period: day });
        return [tallyId(key), key];
      }),
    );
    await marks.before([...keys.values()]);
    await submissions.insertSubmissions(batch);
  }
}
