import type { TallyStore } from '../domain/recount.ts';
import type { SubmissionStore } from '../domain/submission.ts';
import { withRank, tallyId, type RankedKey } from '../domain/tallyTree.ts';
import type { UnitTree } from '../domain/unitTree.ts';

/**
 * Withdraws again what had been withdrawn when a backup from before was
 * restored: such an answer leaves nothing but its id, and the tally of its day
 * is due. Nobody else may use the store meanwhile.
 *
 * @returns how many answers were taken out
 */
export async function replayWithdrawals(
  deps: { submissions: SubmissionStore; tallies: Pick<TallyStore, 'markTallies'>; tree: UnitTree },
  ids: Iterable<string>,
): Promise<number> {
  const { submissions, tallies, tree } = deps;
  const touched = new Map<string, RankedKey>();
  let withdrawn = 0;
  for (const id of ids) {
    const known = await submissions.findKnown(id);
    if (known === undefined || known.kind === 'withdrawn') continue;
    await submissions.replaceByTombstone(id);
    withdrawn++;
    if (known.kind === 'kept-aside') continue;
    const { unit, version, campaign, day } = known.submission;
    const tally = withRank(tree, { unit, version, campaign, period: day });
    touched.set(tallyId(tally), tally);
  }
  await tallies.markTallies([...touched.values()]);
  return withdrawn;
}
