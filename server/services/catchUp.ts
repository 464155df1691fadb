import { LEASE, LEASE_MS, recountTallies, type RecountDeps } from './recountTallies.ts';

const LOOK_AGAIN_MS = 100;

/**
 * Recounts until nothing is due any more: after a load, in scripts, before a
 * verification. What only waits for its settle period is left to the worker.
 *
 * @returns how many recounts it took; a tally may be among them more than once
 * @throws Error when another process has held the lease for longer than `patienceMs`
 */
export async function catchUp(deps: RecountDeps, patienceMs: number = 3 * LEASE_MS): Promise<number> {
  let counted = 0;
  let waitedMs = 0;
  for (;;) {
    const inPass = await recountTallies(deps);
    if (inPass !== undefined) {
      counted += inPass;
      waitedMs = 0;
      if (inPass > 0) continue;
      const now = await deps.leases.hold(LEASE, deps.holder, LEASE_MS);
      if (now !== undefined && !(await deps.tallies.hasDue(now, 'any'))) return counted;
    } else if ((waitedMs += LOOK_AGAIN_MS) > patienceMs) {
      throw new Error('Another process is recounting and does not come to an end; try again later.');
    }
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_AGAIN_MS);
    });
  }
}
