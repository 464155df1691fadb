import mongoose from 'mongoose';
import { openCollections, type Doc } from '../behaviour/openCollections.ts';
import { startOwnStore } from '../ownStore.ts';

const { EJSON } = mongoose.mongo.BSON;

/** What a command came to, as canonical extended JSON, so that types and the order of fields count. */
export interface Outcome {
  /** The error, of the command or of its only statement. */
  code?: number;
  text: string;
  /** Rows found, or documents that a write was about. */
  count: number;
}

export interface SideBySide {
  /** Empties the collection `name` in both engines, and fills it; false when the other one cannot. */
  fill: (name: string, documents: readonly Doc[]) => Promise<boolean>;
  ask: (command: Doc) => Promise<{ own: Outcome; other: Outcome }>;
  /** Indexes of the collection `name`, in the embedded store alone. */
  indexOwn: (name: string, indexes: readonly Doc[]) => Promise<void>;
  close: () => Promise<void>;
}

/** The embedded store and the engine that MONGODB_URI names, asked the same. */
export async function openSideBySide(): Promise<SideBySide> {
  if (!process.env['MONGODB_URI']) throw new Error('MONGODB_URI must name the other engine.');
  const engines = [await openCollections({}, await startOwnStore()), await openCollections()];
  const ask = async (command: Doc) => {
    const [own, other] = await Promise.all(engines.map(({ db }) => outcomeOf(db, command)));
    return { own: own!, other: other! };
  };
  return {
    ask,
    async indexOwn(name, indexes) {
      await engines[0]!.db.command({ createIndexes: name, indexes });
    },
    async fill(name, documents) {
      await ask({ delete: name, deletes: [{ q: {}, limit: 0 }] });
      const { own, other } = await ask({ insert: name, documents });
      if (own.code !== undefined) throw new Error(own.text);
      return own.text === other.text;
    },
    async close() {
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}

async function outcomeOf(db: mongoose.mongo.Db, command: Doc): Promise<Outcome> {
  try {
    const reply = (await db.command(command as never, { promoteValues: false })) as Doc;
    const { cursor, writeErrors, n, nModified, upserted, value, lastErrorObject, values } = reply as Doc & {
      cursor?: { firstBatch: Doc[] };
      writeErrors?: Doc[];
      values?: unknown[];
    };
    const [error] = writeErrors ?? [];
    const rows = cursor?.firstBatch.map(withoutOrder);
    const counts = { n: plain(n), nModified: plain(nModified), values: values?.map(printed).sort() };
    return {
      ...(error === undefined ? {} : { code: Number(error['code']) }),
      text: printed({ rows, ...counts, upserted, value, lastErrorObject, ...failure(error) }),
      count: rows?.length ?? Number(n ?? 0),
    };
  } catch (error) {
    const code = Number((error as Doc)['code']);
    if (Number.isNaN(code)) throw error;
    return { code, text: printed(failure(error as Doc)), count: 0 };
  }
}

/** What drivers act on. */
const failure = (error: Doc | undefined) =>
  error && { code: Number(error['code']), keyPattern: error['keyPattern'], keyValue: error['keyValue'] };

const printed = (value: unknown): string => EJSON.stringify(value, { relaxed: false });

/** How wide a counter is, is nobody's business. */
const plain = (count: unknown) => (count === undefined ? undefined : Number(count));

/** `set` and `list` are the names of fields whose order is not compared. */
function withoutOrder(one: unknown): unknown {
  if (Array.isArray(one)) return one.map(withoutOrder);
  if (typeof one !== 'object' || one === null || '_bsontype' in one || one instanceof Date) return one;
  return Object.fromEntries(
    Object.entries(one).map(([name, item]) => {
      const isUnordered = (name === 'set' || name === 'list') && Array.isArray(item);
      return [name, isUnordered ? (item as unknown[]).map(withoutOrder).sort(byText) : withoutOrder(item)];
    }),
  );
}

const byText = (a: unknown, b: unknown): number => {
  const [left, right] = [a, b].map((one) => inOrderOfNames(printed(one)));
  return left! < right! ? -1 : 1;
};

/** The same with fields in the order of their names. */
export function inOrderOfNames(text: string): string {
  return JSON.stringify(JSON.parse(text), (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
