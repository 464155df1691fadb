import { hkdfSync } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';

const COLLECTION = 'rateLimits';

// What rate-limiter-flexible writes; the model is here so that its indexes are made with ours.
const rateLimitSchema = new Schema(
  { key: String, points: Number, expire: Date },
  { collection: COLLECTION, strict: 'throw', versionKey: false },
);
// Two processes that meet a new key rely on one of them being refused.
rateLimitSchema.index({ key: 1 }, { unique: true });
rateLimitSchema.index({ expire: 1 }, { expireAfterSeconds: 0 });

/** Where limits that hold across processes are counted. */
export interface RateLimitCollection {
  /** The driver's client, for the library that counts. */
  client: unknown;
  database: string;
  collection: string;
  /** Keys are hashed under this. */
  secret: string;
}

export function openRateLimitCollection(connection: Connection, secret: string): RateLimitCollection {
  connection.model('RateLimit', rateLimitSchema);
  return {
    client: connection.getClient(),
    database: connection.name,
    collection: COLLECTION,
    secret: Buffer.from(hkdfSync('sha256', secret, '', 'rate-limits', 32)).toString('hex'),
  };
}
