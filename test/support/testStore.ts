import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { ensureEmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';

export interface TestStore {
  /** A database of its own, empty. */
  uri: string;
  /** Drops the database. */
  stop: () => Promise<void>;
}

/** Long enough for the next test file of the same worker to find the store still running. */
const IDLE_EXIT_MS = 4_000;

/** One store per worker process: each test file loads this module anew and finds the store by this name. */
const dataDir = join(tmpdir(), `sipas-test-${process.pid}`);

/**
 * A fresh database on the server that MONGODB_URI names, or else on the embedded
 * store, which the files of one Jest worker share. The store removes its files
 * when it ends, a little after the last test.
 */
export async function startTestStore(): Promise<TestStore> {
  const given = process.env['MONGODB_URI'];
  if (given !== undefined && given !== '') {
    const uri = withDatabase(given, newDatabase());
    return { uri, stop: () => dropDatabase(uri) };
  }
  return startEmbeddedTestStore();
}

/** The same on the embedded store, whatever MONGODB_URI says. */
export async function startEmbeddedTestStore(): Promise<TestStore> {
  const store = await ensureEmbeddedStore({ dataDir, idleExitMs: IDLE_EXIT_MS, isTemporary: true });
  const uri = withDatabase(store.uri, newDatabase());
  return {
    uri,
    async stop() {
      await dropDatabase(uri);
      await store.release();
    },
  };
}

const newDatabase = (): string => `test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;

/** The same server, another database. */
export function withDatabase(uri: string, database: string): string {
  const [, server = uri, query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  return `${server}/${database}${query}`;
}

async function dropDatabase(uri: string): Promise<void> {
  const client = new mongoose.mongo.MongoClient(uri);
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
}
