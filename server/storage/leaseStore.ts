import { Schema, trusted, type Connection } from 'mongoose';
import type { Leases } from '../domain/recount.ts';
import { isDuplicateKey } from './duplicateKey.ts';
import { storeTime } from './storeTime.ts';

const leaseSchema = new Schema(
  {
    _id: { type: String, required: true },
    /** Absent: free. */
    holder: String,
    /** By the store's clock, at the holder's last sign of life. */
    seenAt: Date,
    /** By the store's clock, when anybody last asked. */
    askedAt: Date,
  },
  { collection: 'leases', strict: 'throw', versionKey: false },
);

interface StoredLease {
  _id: string;
  holder?: string;
  seenAt?: Date;
  askedAt: Date;
}

/**
 * Leases by the store's clock alone: `$currentDate` writes it, and the written
 * document comes back. No process's clock is looked at.
 */
export function createLeaseStore(connection: Connection): Leases {
  const Lease = connection.model<StoredLease>('Lease', leaseSchema as never);

  const take = (name: string, holder: string, fromWhom: Record<string, unknown>) =>
    Lease.findOneAndUpdate(
      { _id: name, ...fromWhom },
      { $set: { holder }, $currentDate: { seenAt: true, askedAt: true } },
      { returnDocument: 'after' },
    ).lean<StoredLease | null>();

  return {
    async hold(name, holder, leaseMs) {
      const renewed = await take(name, holder, { holder });
      if (renewed !== null) return renewed.askedAt;

      const asked = await ask(name);
      const { holder: other, seenAt, askedAt } = asked;
      const isFree = other === undefined || seenAt === undefined;
      const silentMs = isFree ? Infinity : askedAt.getTime() - seenAt.getTime();
      // Seen later than now: the store's clock was put back, and nobody knows how long ago that was. Whoever
      // lives says so again within moments.
      if (silentMs >= 0 && silentMs < leaseMs) return undefined;
      // Only if nothing has happened since: of several that saw it free, one gets it.
      const taken = await take(
        name,
        holder,
        isFree ? { holder: trusted({ $exists: false }) } : { holder: other, seenAt },
      );
      return taken?.askedAt;
    },

    async release(name, holder) {
      await Lease.updateOne({ _id: name, holder }, { $unset: { holder: 1 } });
    },
  };

  async function ask(name: string): Promise<StoredLease> {
    try {
      const asked = await Lease.findOneAndUpdate(
        { _id: name },
        { $currentDate: { askedAt: true } },
        { returnDocument: 'after', upsert: true },
      ).lean<StoredLease | null>();
      if (asked !== null) return asked;
    } catch (error) {
      // Two that asked for the first time at once: one of them made it.
      if (!isDuplicateKey(error)) throw error;
    }
    return ask(name);
  }
}

/** How long ago, by the store's clock, whoever holds the lease was seen; undefined when nobody does. */
export async function lastSignOfLife(connection: Connection, name: string): Promise<number | undefined> {
  const leases = connection.collection<StoredLease>(leaseSchema.get('collection')!);
  const lease = await leases.findOne({ _id: name, holder: { $exists: true } });
  if (lease?.seenAt === undefined) return undefined;
  return (await storeTime(connection.db!)).getTime() - lease.seenAt.getTime();
}
