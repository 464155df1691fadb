import { SetAccumulator } from '../accumulators.ts';
import { StoreError, unsupported } from '../errors.ts';
import { compileCondition, parseFilter, type Condition } from '../matcher.ts';
import type { Query } from '../cursors.ts';
import { planQuery, type Plan, type SortField } from '../planner.ts';
import { compileProjection } from '../projection.ts';
import { Row, Scan } from '../scan.ts';
import { parseSort } from '../sorting.ts';
import { compilePipeline } from '../stages.ts';
import { limitRows, mapRows, skipRows, sortRows } from '../stages.ts';
import { drain, sourceOf, type Source, type Turn } from '../turn.ts';
import { splitPath, visitPath } from '../values/paths.ts';
import { asInteger, isDocument, type Value } from '../values/value.ts';
import { MAX_DOCUMENT_BYTES } from '../values/writeBson.ts';
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

/** Matching rows of a collection, in the order asked for if an index gives it. */
function openRows(
  engine: Engine,
  namespace: string,
  condition: Condition,
  sort: readonly SortField[],
  hint: Value | undefined,
): { source: Source<Row>; useTurn: (turn: Turn) => void; plan?: Plan; scan?: Scan } {
  const collection = engine.catalog.find(namespace);
  if (collection === undefined) return { source: sourceOf<Row>([]), useTurn: () => undefined };
  const plan = planQuery(collection, condition, sort, hint);
  let turn: Turn | undefined;
  const scan = new Scan(engine.collections, collection, plan, compileCondition(condition), () => turn!);
  return { source: scan, useTurn: (own) => void (turn = own), plan, scan };
}

const findFields = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'collation',
  'let',
  'allowDiskUse',
  'noCursorTimeout',
  'tailable',
  'awaitData',
  'min',
  'max',
  'returnKey',
  'showRecordId',
  'oplogReplay',
  'allowPartialResults',
];

interface OpenedFind extends Query {
  plan: Plan | undefined;
  scan: Scan | undefined;
}

function openFind(invocation: Invocation): OpenedFind {
  const { engine, body } = invocation;
  const namespace = namespaceOf(invocation);
  checkCollation(body);
  refuse(body, 'let');
  for (const name of ['tailable', 'awaitData', 'returnKey', 'showRecordId']) {
    if (optionalBoolean(body, name) === true) throw unsupported(`the option ${name}`);
  }
  for (const name of ['min', 'max']) refuse(body, name);
  const condition = parseFilter(optionalDocument(body, 'filter') ?? new Map());
  const sort = parseSort(body.get('sort'));
  const projection = optionalDocument(body, 'projection');
  const skip = optionalCount(body, 'skip') ?? 0;
  const limit = optionalCount(body, 'limit') ?? 0;

  const opened = openRows(engine, namespace, condition, sort, body.get('hint'));
  let { source } = opened;
  if (opened.plan?.isSorted === false)
    source = sortRows(source, sort, limit === 0 ? undefined : skip + limit);
  if (skip > 0) source = skipRows(source, skip);
  if (limit > 0) source = limitRows(source, limit);
  if (projection !== undefined && projection.size > 0) {
    const transform = compileProjection(projection, 'find');
    source = mapRows(source, (row) => Row.of(transform(row.document)));
  }
  return { namespace, source, useTurn: opened.useTurn, plan: opened.plan, scan: opened.scan };
}

const find: Command = {
  fields: findFields,
  async run(invocation) {
    const { engine, body, turn } = invocation;
    const query = openFind(invocation);
    const isSingle = optionalBoolean(body, 'singleBatch') ?? false;
    const batch = await engine.cursors.first(query, turn, {
      batchSize: optionalCount(body, 'batchSize'),
      isSingle,
      neverTimesOut: optionalBoolean(body, 'noCursorTimeout') ?? false,
    });
    return { cursor: { firstBatch: batch.documents, id: batch.id, ns: query.namespace } };
  },
};

function openAggregate(invocation: Invocation): Query & { plan: Plan | undefined; scan: Scan | undefined } {
  const { engine, body } = invocation;
  if (asInteger(body.get('aggregate')) === 1) throw unsupported('an aggregation without a collection');
  const namespace = namespaceOf(invocation);
  checkCollation(body);
  refuse(body, 'let');
  const pipeline = body.get('pipeline');
  if (!Array.isArray(pipeline)) throw wrongType('aggregate.pipeline', pipeline, 'array');
  if (isDocument(pipeline[0]) && pipeline[0].has('$changeStream')) {
    throw new StoreError(40573, 'The $changeStream stage is only supported on replica sets');
  }
  const { condition, sort, stages } = compilePipeline(pipeline);
  const opened = openRows(engine, namespace, condition, sort, body.get('hint'));
  // The first stage is the sort that the index gives already.
  const isSorted = sort.length > 0 && opened.plan?.isSorted === true;
  const rest = isSorted ? stages.slice(1) : stages;
  const source = rest.reduce((input, stage) => stage(input), opened.source);
  return { namespace, source, useTurn: opened.useTurn, plan: opened.plan, scan: opened.scan };
}

const aggregate: Command = {
  fields: [
    'pipeline',
    'cursor',
    'hint',
    'collation',
    'let',
    'allowDiskUse',
    'bypassDocumentValidation',
    'explain',
  ],
  async run(invocation) {
    const { engine, body, turn } = invocation;
    if (optionalBoolean(body, 'explain') === true) return explainReply(openAggregate(invocation));
    const cursor = body.get('cursor');
    if (!isDocument(cursor)) {
      throw new StoreError(
        9,
        "The 'cursor' option is required, except for aggregate with the explain argument",
      );
    }
    for (const name of cursor.keys()) {
      if (name !== 'batchSize')
        throw new StoreError(40415, `BSON field 'cursor.${name}' is an unknown field.`);
    }
    const query = openAggregate(invocation);
    const batch = await engine.cursors.first(query, turn, { batchSize: optionalCount(cursor, 'batchSize') });
    return { cursor: { firstBatch: batch.documents, id: batch.id, ns: query.namespace } };
  },
};

const getMore: Command = {
  fields: ['collection', 'batchSize'],
  async run({ engine, db, body, turn }) {
    const id = body.get('getMore');
    if (typeof id !== 'bigint') throw wrongType('getMore.getMore', id, 'long');
    const collection = body.get('collection');
    if (typeof collection !== 'string') throw wrongType('getMore.collection', collection, 'string');
    const namespace = `${db}.${collection}`;
    const batchSize = optionalCount(body, 'batchSize');
    const batch = await engine.cursors.more(id, namespace, turn, batchSize === 0 ? undefined : batchSize);
    return { cursor: { nextBatch: batch.documents, id: batch.id, ns: namespace } };
  },
};

const killCursors: Command = {
  fields: ['cursors'],
  run(invocation) {
    const namespace = namespaceOf(invocation);
    const ids = invocation.body.get('cursors');
    if (!Array.isArray(ids)) throw wrongType('killCursors.cursors', ids, 'array');
    const killed: bigint[] = [];
    const unknown: bigint[] = [];
    for (const id of ids) {
      if (typeof id !== 'bigint') throw wrongType('killCursors.cursors', id, 'long');
      (invocation.engine.cursors.kill(id, namespace) ? killed : unknown).push(id);
    }
    return { cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [] };
  },
};

const count: Command = {
  fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'],
  async run(invocation) {
    const { engine, body, turn } = invocation;
    const namespace = namespaceOf(invocation);
    checkCollation(body);
    const query = optionalDocument(body, 'query') ?? new Map();
    const limit = Math.abs(asInteger(body.get('limit')) ?? 0);
    const skip = optionalCount(body, 'skip') ?? 0;
    if (query.size === 0 && limit === 0 && skip === 0) {
      const collection = engine.catalog.find(namespace);
      return { n: collection === undefined ? 0 : engine.catalog.stats(collection).count };
    }
    const { source, useTurn } = openRows(engine, namespace, parseFilter(query), [], body.get('hint'));
    useTurn(turn);
    let n = 0;
    await drain(source, turn, () => ++n < (limit === 0 ? Infinity : skip + limit));
    return { n: Math.max(0, n - skip) };
  },
};

const distinct: Command = {
  fields: ['key', 'query', 'collation', 'hint'],
  async run(invocation) {
    const { engine, body, turn } = invocation;
    checkCollation(body);
    const key = body.get('key');
    if (typeof key !== 'string') throw wrongType('distinct.key', key, 'string');
    const parts = splitPath(key);
    const condition = parseFilter(optionalDocument(body, 'query') ?? new Map());
    const { source, useTurn } = openRows(engine, namespaceOf(invocation), condition, [], body.get('hint'));
    useTurn(turn);
    const values = new SetAccumulator();
    await drain(source, turn, (row) => {
      visitPath(row.document, parts, 0, false, (value) => {
        for (const one of Array.isArray(value) ? value : [value]) values.add(one);
        return false;
      });
      if (values.sizeBytes > 2 * MAX_DOCUMENT_BYTES)
        throw new StoreError(17217, 'distinct too big, 16mb cap');
      return true;
    });
    return { values: values.value };
  },
};

const explain: Command = {
  fields: ['verbosity'],
  run(invocation) {
    const inner = invocation.body.get('explain');
    if (!isDocument(inner)) throw wrongType('explain', inner, 'object');
    const [name = ''] = inner.keys();
    const nested: Invocation = { ...invocation, name, body: inner };
    if (name === 'find') return explainReply(openFind(nested));
    if (name === 'aggregate') return explainReply(openAggregate(nested));
    if (name === 'count' || name === 'distinct') {
      const query = optionalDocument(inner, 'query') ?? new Map();
      return explainReply({
        namespace: namespaceOf(nested),
        ...openRows(invocation.engine, namespaceOf(nested), parseFilter(query), [], inner.get('hint')),
      });
    }
    throw unsupported(`explain of ${name}`);
  },
};

/** The planner's choice, in the shape of MongoDB's answer as far as it goes. */
function explainReply({ namespace, plan }: { namespace: string; plan?: Plan | undefined }): Reply {
  const stage =
    plan === undefined
      ? { stage: 'EOF' }
      : plan.index === undefined
        ? { stage: 'COLLSCAN', direction: plan.isReverse ? 'backward' : 'forward' }
        : {
            stage: 'FETCH',
            inputStage: {
              stage: plan.points === undefined ? 'IXSCAN' : 'IDHACK',
              keyPattern: plan.index.key,
              indexName: plan.index.name,
              isMultiKey: plan.index.isMultikey,
              direction: plan.isReverse ? 'backward' : 'forward',
              ranges: plan.points?.length ?? plan.ranges.length,
            },
          };
  const winningPlan = plan?.isSorted === false ? { stage: 'SORT', inputStage: stage } : stage;
  return { explainVersion: '1', queryPlanner: { namespace, winningPlan, rejectedPlans: [] } };
}

export const readingCommands: Readonly<Record<string, Command>> = {
  find,
  aggregate,
  getMore,
  killCursors,
  count,
  distinct,
  explain,
};
