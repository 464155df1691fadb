import { Scan } from '../scan.ts';
import { drain, type Turn } from '../turn.ts';
import { readBson } from '../values/readBson.ts';
import type { CollectionInfo } from './catalog.ts';
import { prefixOf, recordOfEntry, type Collections } from './collections.ts';
import { afterPrefix } from './environment.ts';
import { keysOf } from './indexKeys.ts';

/** Faults beyond these say nothing new. */
const MAX_ERRORS = 100;

/**
 * Compares every record with every index, both ways, and the counters with what
 * is there. Meant for a quiet store: a write in between may look like a fault.
 */
export async function validateCollection(
  { collections }: { collections: Collections },
  collection: CollectionInfo,
  turn: Turn,
): Promise<{ records: number; keysPerIndex: Record<string, number>; errors: string[] }> {
  const errors: string[] = [];
  const report = (error: string) => {
    if (errors.length < MAX_ERRORS) errors.push(error);
  };
  const expected = new Map(collection.indexes.map((index) => [index.id, 0]));
  let records = 0;
  let bytes = 0;

  const start = prefixOf(collection.id);
  const everything = {
    ranges: [{ start, end: afterPrefix(start) }],
    isReverse: false,
    isSorted: true,
    isExact: true,
  };
  const scan = new Scan(
    collections,
    collection,
    everything,
    () => true,
    () => turn,
  );
  await drain(scan, turn, (row) => {
    records++;
    bytes += row.bytes!.length;
    for (const index of collection.indexes) {
      const { keys } = keysOf(index, row.document);
      expected.set(index.id, expected.get(index.id)! + keys.length);
      for (const key of keys) {
        if (!collections.hasEntry(index, key, row.record))
          report(`record ${row.record} is missing from index ${index.name}`);
      }
    }
    return true;
  });

  const keysPerIndex: Record<string, number> = {};
  for (const index of collection.indexes) {
    const prefix = prefixOf(index.id);
    let found = 0;
    for (const { key, value } of collections.environment.entries.getRange({
      start: prefix,
      end: afterPrefix(prefix),
    })) {
      found++;
      const record = recordOfEntry(index, key, value);
      const stored = collections.read(collection, record);
      if (stored === undefined) report(`index ${index.name} points to record ${record}, which is not there`);
      else if (
        !keysOf(index, readBson(stored)).keys.some((own) => collections.isEntry(index, key, own, record))
      ) {
        report(`index ${index.name} files record ${record} under a key that it does not have`);
      }
    }
    keysPerIndex[index.name] = found;
    if (found !== expected.get(index.id))
      report(`index ${index.name} has ${found} entries instead of ${expected.get(index.id)}`);
  }

  const stats = collections.catalog.stats(collection);
  if (stats.count !== records) report(`the counter says ${stats.count} records, and there are ${records}`);
  if (stats.bytes !== bytes) report(`the counter says ${stats.bytes} bytes, and there are ${bytes}`);
  return { records, keysPerIndex, errors };
}
