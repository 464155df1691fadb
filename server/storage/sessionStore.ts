import { Schema, type Connection } from 'mongoose';
import type { Session, SessionStore } from '../domain/staff.ts';

type StoredSession = Session & { _id: string };

const moment = { type: Date, required: true } as const;

const sessionSchema = new Schema(
  {
    /** Hash of the token; the token itself is only in the browser. */
    _id: { type: String, required: true },
    staff: { type: String, required: true },
    startedAt: moment,
    lastSeenAt: moment,
    expiresAt: moment,
    /** By this process's clock; for the sweeping alone. */
    storedAt: { type: Date, required: true, default: () => new Date() },
  },
  { collection: 'sessions', strict: 'throw', versionKey: false },
);
sessionSchema.index({ staff: 1 });
// Housekeeping only, long after the end of every session: whoever reads one checks its times.
sessionSchema.index({ storedAt: 1 }, { expireAfterSeconds: 48 * 60 * 60 });

export function createSessionStore(connection: Connection): SessionStore {
  const Model = connection.model('Session', sessionSchema);

  return {
    async insertSession(tokenHash, session) {
      await Model.create({ _id: tokenHash, ...session });
    },

    async findSession(tokenHash) {
      const stored = await Model.findOne({ _id: tokenHash }).lean<StoredSession | null>();
      if (stored === null) return undefined;
      const { staff, startedAt, lastSeenAt, expiresAt } = stored;
      return { staff, startedAt, lastSeenAt, expiresAt };
    },

    async touchSession(tokenHash, seenAt) {
      await Model.updateOne({ _id: tokenHash }, { $max: { lastSeenAt: seenAt } });
    },

    async removeSession(tokenHash) {
      await Model.deleteOne({ _id: tokenHash });
    },

    async removeSessionsOf(staff) {
      await Model.deleteMany({ staff });
    },
  };
}
