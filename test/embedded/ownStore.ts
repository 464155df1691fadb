import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';

export interface OwnStore {
  uri: string;
  dataDir: string;
  stop: () => Promise<void>;
}

/** The embedded store, whatever MONGODB_URI says, in a directory that goes when the store does. */
export async function startOwnStore(options: { ttlSweepMs?: number } = {}): Promise<OwnStore> {
  const dataDir = join(tmpdir(), `sipas-own-${randomUUID().slice(0, 8)}`);
  const store = await ensureEmbeddedStore({ dataDir, idleExitMs: 500, isTemporary: true, ...options });
  return { uri: store.uri, dataDir, stop: () => store.release() };
}
