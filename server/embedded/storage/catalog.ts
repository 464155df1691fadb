import type { Transaction } from 'lmdb';
import { StoreError } from '../errors.ts';
import { compileCondition, parseFilter, type Condition, type Matcher } from '../matcher.ts';
import { readBson } from '../values/readBson.ts';
import { splitPath, type Path } from '../values/paths.ts';
import { asInteger, isTruthy, type Document, type Value } from '../values/value.ts';
import { writeBson } from '../values/writeBson.ts';
import { afterPrefix, type Environment, type Table } from './environment.ts';

export interface IndexField {
  path: string;
  parts: Path;
  direction: 1 | -1;
}

export interface IndexInfo {
  id: number;
  name: string;
  key: Document;
  fields: readonly IndexField[];
  isUnique: boolean;
  isSparse: boolean;
  partial?: { filter: Document; condition: Condition; matches: Matcher };
  expireAfterSeconds?: number;
  /** Some document has several entries, because a path leads through an array. */
  isMultikey: boolean;
  /** False once a value was too long to keep its order. */
  isOrdered: boolean;
  /** Being filled: kept up to date by writers, not yet used by readers. */
  isBuilding: boolean;
}

export interface CollectionInfo {
  id: number;
  db: string;
  name: string;
  namespace: string;
  indexes: readonly IndexInfo[];
}

/** Collections and their indexes at one moment. */
export interface Snapshot {
  collections: ReadonlyMap<string, CollectionInfo>;
}

export interface CollectionStats {
  count: number;
  bytes: number;
}

const STAMP = Buffer.from('stamp');
const NEXT_ID = Buffer.from('nextId');
const COLLECTIONS = Buffer.from('c/');
const STATS = Buffer.from('s/');
const GARBAGE = Buffer.from('g/');

const keyOf = (prefix: Buffer, name: string) => Buffer.concat([prefix, Buffer.from(name)]);

/**
 * Which collections and indexes there are. Kept in the same transactions as the
 * records; a reader sees the catalog that belongs to the records it sees, since
 * both are read from one snapshot and the parsed form is remembered by its stamp.
 */
export class Catalog {
  private readonly environment: Environment;
  private stamp: Buffer = Buffer.alloc(0);
  private snapshot: Snapshot = { collections: new Map() };
  private parsed = new Map<string, { bytes: Buffer; info: CollectionInfo }>();
  /** Never used twice, not even after a transaction that failed. */
  private nextStamp: bigint;

  constructor(environment: Environment) {
    this.environment = environment;
    const stored = environment.catalog.get(STAMP);
    this.nextStamp = (stored?.readBigUInt64BE() ?? 0n) + 1n;
  }

  current(): Snapshot {
    const { catalog } = this.environment;
    const stamp = catalog.get(STAMP) ?? Buffer.alloc(0);
    if (stamp.equals(this.stamp)) return this.snapshot;

    const collections = new Map<string, CollectionInfo>();
    const parsed = new Map<string, { bytes: Buffer; info: CollectionInfo }>();
    for (const { namespace, value } of storedCollections(catalog)) {
      const known = this.parsed.get(namespace);
      const entry = known?.bytes.equals(value)
        ? known
        : { bytes: value, info: parseCollection(namespace, value) };
      parsed.set(namespace, entry);
      collections.set(namespace, entry.info);
    }
    this.parsed = parsed;
    this.stamp = stamp;
    this.snapshot = { collections };
    return this.snapshot;
  }

  find(namespace: string): CollectionInfo | undefined {
    return this.current().collections.get(namespace);
  }

  /** @throws StoreError 26 */
  get(namespace: string): CollectionInfo {
    const found = this.find(namespace);
    if (found === undefined) throw new StoreError(26, `ns not found ${namespace}`);
    return found;
  }

  inDatabase(db: string): CollectionInfo[] {
    return [...this.current().collections.values()].filter((info) => info.db === db);
  }

  // What follows runs inside write transactions.

  save(info: CollectionInfo): CollectionInfo {
    void this.environment.catalog.put(keyOf(COLLECTIONS, info.namespace), writeBson(asStored(info)));
    this.touch();
    return this.get(info.namespace);
  }

  /** The collection, made with its `_id` index if there is none. */
  ensure(namespace: string): CollectionInfo {
    const found = this.find(namespace);
    if (found !== undefined) return found;
    checkNamespace(namespace);
    const dot = namespace.indexOf('.');
    const idIndex = makeIndex({
      id: this.newId(),
      name: '_id_',
      key: new Map([['_id', 1]]),
      isUnique: true,
      isBuilding: false,
    });
    return this.save({
      id: this.newId(),
      db: namespace.slice(0, dot),
      name: namespace.slice(dot + 1),
      namespace,
      indexes: [idIndex],
    });
  }

  saveIndex(namespace: string, index: IndexInfo): void {
    const info = this.get(namespace);
    const others = info.indexes.filter(({ id }) => id !== index.id);
    const place = info.indexes.findIndex(({ id }) => id === index.id);
    const indexes =
      place < 0 ? [...others, index] : info.indexes.map((known) => (known.id === index.id ? index : known));
    this.save({ ...info, indexes });
  }

  removeIndex(namespace: string, index: IndexInfo): void {
    const info = this.get(namespace);
    this.save({ ...info, indexes: info.indexes.filter(({ id }) => id !== index.id) });
    this.addGarbage(index.id, 'entries');
  }

  /** Takes the collection out at once; its records and entries are removed afterwards. */
  remove(info: CollectionInfo): void {
    const { catalog } = this.environment;
    void catalog.remove(keyOf(COLLECTIONS, info.namespace));
    void catalog.remove(keyOf(STATS, String(info.id)));
    this.addGarbage(info.id, 'records');
    for (const { id } of info.indexes) this.addGarbage(id, 'entries');
    this.touch();
  }

  newId(): number {
    const { catalog } = this.environment;
    const id = (catalog.get(NEXT_ID)?.readUInt32BE() ?? 0) + 1;
    const stored = Buffer.alloc(4);
    stored.writeUInt32BE(id);
    void catalog.put(NEXT_ID, stored);
    return id;
  }

  /** Ranges whose owner is gone and that still hold data. */
  garbage(): { id: number; table: 'records' | 'entries' }[] {
    const range = this.environment.catalog.getRange({ start: GARBAGE, end: afterPrefix(GARBAGE) });
    return [...range].map(({ key, value }) => ({
      id: Number(key.toString('utf8', GARBAGE.length)),
      table: value.toString() as 'records' | 'entries',
    }));
  }

  forgetGarbage(id: number): void {
    void this.environment.catalog.remove(keyOf(GARBAGE, String(id)));
  }

  stats(info: CollectionInfo): CollectionStats {
    return readStats(this.environment.catalog, info.id);
  }

  addStats(info: CollectionInfo, count: number, bytes: number): void {
    const before = this.stats(info);
    const stored = Buffer.alloc(16);
    stored.writeDoubleBE(before.count + count, 0);
    stored.writeDoubleBE(before.bytes + bytes, 8);
    void this.environment.catalog.put(keyOf(STATS, String(info.id)), stored);
  }

  private addGarbage(id: number, table: 'records' | 'entries'): void {
    void this.environment.catalog.put(keyOf(GARBAGE, String(id)), Buffer.from(table));
  }

  private touch(): void {
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(this.nextStamp++);
    void this.environment.catalog.put(STAMP, stamp);
  }
}

function* storedCollections(
  catalog: Table,
  transaction?: Transaction,
): Iterable<{ namespace: string; value: Buffer }> {
  const range = { start: COLLECTIONS, end: afterPrefix(COLLECTIONS) };
  for (const { key, value } of catalog.getRange(withTransaction(range, transaction)))
    yield { namespace: key.toString('utf8', COLLECTIONS.length), value };
}

function readStats(catalog: Table, id: number, transaction?: Transaction): CollectionStats {
  const stored = catalog.get(keyOf(STATS, String(id)), withTransaction({}, transaction));
  if (stored === undefined) return { count: 0, bytes: 0 };
  return { count: stored.readDoubleBE(0), bytes: stored.readDoubleBE(8) };
}

const withTransaction = <T extends object>(options: T, transaction: Transaction | undefined) =>
  transaction === undefined ? options : { ...options, transaction };

/** The collections of a database as a transaction of another process sees them, with the number of their documents. */
export function collectionsSeenBy(
  transaction: Transaction,
  catalog: Table,
  db: string,
): { info: CollectionInfo; count: number }[] {
  return [...storedCollections(catalog, transaction)]
    .map(({ namespace, value }) => parseCollection(namespace, value))
    .filter((info) => info.db === db)
    .map((info) => ({ info, count: readStats(catalog, info.id, transaction).count }));
}

/** An index from its parts, with what is derived from them. */
export function makeIndex(
  parts: Pick<IndexInfo, 'id' | 'name' | 'key' | 'isUnique' | 'isBuilding'> & {
    isSparse?: boolean;
    filter?: Document;
    expireAfterSeconds?: number;
    isMultikey?: boolean;
    isOrdered?: boolean;
  },
): IndexInfo {
  const { id, name, key, isUnique, isBuilding, filter, expireAfterSeconds } = parts;
  const condition = filter === undefined ? undefined : parseFilter(filter);
  return {
    id,
    name,
    key,
    fields: [...key].map(([path, direction]) => ({
      path,
      parts: splitPath(path),
      direction: Number(direction) < 0 ? -1 : 1,
    })),
    isUnique,
    isSparse: parts.isSparse ?? false,
    ...(filter === undefined || condition === undefined
      ? {}
      : { partial: { filter, condition, matches: compileCondition(condition) } }),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
    isMultikey: parts.isMultikey ?? false,
    isOrdered: parts.isOrdered ?? true,
    isBuilding,
  };
}

function asStored(info: CollectionInfo): Record<string, unknown> {
  return {
    id: info.id,
    indexes: info.indexes.map((index) => ({
      id: index.id,
      name: index.name,
      key: index.key,
      unique: index.isUnique,
      sparse: index.isSparse,
      filter: index.partial?.filter,
      expireAfterSeconds: index.expireAfterSeconds,
      multikey: index.isMultikey,
      ordered: index.isOrdered,
      building: index.isBuilding,
    })),
  };
}

function parseCollection(namespace: string, bytes: Buffer): CollectionInfo {
  const stored = readBson(bytes);
  const dot = namespace.indexOf('.');
  const indexes = (stored.get('indexes') as Document[]).map((index) => {
    const filter = index.get('filter') as Document | undefined;
    const expireAfterSeconds = asInteger(index.get('expireAfterSeconds'));
    return makeIndex({
      id: index.get('id') as number,
      name: index.get('name') as string,
      key: index.get('key') as Document,
      isUnique: isTruthy(index.get('unique')),
      isSparse: isTruthy(index.get('sparse')),
      ...(filter === undefined ? {} : { filter }),
      ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
      isMultikey: isTruthy(index.get('multikey')),
      isOrdered: isTruthy(index.get('ordered')),
      isBuilding: isTruthy(index.get('building')),
    });
  });
  return {
    id: stored.get('id') as number,
    db: namespace.slice(0, dot),
    name: namespace.slice(dot + 1),
    namespace,
    indexes,
  };
}

/** @throws StoreError 73 */
function checkNamespace(namespace: string): void {
  const dot = namespace.indexOf('.');
  const db = namespace.slice(0, dot);
  const name = namespace.slice(dot + 1);
  const isValid =
    dot > 0 &&
    /^[^/\\. "$*<>:|?\0]{1,63}$/.test(db) &&
    name !== '' &&
    !/[$\0]/.test(name) &&
    !name.startsWith('.') &&
    !name.endsWith('.') &&
    Buffer.byteLength(namespace) <= 255;
  if (!isValid) throw new StoreError(73, `Invalid namespace specified '${namespace}'`);
  if (name.startsWith('system.')) throw new StoreError(73, `cannot write to '${namespace}'`);
}

/** The documents of a key pattern as an index definition is listed. */
export function describeIndex(index: IndexInfo): Record<string, Value | undefined> {
  return {
    v: 2,
    key: index.key,
    name: index.name,
    ...(index.isUnique && index.name !== '_id_' ? { unique: true } : {}),
    ...(index.isSparse ? { sparse: true } : {}),
    ...(index.partial === undefined ? {} : { partialFilterExpression: index.partial.filter }),
    ...(index.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: index.expireAfterSeconds }),
  };
}
