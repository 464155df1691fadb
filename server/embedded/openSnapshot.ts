import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DATABASE } from './process/places.ts';
import { collectionsSeenBy, describeIndex } from './storage/catalog.ts';
import { prefixOf } from './storage/collections.ts';
import { afterPrefix, openFiles, openTables } from './storage/environment.ts';
import { writeBson } from './values/writeBson.ts';

export interface SnapshotCollection {
  name: string;
  /** BSON, as listIndexes shows them. */
  indexes: readonly Buffer[];
  count: number;
  /** BSON as stored, in the order of insertion. */
  documents(): Iterable<Buffer>;
}

export interface StoreSnapshot {
  collections: readonly SnapshotCollection[];
  close(): Promise<void>;
}

/**
 * The store of a data directory as it is at this moment, read straight from its
 * files in one LMDB read transaction, whether its process runs or not. Writers
 * go on; what they replace stays in the file until the snapshot is closed.
 *
 * @throws Error with one sentence when there is no store, or one of another format
 */
export async function openSnapshot(dataDir: string, database = DATABASE): Promise<StoreSnapshot> {
  const folder = join(resolve(dataDir), 'store');
  if (!existsSync(join(folder, 'data.mdb'))) {
    throw new Error(`There is no store in ${resolve(dataDir)}. Set DATA_DIR to the directory that has one.`);
  }
  const root = openFiles(folder, { readOnly: true });
  try {
    const { catalog, records } = openTables(root, folder);
    const transaction = root.useReadTransaction();
    return {
      collections: collectionsSeenBy(transaction, catalog, database).map(({ info, count }) => ({
        name: info.name,
        indexes: info.indexes
          .filter((index) => !index.isBuilding)
          .map((index) => writeBson(describeIndex(index))),
        count,
        *documents() {
          const start = prefixOf(info.id);
          for (const { value } of records.getRange({ start, end: afterPrefix(start), transaction }))
            yield value;
        },
      })),
      async close() {
        transaction.done();
        await root.close();
      },
    };
  } catch (error) {
    await root.close();
    throw error;
  }
}
