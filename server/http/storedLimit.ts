import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { problems } from '../domain/problem.ts';

/** Where limits are counted that hold across processes. */
export interface LimitStore {
  client: unknown;
  database: string;
  collection: string;
}

export interface StoredLimit {
  /** Uses up one try. @throws Problem `too-many-requests` */
  admit(key: string): Promise<void>;
  /** Gives one try back. */
  giveBack(key: string): Promise<void>;
  forget(key: string): Promise<void>;
}

/** So many tries per key and duration, counted in the store. For rare and guarded things only: it costs a write. */
export function createStoredLimit(
  store: LimitStore,
  { name, tries, durationSeconds }: { name: string; tries: number; durationSeconds: number },
): StoredLimit {
  const limiter = new RateLimiterMongo({
    storeClient: store.client,
    dbName: store.database,
    tableName: store.collection,
    keyPrefix: name,
    points: tries,
    duration: durationSeconds,
    // Made with all others at start.
    disableIndexesCreation: true,
  });

  return {
    async admit(key) {
      try {
        await limiter.consume(key);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw problems.tooManyRequests(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
      }
    },
    async giveBack(key) {
      await limiter.reward(key);
    },
    async forget(key) {
      await limiter.delete(key);
    },
  };
}
