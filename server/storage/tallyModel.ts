import { mongo, Schema, type Connection } from 'mongoose';
import type { PackedCell } from '../domain/tallyCounting.ts';
import type { CellKey } from '../domain/tally.ts';
import { packNumbers, unpackNumbers } from './packedNumbers.ts';

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
  cells?: StoredCell[];
}

interface StoredCell extends CellKey {
  people: mongo.Binary;
  days?: mongo.Binary;
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
    // Rows of packed numbers under the version's layout (domain/tallyLayout.ts).
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

export const storeCells = (cells: readonly PackedCell[]): StoredCell[] =>
  cells.map(({ channel, procedure, flagged, people, days }) => ({
    channel,
    procedure,
    flagged,
    people: new mongo.Binary(packNumbers(people)),
    ...(days === undefined ? {} : { days: new mongo.Binary(packNumbers(days)) }),
  }));

/** Rows as they were stored; without `people` when only the days were read. */
export const readCells = (cells: readonly Partial<StoredCell>[] = []): PackedCell[] =>
  (cells as readonly StoredCell[]).map(({ channel, procedure, flagged, people, days }) => ({
    channel,
    procedure,
    flagged,
    people: numbersIn(people),
    ...(days === undefined ? {} : { days: numbersIn(days) }),
  }));

/** The driver gives binary fields as `Binary`; one that was left out of the projection has no numbers. */
const numbersIn = (packed: mongo.Binary | undefined): number[] =>
  packed === undefined ? [] : unpackNumbers(packed.value());
