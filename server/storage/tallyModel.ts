import { Schema, type Connection, type mongo } from 'mongoose';
import type { PackedCell } from '../domain/tallyCounting.ts';

export interface TallyDocument {
  _id: string;
  version: string;
  campaign: string;
  unit: string;
  period: string;
  rank: number;
  mark: number;
  markedAt: Date;
  dueAt?: Date;
  restUntil: Date;
  revision: number;
  /** The mark that the counts belong to, and the store's time when that counting began. */
  countedMark?: number;
  countedAt?: Date;
  cells?: PackedCell[];
}

const text = { type: String, required: true } as const;
const count = { type: Number, required: true } as const;

const tallySchema = new Schema(
  {
    _id: text,
    version: text,
    campaign: text,
    unit: text,
    period: text,
    rank: count,
    mark: count,
    markedAt: { type: Date, required: true },
    // Absent: clean.
    dueAt: Date,
    restUntil: { type: Date, required: true },
    revision: count,
    countedMark: Number,
    countedAt: Date,
    // Rows of numbers under the version's layout (domain/tallyLayout.ts); criterion keys hold dots.
    cells: Schema.Types.Mixed,
  },
  { collection: 'tallies', strict: 'throw', versionKey: false, minimize: false },
);
tallySchema.index({ dueAt: 1 }, { sparse: true });
// Serves verification, month by month.
tallySchema.index({ version: 1, campaign: 1, period: 1 });

export type TallyCollection = mongo.Collection<TallyDocument>;

/**
 * The driver's own collection: tally documents are ours, large and many, and
 * are written and read in bulk.
 */
export function tallyCollection(connection: Connection): TallyCollection {
  const model = connection.models['Tally'] ?? connection.model('Tally', tallySchema);
  return model.collection as unknown as TallyCollection;
}
