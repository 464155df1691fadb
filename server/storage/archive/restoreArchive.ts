import type { mongo } from 'mongoose';
import { isUnfinished, markUnfinished, UNFINISHED_RESTORE } from '../unfinishedRestore.ts';
import type { ArchiveContent, ArchivedCollection, OnProgress } from './archive.ts';
import { parseDocument, type Restorable } from './documentLine.ts';
import { readArchive } from './readArchive.ts';

/** One command carries so many documents or characters; canonical EJSON is rarely shorter than half its BSON. */
const BATCH_DOCUMENTS = 1_000;
const BATCH_CHARACTERS = 4 * 1024 * 1024;

const DURABLE = { w: 'majority', j: true } as const;

/** A collection with documents, and how many. */
export interface Occupied {
  name: string;
  documents: number;
}

/**
 * What stands in the way of a restore into this database. Empty collections do
 * not, and neither does what an interrupted restore left.
 */
export async function findOccupied(db: mongo.Db): Promise<Occupied[]> {
  if (await isUnfinished(db)) return [];
  const occupied: Occupied[] = [];
  for (const name of await collectionNames(db)) {
    const collection = db.collection(name);
    // The estimate is for people: after a crash of the server it may be wrong.
    if ((await collection.findOne({}, { projection: { _id: 1 } })) === null) continue;
    occupied.push({ name, documents: await collection.estimatedDocumentCount() });
  }
  return occupied;
}

/**
 * Puts an archive, verified before, in the place of everything that is in the
 * database. From the first change until `complete` has ended, the target is
 * marked as unfinished.
 *
 * @param complete what else must be done before anybody may use the target
 * @throws Error with one sentence; the mark then stays
 */
export async function restoreArchive<T>(
  db: mongo.Db,
  { path, content }: { path: string; content: ArchiveContent },
  { onProgress, complete }: { onProgress: OnProgress; complete: () => Promise<T> },
): Promise<T> {
  const unmark = await markUnfinished(db, path);
  for (const name of await collectionNames(db)) await db.dropCollection(name);
  await insertDocuments(db, path, content, onProgress);
  for (const collection of content.collections) {
    // Before there is an index that lets documents expire.
    await checkCount(db, collection);
    await createIndexes(db, collection, onProgress);
  }
  const completed = await complete();
  await unmark();
  return completed;
}

async function collectionNames(db: mongo.Db): Promise<string[]> {
  const listed = await db.listCollections({}, { nameOnly: true }).toArray();
  return listed
    .map(({ name }) => name)
    .filter((name) => name !== UNFINISHED_RESTORE && !name.startsWith('system.'));
}

async function insertDocuments(
  db: mongo.Db,
  path: string,
  { collections }: ArchiveContent,
  onProgress: OnProgress,
): Promise<void> {
  const totals = new Map(collections.map(({ name, documents }) => [name, documents]));
  let collection = '';
  let done = 0;
  // One batch is stored while the next is read.
  let storing: Promise<void> = Promise.resolve();
  let batch: Restorable[] = [];
  let characters = 0;
  const store = async (): Promise<void> => {
    await storing;
    done += batch.length;
    onProgress({ collection, what: 'documents', done, total: totals.get(collection) ?? done });
    storing = insertBatch(db, collection, batch);
    // Thrown at the next `await storing`; nobody listens until then.
    storing.catch(() => undefined);
    batch = [];
    characters = 0;
  };

  for await (const part of readArchive(path)) {
    if (part.kind === 'collection') {
      collection = part.collection.name;
      done = 0;
      await createCollection(db, part.collection);
    }
    for (const line of part.kind === 'documents' ? part.lines : []) {
      if (batch.length > 0 && characters + line.length > BATCH_CHARACTERS) await store();
      batch.push(parseDocument(line));
      characters += line.length;
      if (batch.length === BATCH_DOCUMENTS) await store();
    }
    if (part.kind === 'end' && batch.length > 0) await store();
  }
  await storing;
}

async function createCollection(db: mongo.Db, { name, options }: ArchivedCollection): Promise<void> {
  const given = options instanceof Map ? [...options] : Object.entries(options ?? {});
  await db.command({ create: name, ...Object.fromEntries(given) });
}

/** As a plain command: the driver's helpers would look into the documents. */
async function insertBatch(
  db: mongo.Db,
  collection: string,
  documents: readonly Restorable[],
): Promise<void> {
  const reply = await db.command({ insert: collection, documents, writeConcern: DURABLE });
  const { writeErrors, writeConcernError } = reply as {
    writeErrors?: readonly { errmsg: string }[];
    writeConcernError?: { errmsg: string };
  };
  const fault = writeErrors?.[0] ?? writeConcernError;
  if (fault !== undefined)
    throw new Error(`A document of "${collection}" could not be stored: ${fault.errmsg}.`);
}

async function checkCount(
  db: mongo.Db,
  { name, documents }: { name: string; documents: number },
): Promise<void> {
  const stored = await db.collection(name).countDocuments({});
  if (stored !== documents) {
    throw new Error(
      `There are ${stored} documents in "${name}" instead of ${documents}: somebody else writes into the same target. ` +
        'Stop every application that uses it, and restore again.',
    );
  }
}

async function createIndexes(
  db: mongo.Db,
  { name, indexes }: ArchivedCollection,
  onProgress: OnProgress,
): Promise<void> {
  for (const [at, index] of indexes.entries()) {
    const indexName = index instanceof Map ? index.get('name') : (index as Record<string, unknown>)['name'];
    // Every collection has this one.
    if (indexName === '_id_') continue;
    onProgress({ collection: name, what: 'indexes', done: at, total: indexes.length });
    try {
      await db.command({ createIndexes: name, indexes: [index], writeConcern: { w: 'majority' } });
    } catch (error) {
      const reason = (error as Error).message;
      throw new Error(`The index ${String(indexName)} of "${name}" could not be made: ${reason}`, {
        cause: error,
      });
    }
  }
}
