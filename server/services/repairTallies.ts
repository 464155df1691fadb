import type { TallyKey } from '../domain/tally.ts';
import { withRank } from '../domain/tallyTree.ts';
import { catchUp } from './catchUp.ts';
import type { RecountDeps } from './recountTallies.ts';

/**
 * Has these tallies counted anew under the ordinary protocol, so that it is
 * safe while answers come in.
 *
 * @returns how many recounts it took
 */
export async function repairTallies(deps: RecountDeps, keys: readonly TallyKey[]): Promise<number> {
  const tree = await deps.loadTree();
  await deps.tallies.markTallies(keys.map((key) => withRank(tree, key)));
  return catchUp(deps);
}
