import { isAlive, readClaim, type Owner } from './process/ownership.ts';
import { placesOf } from './process/places.ts';

/** A store whose last client has gone ends within five seconds, and a moment more on a busy machine. */
const PATIENCE_MS = 8_000;

/**
 * Waits a little for the store of a data directory to end, as it does when
 * nobody uses it any more.
 *
 * @returns who still runs it: somebody uses it, or keeps it in the foreground
 */
export async function waitUntilUnused(
  dataDir: string,
  { patienceMs = PATIENCE_MS }: { patienceMs?: number } = {},
): Promise<Owner | undefined> {
  const { folder } = placesOf(dataDir);
  const until = Date.now() + patienceMs;
  for (;;) {
    const claim = readClaim(folder);
    if (claim?.owner === undefined || !isAlive(claim)) return undefined;
    if (Date.now() > until) return claim.owner;
    await new Promise((done) => setTimeout(done, 50));
  }
}
