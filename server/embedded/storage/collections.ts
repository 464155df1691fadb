import { ObjectId } from 'bson';
import { StoreError } from '../errors.ts';
import { readBson } from '../values/readBson.ts';
import { describeValue } from '../values/describe.ts';
import type { Document } from '../values/value.ts';
import { checkSize, writeBson } from '../values/writeBson.ts';
import type { Catalog, CollectionInfo, IndexInfo } from './catalog.ts';
import { afterPrefix, type Environment } from './environment.ts';
import { keysOf, keyValueOf, type IndexKeys } from './indexKeys.ts';

/** Bytes of a record number at the end of a key: more documents than fit on any disk. */
const NUMBER_BYTES = 6;

const PRESENT = Buffer.from([0]);

export function prefixOf(id: number): Buffer {
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeUInt32BE(id);
  return prefix;
}

function recordKey(collection: number, record: number): Buffer {
  const key = Buffer.allocUnsafe(4 + NUMBER_BYTES);
  key.writeUInt32BE(collection);
  key.writeUIntBE(record, 4, NUMBER_BYTES);
  return key;
}

export const recordOfKey = (key: Buffer): number => key.readUIntBE(key.length - NUMBER_BYTES, NUMBER_BYTES);

/** Where an index keeps a key: unique ones under the key alone, others under key and record. */
function entryOf(index: IndexInfo, key: Buffer, record: number): { key: Buffer; value: Buffer } {
  const number = Buffer.allocUnsafe(NUMBER_BYTES);
  number.writeUIntBE(record, 0, NUMBER_BYTES);
  return index.isUnique
    ? { key: Buffer.concat([prefixOf(index.id), key]), value: number }
    : { key: Buffer.concat([prefixOf(index.id), key, number]), value: PRESENT };
}

export const recordOfEntry = (index: IndexInfo, key: Buffer, value: Buffer): number =>
  recordOfKey(index.isUnique ? value : key);

/**
 * Records and their index entries. `insert`, `replace` and `remove` run inside a
 * write transaction and check everything before they write anything.
 */
export class Collections {
  readonly environment: Environment;
  readonly catalog: Catalog;
  private readonly lastRecords = new Map<number, number>();

  constructor(environment: Environment, catalog: Catalog) {
    this.environment = environment;
    this.catalog = catalog;
  }

  read(collection: CollectionInfo, record: number): Buffer | undefined {
    const shared = this.environment.records.getBinaryFast(recordKey(collection.id, record));
    if (shared === undefined) return undefined;
    // The shared buffer is overwritten by the next read. Copied into Node's pool: a buffer of its own costs five times that.
    const bytes = Buffer.allocUnsafe(shared.length);
    bytes.set(new Uint8Array(shared.buffer, shared.byteOffset, bytes.length));
    return bytes;
  }

  /** @throws StoreError 11000 on a duplicate key */
  insert(collection: CollectionInfo, document: Document, bytes: Buffer): void {
    checkSize(bytes);
    const record = this.nextRecord(collection);
    const filed = collection.indexes.map((index) => ({ index, now: keysOf(index, document) }));
    for (const { index, now } of filed) this.checkUnique(collection, index, now, record, document);

    void this.environment.records.put(recordKey(collection.id, record), bytes);
    for (const { index, now } of filed) for (const key of now.keys) this.putEntry(index, key, record);
    this.noteShapes(collection, filed);
    this.catalog.addStats(collection, 1, bytes.length);
  }

  /** @param touched names of the top-level fields that may differ; all of them if absent */
  replace(
    collection: CollectionInfo,
    record: number,
    before: { document: Document; bytes: Buffer },
    document: Document,
    touched?: ReadonlySet<string>,
  ): Buffer {
    const bytes = writeBson(document);
    checkSize(bytes);
    const affected =
      touched === undefined
        ? collection.indexes
        : collection.indexes.filter((index) => isAffected(index, touched));
    const filed = affected.map((index) => {
      const was = keysOf(index, before.document);
      const now = keysOf(index, document);
      const added = now.keys.filter((key) => !was.keys.some((other) => other.equals(key)));
      const removed = was.keys.filter((key) => !now.keys.some((other) => other.equals(key)));
      return { index, now, added, removed };
    });
    for (const { index, now, added } of filed) {
      this.checkUnique(collection, index, { ...now, keys: added }, record, document);
    }

    void this.environment.records.put(recordKey(collection.id, record), bytes);
    for (const { index, added, removed } of filed) {
      for (const key of removed) void this.environment.entries.remove(entryOf(index, key, record).key);
      for (const key of added) this.putEntry(index, key, record);
    }
    this.noteShapes(collection, filed);
    this.catalog.addStats(collection, 0, bytes.length - before.bytes.length);
    return bytes;
  }

  remove(collection: CollectionInfo, record: number, document: Document, sizeBytes: number): void {
    const { records, entries } = this.environment;
    const filed = collection.indexes.map((index) => ({ index, was: keysOf(index, document) }));
    void records.remove(recordKey(collection.id, record));
    for (const { index, was } of filed) {
      for (const key of was.keys) void entries.remove(entryOf(index, key, record).key);
    }
    this.catalog.addStats(collection, -1, -sizeBytes);
  }

  /**
   * Files existing records in a new index, from `after` on, at most `limit` of them.
   * @returns the last record filed, or undefined when there are no more
   */
  fillIndex(collection: CollectionInfo, index: IndexInfo, after: number, limit: number): number | undefined {
    const start = recordKey(collection.id, after + 1);
    const end = afterPrefix(prefixOf(collection.id));
    let last: number | undefined;
    const filed: { index: IndexInfo; now: IndexKeys }[] = [];
    const batch = [...this.environment.records.getRange({ start, end, limit })];
    for (const { key, value } of batch) {
      last = recordOfKey(key);
      const document = readBson(value);
      const now = keysOf(index, document);
      this.checkUnique(collection, index, now, last, document);
      for (const indexKey of now.keys) this.putEntry(index, indexKey, last);
      filed.push({ index, now });
    }
    this.noteShapes(collection, filed);
    return batch.length < limit ? undefined : last;
  }

  /** Removes at most `limit` keys that begin with `id`; true when none are left. */
  clearRange(table: 'records' | 'entries', id: number, limit: number): boolean {
    const prefix = prefixOf(id);
    const store = this.environment[table];
    const keys = [...store.getKeys({ start: prefix, end: afterPrefix(prefix), limit })];
    for (const key of keys) void store.remove(key);
    return keys.length < limit;
  }

  hasEntry(index: IndexInfo, key: Buffer, record: number): boolean {
    const entry = entryOf(index, key, record);
    const stored = this.environment.entries.get(entry.key);
    return stored !== undefined && stored.equals(entry.value);
  }

  isEntry(index: IndexInfo, stored: Buffer, key: Buffer, record: number): boolean {
    return entryOf(index, key, record).key.equals(stored);
  }

  /** Record numbers are not used twice, so what was read from the disk before a failed transaction stays a lower bound. */
  private nextRecord(collection: CollectionInfo): number {
    let last = this.lastRecords.get(collection.id);
    if (last === undefined) {
      const prefix = prefixOf(collection.id);
      const range = this.environment.records.getKeys({
        start: afterPrefix(prefix),
        end: prefix,
        reverse: true,
        limit: 1,
      });
      const [key] = [...range];
      last = key === undefined ? 0 : recordOfKey(key);
    }
    this.lastRecords.set(collection.id, last + 1);
    return last + 1;
  }

  private putEntry(index: IndexInfo, key: Buffer, record: number): void {
    const entry = entryOf(index, key, record);
    void this.environment.entries.put(entry.key, entry.value);
  }

  private checkUnique(
    collection: CollectionInfo,
    index: IndexInfo,
    { keys }: IndexKeys,
    record: number,
    document: Document,
  ): void {
    if (!index.isUnique) return;
    for (const key of keys) {
      const entry = entryOf(index, key, record);
      const holder = this.environment.entries.get(entry.key);
      if (holder !== undefined && recordOfKey(holder) !== record)
        throw duplicateKey(collection, index, keyValueOf(index, document, key));
    }
  }

  /** Remembers in the catalog that an index has become multikey or lost its order. */
  private noteShapes(
    collection: CollectionInfo,
    filed: readonly { index: IndexInfo; now: IndexKeys }[],
  ): void {
    for (const { index, now } of filed) {
      const isNews = (now.isMultikey && !index.isMultikey) || (!now.isOrdered && index.isOrdered);
      if (!isNews) continue;
      const current = this.catalog.get(collection.namespace).indexes.find(({ id }) => id === index.id);
      if (current === undefined) continue;
      this.catalog.saveIndex(collection.namespace, {
        ...current,
        isMultikey: current.isMultikey || now.isMultikey,
        isOrdered: current.isOrdered && now.isOrdered,
      });
    }
  }
}

function isAffected(index: IndexInfo, touched: ReadonlySet<string>): boolean {
  // What a partial index covers may hang on any field.
  return index.partial !== undefined || index.fields.some(({ parts }) => touched.has(parts[0]!));
}

function duplicateKey({ namespace }: CollectionInfo, index: IndexInfo, keyValue: Document): StoreError {
  return new StoreError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: ${describeValue(keyValue)}`,
    { keyPattern: index.key, keyValue },
  );
}

/**
 * What is stored for a document that a client sent: `_id` first, made if missing.
 * @throws StoreError 53 on an `_id` that MongoDB does not take
 */
export function prepareInsert(raw: Buffer): { document: Document; bytes: Buffer } {
  const document = readBson(raw);
  for (const name of document.keys()) {
    if (name.startsWith('$'))
      throw new StoreError(52, `The dollar ($) prefixed field '${name}' is not allowed`);
    break;
  }
  const first = document.keys().next().value;
  if (first === '_id') {
    checkId(document);
    return { document, bytes: raw };
  }
  const ordered = withId(document);
  return { document: ordered, bytes: writeBson(ordered) };
}

/** The document with its `_id` in front. */
export function withId(document: Document): Document {
  const id = document.get('_id') ?? new ObjectId();
  const ordered: Document = new Map([['_id', id]]);
  for (const [name, value] of document) if (name !== '_id') ordered.set(name, value);
  checkId(ordered);
  return ordered;
}

function checkId(document: Document): void {
  const id = document.get('_id');
  if (Array.isArray(id)) throw new StoreError(53, "The '_id' value cannot be of type array");
  if (id !== null && typeof id === 'object' && 'pattern' in id) {
    throw new StoreError(53, "The '_id' value cannot be of type regex");
  }
  if (id instanceof Map) {
    for (const name of id.keys()) {
      if (name.startsWith('$'))
        throw new StoreError(52, `_id fields may not contain '$'-prefixed fields: ${name}`);
    }
  }
}
