import { Schema, trusted, type Connection } from 'mongoose';
import type { Effect, PendingEffect, PendingEffects } from '../domain/effect.ts';

/**
 * The field `effects` of a document whose changes have consequences. The
 * effect is JSON text: it may hold any content, dots and dollars too.
 */
export const effectsField = {
  effects: {
    type: [
      new Schema(
        { key: { type: String, required: true }, json: { type: String, required: true } },
        { _id: false, strict: 'throw' },
      ),
    ],
    // Absent when nothing is owed, so that the sparse index holds only documents that owe something.
    default: undefined,
  },
} as const;

export interface StoredEffect {
  key: string;
  json: string;
}

/** Declares the field and its index on a schema. */
export function withEffects<S extends Schema>(schema: S): S {
  schema.index({ 'effects.key': 1 }, { sparse: true });
  return schema;
}

export const storeEffects = (effects: readonly Effect[]): StoredEffect[] =>
  effects.map((effect) => ({ key: effect.key, json: JSON.stringify(effect) }));

/** The part of an update that adds effects; empty when there are none. */
export const pushEffects = (effects: readonly Effect[]): Record<string, unknown> =>
  effects.length === 0 ? {} : { $push: { effects: { $each: storeEffects(effects) } } };

/** For an insert: the field, or nothing. */
export const effectsOf = (effects: readonly Effect[]): { effects?: StoredEffect[] } =>
  effects.length === 0 ? {} : { effects: storeEffects(effects) };

function readEffect(json: string): Effect {
  const effect = JSON.parse(json) as Effect;
  return { ...effect, entry: { ...effect.entry, at: new Date(effect.entry.at) } };
}

/** Effects owed by the documents of all models that declare the field. */
export function createPendingEffects(connection: Connection): PendingEffects {
  const sources = () =>
    Object.values(connection.models).filter((model) => model.schema.path('effects') !== undefined);

  return {
    async findPending(limit, except = []) {
      const found: PendingEffect[] = [];
      for (const model of sources()) {
        if (found.length >= limit) break;
        const passedOver = except.filter(({ collection }) => collection === model.collection.name);
        const documents = await model
          .find(
            {
              'effects.key': trusted({ $exists: true }),
              ...(passedOver.length > 0 && { _id: trusted({ $nin: passedOver.map(({ id }) => id) }) }),
            },
            { effects: 1 },
          )
          .limit(limit - found.length)
          .lean<{ _id: string; effects: StoredEffect[] }[]>();
        for (const { _id, effects } of documents) {
          const source = { collection: model.collection.name, id: _id };
          found.push(...effects.map(({ json }) => ({ source, effect: readEffect(json) })));
        }
      }
      return found;
    },

    async remove({ source, effect }) {
      const model = sources().find(({ collection }) => collection.name === source.collection);
      if (model === undefined) throw new RangeError(`remove: no model keeps "${source.collection}"`);
      await model.updateOne({ _id: source.id }, { $pull: { effects: { key: effect.key } } });
      await model.updateOne({ _id: source.id, effects: trusted({ $size: 0 }) }, { $unset: { effects: 1 } });
    },
  };
}
