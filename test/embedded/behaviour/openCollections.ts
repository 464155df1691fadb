import mongoose from 'mongoose';
import { startTestStore } from '../../support/testStore.ts';

export const { Double, Int32, Long, ObjectId, Binary, Decimal128, MinKey, MaxKey, Timestamp } =
  mongoose.mongo.BSON;

export type Doc = Record<string, unknown>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- identities of all types, operators that the types forbid
export type Collection = mongoose.mongo.Collection<any>;

/** A driver's connection to a database of its own; every call of `fresh` gives an empty collection. */
export async function openCollections(
  options: mongoose.mongo.MongoClientOptions = {},
  given?: { uri: string; stop: () => Promise<void> },
) {
  const store = given ?? (await startTestStore());
  const client = new mongoose.mongo.MongoClient(store.uri, options);
  await client.connect();
  const db = client.db();
  let made = 0;
  return {
    client,
    db,
    uri: store.uri,
    async fresh(documents: readonly Doc[] = []): Promise<Collection> {
      const collection: Collection = db.collection(`c${++made}`);
      if (documents.length > 0) await collection.insertMany(documents.map((one) => ({ ...one })) as never);
      return collection;
    },
    async close() {
      await client.close();
      await store.stop();
    },
  };
}

export type Opened = Awaited<ReturnType<typeof openCollections>>;

/** The error a promise fails with, as the driver shows it. */
export async function failure(
  promise: Promise<unknown>,
): Promise<{ code?: number | string; message: string } & Doc> {
  try {
    await promise;
  } catch (error) {
    return error as never;
  }
  throw new Error('it was expected to fail');
}
