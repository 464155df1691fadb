import { SETTLE_MS, type TallyStore } from '../domain/recount.ts';
import { talliesAbove, tallyId, type RankedKey } from '../domain/tallyTree.ts';
import type { UnitTree } from '../domain/unitTree.ts';

/**
 * Makes due what may contradict the submissions beside it in a backup that was
 * not taken at one moment: every tally that was marked or counted while it was
 * read, or shortly before, and all that add these up.
 *
 * @returns how many are due now
 */
export async function markTouchedTallies(
  { tallies, tree }: { tallies: Pick<TallyStore, 'findTouchedSince' | 'markTallies'>; tree: UnitTree },
  backupStartedAt: Date,
): Promise<number> {
  // A write is announced by a mark that is at most so much older.
  const since = new Date(backupStartedAt.getTime() - SETTLE_MS);
  const due = new Map<string, RankedKey>();
  let next = byId(await tallies.findTouchedSince(since));
  while (next.size > 0) {
    for (const [id, key] of next) due.set(id, key);
    const above = byId([...next.values()].flatMap((key) => talliesAbove(tree, key)));
    next = new Map([...above].filter(([id]) => !due.has(id)));
  }
  await tallies.markTallies([...due.values()]);
  return due.size;
}

const byId = (keys: readonly RankedKey[]): Map<string, RankedKey> =>
  new Map(keys.map((key) => [tallyId(key), key]));
