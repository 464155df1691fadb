import { keyRows } from '../values/keyRows.ts';
import { encodeKey, EMPTY_ARRAY } from '../values/keys.ts';
import type { Document, Value } from '../values/value.ts';
import type { IndexInfo } from './catalog.ts';

export interface IndexKeys {
  /** Encoded, without duplicates. */
  keys: readonly Buffer[];
  isMultikey: boolean;
  isOrdered: boolean;
}

const NONE: IndexKeys = { keys: [], isMultikey: false, isOrdered: true };

/**
 * The keys under which an index files a document. None for a sparse index when
 * every field is missing, or when the document is outside of a partial index.
 *
 * @throws StoreError 171 when two fields of the index are arrays beside each other
 */
export function keysOf(index: IndexInfo, document: Document): IndexKeys {
  if (index.partial !== undefined && !index.partial.matches(document)) return NONE;
  const { rows, isMultikey } = rowsOf(index, document);
  const directions = directionsOf(index);
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

const rowsOf = ({ fields }: IndexInfo, document: Document) =>
  keyRows(
    document,
    fields.map(({ parts }) => parts),
  );

const directionsOf = ({ fields }: IndexInfo) => fields.map(({ direction }) => direction);

/** The values that one of a document's keys was made of, for the message about a duplicate. */
export function keyValueOf(index: IndexInfo, document: Document, key: Buffer): Document {
  const directions = directionsOf(index);
  const { rows } = rowsOf(index, document);
  const row = rows.find((one) => encodeKey(one, directions).bytes.equals(key)) ?? [];
  return new Map(
    index.fields.map(({ path }, i) => {
      const value = row[i];
      return [path, value === undefined || value === EMPTY_ARRAY ? null : (value as Value)];
    }),
  );
}
