import { createHmac } from 'node:crypto';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { problems } from '../domain/problem.ts';

/** Where limits are counted that hold across processes. */
export interface LimitStore {
  client: unknown;
  database: string;
  collection: string;
  /** Keys are kept as HMACs under this, so that the store holds no address and no account. */
  secret: string;
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

  const keyOf = (text: string) =>
    createHmac('sha256', store.secret).update(`${name}\n${text}`).digest('base64url').slice(0, 32);

  return {
    async admit(text) {
      try {
        await limiter.consume(keyOf(text));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw problems.tooManyRequests(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
      }
    },
    async giveBack(text) {
      await limiter.reward(keyOf(text));
    },
    async forget(text) {
      await limiter.delete(keyOf(text));
    },
  };
}
