import { Schema, type Connection } from 'mongoose';
import { problems } from '../domain/problem.ts';
import type { LocalizedText } from '../domain/text.ts';
import type { Dated, Unit, UnitCode, UnitId, UnitKind, UnitStore } from '../domain/unit.ts';
import { validateUnits } from '../domain/validateUnits.ts';
import { isDuplicateKey } from './duplicateKey.ts';

/** How long a process may go on with what it has before it asks whether units have changed. */
const CHECK_EVERY_MS = 1_000;
/**
 * After this time everything is read anew: a process that died between writing
 * a unit and counting up the revision left no other sign.
 */
const READ_ANEW_AFTER_MS = 30_000;

const REVISION_ID = 'units';

interface StoredUnit {
  _id: UnitId;
  kind: UnitKind;
  names: Dated<LocalizedText>[];
  codes: Dated<UnitCode>[];
  parents: Dated<UnitId>[];
  lines?: Dated<UnitId>[];
  from?: string;
  until?: string;
  predecessors: UnitId[];
}

const datedSchema = (value: object) =>
  new Schema({ value, from: String, until: String }, { _id: false, strict: 'throw' });
const text = { type: String, required: true } as const;
const links = { type: [datedSchema(text)], default: undefined } as const;

const unitSchema = new Schema(
  {
    _id: text,
    kind: text,
    // Mixed, because the keys are languages. Names are replaced as a whole, never changed in place.
    names: { type: [datedSchema({ type: Schema.Types.Mixed, required: true })], required: true },
    codes: {
      type: [
        datedSchema({
          type: new Schema({ scheme: text, code: text }, { _id: false, strict: 'throw' }),
          required: true,
        }),
      ],
      required: true,
    },
    parents: { ...links, required: true },
    lines: links,
    from: String,
    until: String,
    predecessors: { type: [String], required: true },
  },
  { collection: 'units', strict: 'throw', versionKey: false },
);

const revisionSchema = new Schema(
  { _id: text, revision: { type: Number, required: true } },
  { collection: 'unitRevisions', strict: 'throw', versionKey: false },
);

interface Cached {
  units: readonly Unit[];
  revision: number;
  loadedAt: number;
  checkedAt: number;
}

/**
 * Units, cached in the process. A number in a document of its own counts up
 * with every change, so that other processes notice within a few seconds.
 * A change is checked against what is there when it begins; two at the same
 * moment do not see each other.
 *
 * @param now milliseconds of a clock that only moves forward
 */
export function createUnitStore(
  connection: Connection,
  { now = () => performance.now() }: { now?: () => number } = {},
): UnitStore {
  const UnitDocument = connection.model('Unit', unitSchema);
  const Revision = connection.model('UnitRevision', revisionSchema);
  let cached: Cached | undefined;
  let loading: Promise<Cached> | undefined;
  /** Counts our own changes: what was read before one is not kept after it. */
  let generation = 0;

  const readRevision = async (): Promise<number> => {
    const stored = await Revision.findOne({ _id: REVISION_ID }).lean<{ revision: number } | null>();
    return stored?.revision ?? 0;
  };
  const countUp = async (): Promise<void> => {
    const increase = () =>
      Revision.updateOne({ _id: REVISION_ID }, { $inc: { revision: 1 } }, { upsert: true });
    try {
      await increase();
    } catch (error) {
      // Two processes made the very first document at once; now it is there.
      if (!isDuplicateKey(error)) throw error;
      await increase();
    }
  };

  const read = async (): Promise<Cached> => {
    const startedIn = generation;
    // The revision first: what changes in between makes us older than we say, and we read again.
    const revision = await readRevision();
    const stored = await UnitDocument.find().sort({ _id: 1 }).lean<StoredUnit[]>();
    if (startedIn !== generation) return read();

    const found = stored.map(asUnit);
    // The same array while nothing has changed, so that nobody builds the tree again.
    const units =
      cached !== undefined && JSON.stringify(cached.units) === JSON.stringify(found) ? cached.units : found;
    cached = { units, revision, loadedAt: now(), checkedAt: now() };
    return cached;
  };
  const load = (): Promise<Cached> => {
    loading ??= read().finally(() => (loading = undefined));
    return loading;
  };

  const change = async (decide: (units: readonly Unit[]) => Unit[], write: () => Promise<unknown>) => {
    validateUnits(decide((await read()).units));
    // Before and after, so that whoever reads in between reads again.
    await countUp();
    try {
      await write();
    } finally {
      generation++;
      cached = undefined;
      loading = undefined;
      await countUp();
    }
  };

  return {
    async loadUnits() {
      if (cached === undefined) return (await load()).units;
      if (now() - cached.checkedAt < CHECK_EVERY_MS) return cached.units;

      const asked = cached;
      asked.checkedAt = now();
      if ((await readRevision()) !== asked.revision) return (await load()).units;
      if (now() - asked.loadedAt > READ_ANEW_AFTER_MS) return (await load()).units;
      return asked.units;
    },

    async insertUnits(units) {
      const added = new Set(units.map(({ id }) => id));
      try {
        await change(
          (existing) => {
            if (existing.some(({ id }) => added.has(id))) throw problems.unitExists();
            return [...existing, ...units];
          },
          // Unordered, so that of two processes that seed at once each finishes what the other has not.
          () =>
            UnitDocument.insertMany(units.map(asStored), {
              ordered: false,
              lean: true,
              throwOnValidationError: true,
            }),
        );
      } catch (error) {
        if (isDuplicateKey(error)) throw problems.unitExists();
        throw error;
      }
    },

    replaceUnit: (unit) =>
      change(
        (existing) => {
          if (existing.every(({ id }) => id !== unit.id)) throw problems.unitMissing(unit.id);
          return existing.map((one) => (one.id === unit.id ? unit : one));
        },
        () => UnitDocument.replaceOne({ _id: unit.id }, asStored(unit)),
      ),
  };
}

const asStored = ({ id, ...fields }: Unit) => ({ _id: id, ...fields });

function asUnit({ _id, kind, names, codes, parents, lines, from, until, predecessors }: StoredUnit): Unit {
  return {
    id: _id,
    kind,
    names,
    codes,
    parents,
    ...(lines === undefined ? {} : { lines }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    predecessors,
  };
}
