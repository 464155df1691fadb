import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';

export interface TestStore {
  /** Names a fresh database that nobody else uses. */
  uri: string;
  /** Drops the database; the embedded store of this file ends and its files go. */
  stop(): Promise<void>;
}

/**
 * A fresh database on whatever `MONGODB_URI` names, else on an embedded store
 * of its own in a temporary directory.
 */
export async function startTestStore(): Promise<TestStore> {
  const named = process.env['MONGODB_URI'];
  if (named !== undefined && named !== '') {
    const uri = withDatabase(named, `test-${randomBytes(6).toString('hex')}`);
    return { uri, stop: () => dropDatabase(uri) };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'sipas-test-'));
  const { ensureEmbeddedStore } = await import('../../server/embedded/ensureEmbeddedStore.ts');
  const store = await ensureEmbeddedStore({ dataDir });
  return {
    uri: store.uri,
    stop: async () => {
      await store.release();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const withDatabase = (uri: string, database: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/, `$1/${database}$2`);

async function dropDatabase(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  await connection.dropDatabase();
  await connection.close();
}
