import { StoreError } from '../errors.ts';
import { encodeKey, EMPTY_ARRAY, type Indexable } from '../values/keys.ts';
import type { Document, Maybe } from '../values/value.ts';
import type { IndexInfo } from './catalog.ts';

export interface IndexKeys {
  /** Encoded, without duplicates. */
  keys: readonly Buffer[];
  isMultikey: boolean;
  isOrdered: boolean;
}

const NONE: IndexKeys = { keys: [], isMultikey: false, isOrdered: true };

/**
 * The keys under which an index files a document: one, or one per element when
 * a path leads to or through an array. None for a sparse index when every field
 * is missing, or when the document is outside of a partial index.
 *
 * @throws StoreError 171 when two fields of the index are arrays beside each other
 */
export function keysOf(index: IndexInfo, document: Document): IndexKeys {
  if (index.partial !== undefined && !index.partial.matches(document)) return NONE;
  const directions = index.fields.map(({ direction }) => direction);
  const start = index.fields.map(({ parts }): Place => ({ value: document, parts, at: 0 }));
  const rows: Indexable[][] = [];
  const isMultikey = expand(start, rows, index);

  const seen = new Set<string>();
  const keys: Buffer[] = [];
  let isOrdered = true;
  for (const row of rows) {
    if (index.isSparse && row.every((value) => value === undefined)) continue;
    const encoded = encodeKey(row, directions);
    isOrdered &&= encoded.isOrdered;
    if (rows.length > 1) {
      const text = encoded.bytes.toString('latin1');
      if (seen.has(text)) continue;
      seen.add(text);
    }
    keys.push(encoded.bytes);
  }
  return { keys, isMultikey, isOrdered };
}

/** The values of an index's fields in a document, for the message about a duplicate. */
export function keyValueOf(index: IndexInfo, document: Document): Document {
  const rows: Indexable[][] = [];
  expand(
    index.fields.map(({ parts }): Place => ({ value: document, parts, at: 0 })),
    rows,
    index,
  );
  const [first = []] = rows;
  return new Map(
    index.fields.map(({ path }, i) => {
      const value = first[i];
      return [
        path,
        value === undefined || value === EMPTY_ARRAY ? null : (value as Exclude<Maybe, undefined>),
      ];
    }),
  );
}

/** How far one field of the index has been followed. */
interface Place {
  value: Indexable;
  parts: readonly string[];
  at: number;
}

/** Adds one row per combination to `rows`; true if an array was met. */
function expand(places: readonly Place[], rows: Indexable[][], index: IndexInfo): boolean {
  let array: Maybe[] | undefined;
  const followed = places.map((place): Place => {
    // Followed to its end already: an array within an array is a value like any other.
    if (place.at === place.parts.length) return place;
    let { value, at } = place;
    while (at < place.parts.length && value instanceof Map)
      value = value.get(place.parts[at++]!) as Indexable;
    if (Array.isArray(value)) {
      if (array !== undefined && array !== value) {
        throw new StoreError(171, `cannot index parallel arrays in index ${index.name}`);
      }
      array = value;
      return { value, parts: place.parts, at };
    }
    // What is not a document has no fields.
    return { value: at < place.parts.length ? undefined : value, parts: [], at: 0 };
  });
  if (array === undefined) {
    rows.push(followed.map(({ value }) => value));
    return false;
  }

  const elements: Indexable[] = array.length === 0 ? [EMPTY_ARRAY] : array;
  for (const element of elements) {
    const inside = followed.map((place): Place => {
      if (place.value !== array || place.parts.length === 0) return place;
      const isEnd = place.at === place.parts.length;
      if (isEnd) return { value: element, parts: [], at: 0 };
      // Arrays directly within arrays are not looked into.
      const value = element instanceof Map ? element : undefined;
      return value === undefined
        ? { value: undefined, parts: [], at: 0 }
        : { value, parts: place.parts, at: place.at };
    });
    expand(inside, rows, index);
  }
  return true;
}
