import { Schema, trusted, type Connection } from 'mongoose';
import type { Assignment, Collector, CollectorStore } from '../domain/campaign.ts';
import { problems } from '../domain/problem.ts';
import { changeDocument } from './changeDocument.ts';
import { isDuplicateKey } from './duplicateKey.ts';
import { effectsField, effectsOf, withEffects } from './effects.ts';

type StoredCollector = Omit<Collector, 'code'> & { _id: string; revision: number };

const text = { type: String, required: true } as const;

const assignmentSchema = new Schema(
  { campaign: text, from: text, until: String },
  { _id: false, strict: 'throw' },
);

const collectorSchema = withEffects(
  new Schema(
    {
      _id: text,
      revision: { type: Number, required: true },
      unit: text,
      channel: text,
      label: text,
      procedure: String,
      assignments: { type: [assignmentSchema], required: true },
      isOpen: { type: Boolean, required: true },
      closedAt: Date,
      ...effectsField,
    },
    { collection: 'collectors', strict: 'throw', versionKey: false },
  ),
);
// Serves listCollectors, sorted.
collectorSchema.index({ unit: 1, label: 1 });

/** Points where answers come in, by the code on the wall. */
export function createCollectorStore(connection: Connection): CollectorStore {
  const Model = connection.model('Collector', collectorSchema);

  return {
    async findCollector(code) {
      const stored = await Model.findOne({ _id: code }).lean<StoredCollector | null>();
      return stored === null ? undefined : asCollector(stored);
    },

    async listCollectors(units) {
      const filter = units === undefined ? {} : { unit: trusted({ $in: [...units] }) };
      const stored = await Model.find(filter).sort({ unit: 1, label: 1, _id: 1 }).lean<StoredCollector[]>();
      return stored.map(asCollector);
    },

    async insertCollector({ code, assignments, ...fields }, effects) {
      try {
        await Model.create({
          _id: code,
          revision: 1,
          assignments: [...assignments],
          ...fields,
          ...effectsOf(effects),
        });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    changeCollector: (code, decide) =>
      changeDocument<StoredCollector, Collector>(Model, code, {
        read: asCollector,
        write: ({ code: _code, ...fields }) => fields,
        optional: ['procedure', 'closedAt'],
        missing: () => problems.collectorMissing(code),
        decide,
      }),
  };
}

function asCollector({
  _id,
  unit,
  channel,
  label,
  procedure,
  assignments,
  isOpen,
  closedAt,
}: StoredCollector): Collector {
  return {
    code: _id,
    unit,
    channel,
    label,
    ...(procedure === undefined ? {} : { procedure }),
    assignments: assignments.map(({ campaign, from, until }): Assignment => ({
      campaign,
      from,
      ...(until === undefined ? {} : { until }),
    })),
    isOpen,
    ...(closedAt === undefined ? {} : { closedAt }),
  };
}
