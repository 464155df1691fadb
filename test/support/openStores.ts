import type { Connection } from 'mongoose';
import { connectStore, createIndexes } from '../../server/storage/connect.ts';
import { createStores, type Stores } from '../../server/stores.ts';
import { startTestStore } from './testStore.ts';

export const TEST_SECRET = 'a secret of at least thirty-two characters';

/** All stores on a fresh database, with their indexes and nothing in them. */
export async function openStores(): Promise<{
  connection: Connection;
  stores: Stores;
  close: () => Promise<void>;
}> {
  const { uri, stop } = await startTestStore();
  const connection = await connectStore(uri);
  const stores = createStores(connection, TEST_SECRET);
  await createIndexes(connection);
  return {
    connection,
    stores,
    close: async () => {
      await connection.close();
      await stop();
    },
  };
}
