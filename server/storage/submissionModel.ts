import { Schema, type Connection, type Model } from 'mongoose';
import type { KeptAsideReason } from '../domain/admission.ts';
import type { KeptAside, Submission } from '../domain/submission.ts';

export type StoredSubmission = Omit<Submission, 'id'> & { _id: string };
export type StoredKeptAside = StoredSubmission & { reason: string };
/** All that a withdrawn submission leaves. */
export interface Tombstone {
  _id: string;
  unit?: undefined;
}

const text = { type: String, required: true } as const;

const fields = {
  _id: text,
  version: text,
  campaign: text,
  collector: text,
  channel: text,
  procedure: String,
  unit: text,
  day: text,
  receivedAt: { type: Date, required: true },
  // Held against the plan before they come here.
  answers: { type: Schema.Types.Mixed, required: true },
  locale: text,
  quality: {
    type: new Schema(
      {
        tooFast: { type: Boolean, required: true },
        straightLined: { type: Boolean, required: true },
      },
      { _id: false, strict: 'throw' },
    ),
    required: true,
  },
  receiptHash: text,
} as const;

const options = { strict: 'throw', versionKey: false, minimize: false } as const;

const submissionSchema = new Schema(fields, { ...options, collection: 'submissions' });
// Serves the tallies: one version and campaign, some units and days.
submissionSchema.index({ unit: 1, version: 1, campaign: 1, day: 1 });
// Tombstones have no receipt.
submissionSchema.index({ receiptHash: 1 }, { sparse: true });

const keptAsideSchema = new Schema(
  { ...fields, reason: text },
  { ...options, collection: 'submissionsKeptAside' },
);
keptAsideSchema.index({ receiptHash: 1 }, { sparse: true });
keptAsideSchema.index({ campaign: 1, day: 1 });

export const submissionModel = (connection: Connection): Model<StoredSubmission> =>
  modelOf(connection, 'Submission', submissionSchema);

export const keptAsideModel = (connection: Connection): Model<StoredKeptAside> =>
  modelOf(connection, 'SubmissionKeptAside', keptAsideSchema);

/** Two stores share the collection, and either may come first. */
function modelOf<T>(connection: Connection, name: string, schema: Schema): Model<T> {
  return (connection.models[name] ?? connection.model(name, schema)) as unknown as Model<T>;
}

export const isTombstone = (stored: StoredSubmission | Tombstone): stored is Tombstone =>
  stored.unit === undefined;

export const asStored = ({ id, ...submission }: Submission): StoredSubmission => ({ _id: id, ...submission });

export const asSubmission = ({ _id, ...submission }: StoredSubmission): Submission => ({
  id: _id,
  ...submission,
});

export const asKeptAside = ({ reason, ...stored }: StoredKeptAside): KeptAside => ({
  ...asSubmission(stored),
  reason: reason as KeptAsideReason,
});
