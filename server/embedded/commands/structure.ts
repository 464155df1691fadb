import { badValue, StoreError, unsupported } from '../errors.ts';
import { compileCondition, parseFilter } from '../matcher.ts';
import { describeIndex, makeIndex, type CollectionInfo, type IndexInfo } from '../storage/catalog.ts';
import { Row } from '../scan.ts';
import { sourceOf } from '../turn.ts';
import { describeValue } from '../values/describe.ts';
import { areEqual } from '../values/order.ts';
import { isArrayIndex, splitPath } from '../values/paths.ts';
import {
  asInteger,
  isDocument,
  isNumber,
  isTruthy,
  typeNameOf,
  type Document,
  type Value,
} from '../values/value.ts';
import { readBson } from '../values/readBson.ts';
import { writeBson } from '../values/writeBson.ts';
import { sweepGarbage } from '../storage/garbage.ts';
import {
  checkCollation,
  namespaceOf,
  optionalBoolean,
  optionalCount,
  optionalDocument,
  refuse,
  wrongType,
  type Command,
  type Engine,
  type Invocation,
  type Reply,
} from './command.ts';

/** Nobody waits for it; what a failing disk leaves behind is swept after the next start. */
function sweepLater(engine: Engine): void {
  sweepGarbage(engine).catch(() => undefined);
}

/** How many records an index build files per transaction. */
const BUILD_PIECE = 1_000;

const MAX_INDEXES = 64;
const MAX_FIELDS = 32;

/** Options of create that MongoDB has, and what they would make. */
const refusedAtCreate: Readonly<Record<string, string>> = {
  capped: 'capped collections',
  timeseries: 'time-series collections',
  clusteredIndex: 'clustered collections',
  viewOn: 'views',
  validator: 'validators',
  ...Object.fromEntries(
    [
      ...['size', 'max', 'expireAfterSeconds', 'changeStreamPreAndPostImages', 'storageEngine', 'pipeline'],
      ...['indexOptionDefaults', 'encryptedFields', 'validationLevel', 'validationAction', 'autoIndexId'],
    ].map((name) => [name, `the option ${name} of create`]),
  ),
};

const create: Command = {
  fields: [...Object.keys(refusedAtCreate), 'collation'],
  async run(invocation) {
    const { engine, body } = invocation;
    const namespace = namespaceOf(invocation);
    checkCollation(body);
    for (const [name, what] of Object.entries(refusedAtCreate)) refuse(body, name, what);
    // One that is there has the same options, since there are none: that is success since MongoDB 7.0.
    await engine.environment.write(() => engine.catalog.ensure(namespace));
    return {};
  },
};

const drop: Command = {
  fields: [],
  async run(invocation) {
    const { engine } = invocation;
    const namespace = namespaceOf(invocation);
    const indexes = await engine.environment.write(() => {
      const collection = engine.catalog.find(namespace);
      if (collection !== undefined) engine.catalog.remove(collection);
      return collection?.indexes.length;
    });
    sweepLater(engine);
    return indexes === undefined ? {} : { nIndexesWas: indexes, ns: namespace };
  },
};

const dropDatabase: Command = {
  fields: [],
  async run({ engine, db }) {
    await engine.environment.write(() =>
      engine.catalog.inDatabase(db).forEach((one) => engine.catalog.remove(one)),
    );
    sweepLater(engine);
    return { dropped: db };
  },
};

const indexOptions = new Set([
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'v',
  'collation',
  'ns',
  'hidden',
]);

/** Options that belong to kinds of indexes we do not have. */
const otherIndexOptions = new Set([
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'bucketSize',
  'storageEngine',
  'wildcardProjection',
  'prepareUnique',
  'clustered',
  'columnstoreProjection',
]);

type IndexDefinition = Omit<IndexInfo, 'id'>;

function parseIndex(definition: Value): IndexDefinition {
  if (!isDocument(definition)) throw wrongType('createIndexes.indexes', definition, 'object');
  for (const [name] of definition) {
    if (otherIndexOptions.has(name)) throw unsupported(`the index option ${name}`);
    if (!indexOptions.has(name)) {
      throw new StoreError(
        197,
        `The field '${name}' is not valid for an index specification. Specification: ${describeValue(definition)}`,
      );
    }
  }
  checkCollation(definition);
  if (isTruthy(definition.get('hidden'))) throw unsupported('hidden indexes');
  const version = definition.get('v');
  if (version !== undefined && asInteger(version) !== 2)
    throw unsupported(`indexes of version ${describeValue(version)}`);
  const key = definition.get('key');
  if (!isDocument(key) || key.size === 0) throw new StoreError(67, 'Index keys cannot be an empty object');
  if (key.size > MAX_FIELDS)
    throw new StoreError(13103, `too many compound keys; at most ${MAX_FIELDS} are allowed`);
  for (const [path, kind] of key) checkIndexField(path, kind, key);

  const isId = key.size === 1 && key.has('_id');
  const name = definition.get('name');
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw new StoreError(67, 'index name must be a string and cannot be empty');
  const expireAfterSeconds = ttlOf(definition, key);
  const filter = definition.get('partialFilterExpression');
  if (filter !== undefined && !isDocument(filter))
    throw wrongType('partialFilterExpression', filter, 'object');
  if (filter !== undefined) checkPartialFilter(filter);
  const isSparse = isTruthy(definition.get('sparse'));
  if (filter !== undefined && isSparse)
    throw new StoreError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  const { id: _id, ...index } = makeIndex({
    id: 0,
    name: name ?? [...key].map(([path, direction]) => `${path}_${String(Number(direction))}`).join('_'),
    key,
    isUnique: isTruthy(definition.get('unique')) || isId,
    isSparse,
    ...(filter === undefined ? {} : { filter }),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
    isBuilding: true,
  });
  return index;
}

function checkIndexField(path: string, kind: Value, key: Document): void {
  if (typeof kind === 'string') {
    if (['text', 'hashed', '2d', '2dsphere', 'geoHaystack', 'columnstore'].includes(kind))
      throw unsupported(`${kind} indexes`);
    throw new StoreError(67, `Unknown index plugin '${kind}'`);
  }
  if (path === '$**' || path.endsWith('.$**')) throw unsupported('wildcard indexes');
  if (!isNumber(kind) || Number(kind) === 0 || Number.isNaN(Number(kind))) {
    throw new StoreError(
      67,
      `Values in v:2 index key pattern cannot be of type ${typeNameOf(kind)}. Only numbers other than 0 and strings are allowed: ${describeValue(key)}`,
    );
  }
  const parts = splitPath(path);
  if (parts.some((part) => part === '' || part.startsWith('$')))
    throw new StoreError(67, `Index key contains an illegal field name: '${path}'`);
  if (parts.some(isArrayIndex)) throw unsupported(`numbers in the paths of indexes (${path})`);
}

function ttlOf(definition: Document, key: Document): number | undefined {
  const given = definition.get('expireAfterSeconds');
  if (given === undefined) return undefined;
  const seconds = isNumber(given) ? asInteger(given) : undefined;
  if (seconds === undefined || seconds < 0 || seconds > 2_147_483_647) {
    throw new StoreError(
      67,
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, but was ${describeValue(given)}`,
    );
  }
  if (key.size > 1)
    throw new StoreError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
  if (key.has('_id'))
    throw new StoreError(67, "The field 'expireAfterSeconds' is not valid for an _id index specification");
  return seconds;
}

function checkPartialFilter(filter: Document): void {
  const allowed = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$exists', '$type']);
  for (const [name, value] of filter) {
    if (name === '$and' && Array.isArray(value)) {
      value.filter(isDocument).forEach(checkPartialFilter);
      continue;
    }
    if (name.startsWith('$')) throw new StoreError(67, `unsupported expression in partial index: ${name}`);
    if (!isDocument(value) || ![...value.keys()].some((one) => one.startsWith('$'))) continue;
    for (const [operator, operand] of value) {
      if (!allowed.has(operator) || (operator === '$exists' && !isTruthy(operand))) {
        throw new StoreError(67, `unsupported expression in partial index: ${operator}`);
      }
    }
  }
  parseFilter(filter);
}

const isSameKey = (a: Document, b: Document): boolean =>
  areEqual(a, b) && [...a.keys()].join('\0') === [...b.keys()].join('\0');

/** The existing index that the definition describes already. @throws StoreError 85 or 86 on a contradiction */
function findSame(collection: CollectionInfo, wanted: IndexDefinition): IndexInfo | undefined {
  for (const known of collection.indexes) {
    const sameKey = isSameKey(known.key, wanted.key);
    const sameFilter = areEqual(known.partial?.filter, wanted.partial?.filter);
    const sameOptions =
      known.isUnique === wanted.isUnique &&
      known.isSparse === wanted.isSparse &&
      known.expireAfterSeconds === wanted.expireAfterSeconds &&
      sameFilter;
    if (known.name === '_id_' && sameKey) return known;
    if (known.name === wanted.name) {
      if (sameKey && sameOptions) return known;
      throw new StoreError(
        86,
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${wanted.name}, existing index: ${known.name}`,
      );
    }
    if (sameKey && sameFilter) {
      throw new StoreError(
        85,
        sameOptions
          ? `Index already exists with a different name: ${known.name}`
          : `An equivalent index already exists with a different name and options. Requested index: ${wanted.name}, existing index: ${known.name}`,
      );
    }
  }
  return undefined;
}

const createIndexes: Command = {
  fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
  async run(invocation) {
    const { engine, body } = invocation;
    const namespace = namespaceOf(invocation);
    if (optionalBoolean(body, 'ignoreUnknownIndexOptions') === true)
      throw unsupported('the option ignoreUnknownIndexOptions');
    if (body.has('commitQuorum')) throw badValue('commitQuorum is only supported on replica sets');
    const definitions = body.get('indexes');
    if (!Array.isArray(definitions) || definitions.length === 0)
      throw badValue('Must specify at least one index to create');
    const wanted = definitions.map(parseIndex);

    const begun = await engine.environment.write(() => {
      const isNew = engine.catalog.find(namespace) === undefined;
      const before = engine.catalog.ensure(namespace);
      const added: IndexInfo[] = [];
      for (const definition of wanted) {
        const collection = engine.catalog.get(namespace);
        const same = findSame(collection, definition);
        if (same?.isBuilding === true && !added.some(({ id }) => id === same.id)) {
          throw new StoreError(12587, `index ${same.name} is being built already`);
        }
        if (same !== undefined) continue;
        if (collection.indexes.length >= MAX_INDEXES)
          throw new StoreError(67, `add index fails, too many indexes for ${namespace}`);
        const index: IndexInfo = { id: engine.catalog.newId(), ...definition };
        engine.catalog.saveIndex(namespace, index);
        added.push(index);
      }
      return { isNew, before: before.indexes.length, added };
    });
    await buildIndexes(engine, namespace, begun.added);
    return {
      numIndexesBefore: begun.before,
      numIndexesAfter: begun.before + begun.added.length,
      createdCollectionAutomatically: begun.isNew,
      ...(begun.added.length === 0 ? { note: 'all indexes already exist' } : {}),
    };
  },
};

/** Fills new indexes piece by piece while writers keep them up to date; all of them or none. */
async function buildIndexes(engine: Engine, namespace: string, added: readonly IndexInfo[]): Promise<void> {
  const current = (id: number): { collection: CollectionInfo; index: IndexInfo } => {
    const collection = engine.catalog.get(namespace);
    const index = collection.indexes.find((one) => one.id === id);
    if (index === undefined) throw new StoreError(276, 'the index was dropped while it was being built');
    return { collection, index };
  };
  try {
    for (const { id } of added) {
      let after: number | undefined = 0;
      while (after !== undefined) {
        const from: number = after;
        after = await engine.environment.write(() => {
          const { collection, index } = current(id);
          return engine.collections.fillIndex(collection, index, from, BUILD_PIECE);
        });
      }
    }
    await engine.environment.write(() => {
      for (const { id } of added)
        engine.catalog.saveIndex(namespace, { ...current(id).index, isBuilding: false });
    });
  } catch (error) {
    await engine.environment.write(() => {
      const collection = engine.catalog.find(namespace);
      for (const index of collection?.indexes ?? []) {
        if (added.some(({ id }) => id === index.id)) engine.catalog.removeIndex(namespace, index);
      }
    });
    sweepLater(engine);
    throw error;
  }
}

const dropIndexes: Command = {
  fields: ['index'],
  async run(invocation) {
    const { engine, body } = invocation;
    const namespace = namespaceOf(invocation);
    const wanted = body.get('index');
    const before = await engine.environment.write(() => {
      const collection = engine.catalog.get(namespace);
      for (const index of indexesToDrop(collection, wanted)) engine.catalog.removeIndex(namespace, index);
      return collection.indexes.length;
    });
    sweepLater(engine);
    return { nIndexesWas: before };
  },
};

function indexesToDrop({ indexes }: CollectionInfo, wanted: Value | undefined): IndexInfo[] {
  const others = indexes.filter(({ name }) => name !== '_id_');
  if (wanted === '*') return others;
  const list = Array.isArray(wanted) ? wanted : [wanted];
  return list.map((one) => {
    const found = indexes.find(({ name, key }) => (isDocument(one) ? isSameKey(key, one) : name === one));
    if (found === undefined) {
      throw new StoreError(
        27,
        isDocument(one)
          ? `can't find index with key: ${describeValue(one)}`
          : `index not found with name [${String(one)}]`,
      );
    }
    if (found.name === '_id_') throw new StoreError(72, 'cannot drop _id index');
    return found;
  });
}

/** An answer that is short, but in the form of a cursor. */
async function cursorOf(
  invocation: Invocation,
  namespace: string,
  documents: readonly Record<string, unknown>[],
): Promise<Reply> {
  const { engine, body, turn } = invocation;
  const cursor = optionalDocument(body, 'cursor') ?? new Map();
  const rows = documents.map((one) => Row.of(readBson(writeBson(one))));
  const query = { namespace, source: sourceOf(rows), useTurn: () => undefined };
  const batch = await engine.cursors.first(query, turn, { batchSize: optionalCount(cursor, 'batchSize') });
  return { cursor: { firstBatch: batch.documents, id: batch.id, ns: namespace } };
}

const listIndexes: Command = {
  fields: ['cursor'],
  run(invocation) {
    const collection = invocation.engine.catalog.get(namespaceOf(invocation));
    return cursorOf(
      invocation,
      collection.namespace,
      collection.indexes.filter((one) => !one.isBuilding).map(describeIndex),
    );
  },
};

const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
  run(invocation) {
    const { engine, db, body } = invocation;
    const matches = compileCondition(parseFilter(optionalDocument(body, 'filter') ?? new Map()));
    const nameOnly = optionalBoolean(body, 'nameOnly') ?? false;
    const found = engine.catalog
      .inDatabase(db)
      .map(({ name, indexes }) => ({
        name,
        type: 'collection',
        ...(nameOnly ? {} : { options: {}, info: { readOnly: false }, idIndex: describeIndex(indexes[0]!) }),
      }))
      .filter((one) => matches(readBson(writeBson(one))));
    return cursorOf(invocation, `${db}.$cmd.listCollections`, found);
  },
};

const listDatabases: Command = {
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  run({ engine, body }) {
    const matches = compileCondition(parseFilter(optionalDocument(body, 'filter') ?? new Map()));
    const sizes = new Map<string, number>();
    for (const info of engine.catalog.current().collections.values()) {
      sizes.set(info.db, (sizes.get(info.db) ?? 0) + engine.catalog.stats(info).bytes);
    }
    const nameOnly = optionalBoolean(body, 'nameOnly') ?? false;
    const databases = [...sizes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, sizeOnDisk]) => (nameOnly ? { name } : { name, sizeOnDisk, empty: false }))
      .filter((one) => matches(readBson(writeBson(one))));
    return nameOnly
      ? { databases }
      : { databases, totalSize: [...sizes.values()].reduce((a, b) => a + b, 0) };
  },
};

const collStats: Command = {
  fields: ['scale'],
  run(invocation) {
    const { engine, body } = invocation;
    const namespace = namespaceOf(invocation);
    const scale = optionalCount(body, 'scale') ?? 1;
    const collection = engine.catalog.find(namespace);
    const { count, bytes } =
      collection === undefined ? { count: 0, bytes: 0 } : engine.catalog.stats(collection);
    return {
      ns: namespace,
      count,
      size: Math.floor(bytes / scale),
      ...(count === 0 ? {} : { avgObjSize: Math.floor(bytes / count) }),
      storageSize: Math.floor(bytes / scale),
      capped: false,
      nindexes: collection?.indexes.length ?? 0,
      scaleFactor: scale,
    };
  },
};

const dbStats: Command = {
  fields: ['scale', 'freeStorage'],
  run({ engine, db, body }) {
    const scale = optionalCount(body, 'scale') ?? 1;
    const collections = engine.catalog.inDatabase(db);
    const stats = collections.map((one) => engine.catalog.stats(one));
    const objects = stats.reduce((sum, { count }) => sum + count, 0);
    const bytes = stats.reduce((sum, one) => sum + one.bytes, 0);
    return {
      db,
      collections: collections.length,
      views: 0,
      objects,
      avgObjSize: objects === 0 ? 0 : bytes / objects,
      dataSize: Math.floor(bytes / scale),
      storageSize: Math.floor(bytes / scale),
      indexes: collections.reduce((sum, { indexes }) => sum + indexes.length, 0),
      scaleFactor: scale,
    };
  },
};

export const structureCommands: Readonly<Record<string, Command>> = {
  create,
  drop,
  dropDatabase,
  createIndexes,
  dropIndexes,
  listIndexes,
  listCollections,
  listDatabases,
  collStats,
  dbStats,
};
