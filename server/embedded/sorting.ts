import { badValue, StoreError } from './errors.ts';
import type { SortField } from './planner.ts';
import { keyRows } from './values/keyRows.ts';
import { EMPTY_ARRAY, type Indexable } from './values/keys.ts';
import { compareValues } from './values/order.ts';
import { splitPath, type Path } from './values/paths.ts';
import { asInteger, isDocument, type Document, type Maybe, type Value } from './values/value.ts';

/** What sort and group may hold at once; more is an error, never a slow machine. */
export const MEMORY_LIMIT_BYTES = 100 * 1024 * 1024;

export const memoryExceeded = (what: string): StoreError =>
  new StoreError(
    292,
    `${what} used more than ${MEMORY_LIMIT_BYTES} bytes of memory; add an index or a narrower filter (the embedded store does not spill to disk)`,
  );

export function parseSort(sort: Value | undefined): SortField[] {
  if (sort === undefined || sort === null) return [];
  if (!isDocument(sort)) throw new StoreError(14, 'Expected field sort to be of type object');
  return [...sort].map(([path, order]) => {
    const direction = asInteger(order);
    if (direction !== 1 && direction !== -1) {
      throw new StoreError(
        15975,
        `$sort key ordering must be 1 (for ascending) or -1 (for descending): ${path}`,
      );
    }
    if (path === '') throw badValue('a field name to sort by cannot be empty');
    if (path.startsWith('$') && path !== '$natural')
      throw badValue(`FieldPath field names may not start with '$': ${path}`);
    return { path, direction };
  });
}

/** The values that a document is sorted by: of several rows through arrays the one that comes first. */
export function sortKeyOf(fields: readonly SortField[]): (document: Document) => Maybe[] {
  const paths = fields.map(({ path }) => splitPath(path));
  const compare = compareSortKeys(fields);
  return (document) => {
    const keys = rowsOf(document, paths).map((row) => row.map(sortedAs));
    return keys.reduce((best, key) => (compare(key, best) < 0 ? key : best));
  };
}

function rowsOf(document: Document, paths: readonly Path[]): Indexable[][] {
  try {
    return keyRows(document, paths).rows;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 171) throw error;
    throw badValue('cannot sort with keys that are parallel arrays');
  }
}

/** Missing sorts as null; an empty array just before it, for which undefined stands here. */
const sortedAs = (value: Indexable): Maybe => (value === EMPTY_ARRAY ? undefined : (value ?? null));

export function compareSortKeys(
  fields: readonly SortField[],
): (a: readonly Maybe[], b: readonly Maybe[]) => number {
  return (a, b) => {
    for (let i = 0; i < fields.length; i++) {
      const difference = compareValues(a[i], b[i]);
      if (difference !== 0) return difference * fields[i]!.direction;
    }
    return 0;
  };
}
