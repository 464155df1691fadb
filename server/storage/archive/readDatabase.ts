import { mongo } from 'mongoose';
import { storeTime } from '../storeTime.ts';
import type { SourceCollection } from './archive.ts';

/** What only some servers have may be rolled back there. */
const READING = { raw: true, readConcern: { level: 'majority' } } as const;
const AS_STORED = { promoteValues: false, bsonRegExp: true } as const;

/**
 * The collections of a database behind a MongoDB server, read by one cursor
 * each, in the order of `_id`: a document comes once or, if it is removed
 * meanwhile, not at all. What is written while a cursor goes on may be in or
 * not.
 *
 * @returns also the names of views and the like, which hold no documents of their own
 */
export async function readDatabase(
  db: mongo.Db,
): Promise<{ startedAt: Date; collections: SourceCollection[]; views: string[] }> {
  const startedAt = await storeTime(db);
  const listed = (await db.listCollections({}, AS_STORED).toArray()) as mongo.CollectionInfo[];
  const collections = await Promise.all(
    listed.filter(isOwn).map(async ({ name, options = {} }): Promise<SourceCollection> => {
      const collection = db.collection(name);
      const indexes = await collection.listIndexes(AS_STORED).toArray();
      return {
        name,
        ...(Object.keys(options).length === 0 ? {} : { options: mongo.BSON.serialize(options) }),
        indexes: indexes.map((index) => mongo.BSON.serialize(index)),
        count: await collection.estimatedDocumentCount(),
        documents: () => collection.find({}, READING).sort({ _id: 1 }) as AsyncIterable<never>,
      };
    }),
  );
  const others = listed.filter((one) => !isOwn(one) && !one.name.startsWith('system.'));
  return { startedAt, collections, views: others.map(({ name }) => name) };
}

const isOwn = ({ type, name }: mongo.CollectionInfo): boolean =>
  (type ?? 'collection') === 'collection' && !name.startsWith('system.');
