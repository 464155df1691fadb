import { StoreError, unsupported } from './errors.ts';
import { approximateBytes, compileAccumulator, type Accumulator } from './accumulators.ts';
import { compileExpression } from './expressions.ts';
import { knownStages } from './knownNames.ts';
import { compileCondition, parseFilter, type Condition } from './matcher.ts';
import type { SortField } from './planner.ts';
import { compileAddFields, compileProjection, compileUnset, type Transform } from './projection.ts';
import { Row } from './scan.ts';
import { compareSortKeys, MEMORY_LIMIT_BYTES, memoryExceeded, parseSort, sortKeyOf } from './sorting.ts';
import { PAUSE, type Source } from './turn.ts';
import { groupingKey } from './values/keys.ts';
import { splitPath } from './values/paths.ts';
import {
  asInteger,
  isDocument,
  isNumber,
  isTruthy,
  typeNameOf,
  type Document,
  type Maybe,
  type Value,
} from './values/value.ts';

/** A step of a pipeline: what comes in, what goes out. */
export type Stage = (source: Source<Row>) => Source<Row>;

/** A pipeline taken apart: what the planner can do with an index, and the rest. */
export interface Pipeline {
  condition: Condition;
  sort: readonly SortField[];
  stages: readonly Stage[];
}

/** @throws StoreError naming the stage that is unknown, unsupported or wrongly written */
export function compilePipeline(pipeline: readonly Value[]): Pipeline {
  const steps = pipeline.map((step): [string, Value] => {
    if (!isDocument(step)) throw typeError("Each element of the 'pipeline' array must be an object");
    if (step.size !== 1)
      throw new StoreError(40323, 'A pipeline stage specification object must contain exactly one field.');
    return [...step][0]!;
  });

  const conditions: Condition[] = [];
  let at = 0;
  for (; steps[at]?.[0] === '$match'; at++) conditions.push(parseFilter(documentOf(steps[at]!)));
  const [name, definition] = steps[at] ?? [];
  const sort = name === '$sort' ? parseSortStage(definition!) : [];
  const stages = steps.slice(at).map((step, i, all) => {
    // Sorting for the first few need not keep the rest.
    const limit = step[0] === '$sort' && all[i + 1]?.[0] === '$limit' ? asInteger(all[i + 1]![1]) : undefined;
    return compileStage(step, limit);
  });
  return {
    condition: conditions.length === 1 ? conditions[0]! : { kind: 'and', of: conditions },
    sort,
    stages,
  };
}

const typeError = (message: string): StoreError => new StoreError(14, message);

function documentOf([name, value]: [string, Value]): Document {
  if (isDocument(value)) return value;
  throw new StoreError(
    name === '$match' ? 15959 : 40272,
    `the ${name} stage specification must be an object`,
  );
}

function compileStage(step: [string, Value], limit: number | undefined): Stage {
  const [name, definition] = step;
  switch (name) {
    case '$match': {
      const matches = compileCondition(parseFilter(documentOf(step)));
      return (source) => filterRows(source, (row) => matches(row.document));
    }
    case '$project':
      return transformStage(compileProjection(documentOf(step), '$project'));
    case '$addFields':
    case '$set':
      return transformStage(compileAddFields(documentOf(step)));
    case '$unset':
      return transformStage(compileUnset(namesOf(definition)));
    case '$unwind':
      return compileUnwind(definition);
    case '$group':
      return compileGroup(documentOf(step));
    case '$sort': {
      const fields = parseSortStage(definition);
      return (source) => sortRows(source, fields, limit);
    }
    case '$limit': {
      const count = countOf(name, definition);
      if (count < 1) throw new StoreError(15958, 'the limit must be positive');
      return (source) => limitRows(source, count);
    }
    case '$skip': {
      const count = countOf(name, definition);
      return (source) => skipRows(source, count);
    }
    case '$count': {
      if (typeof definition !== 'string' || definition === '' || /^\$|\.|\0/.test(definition)) {
        throw new StoreError(
          40156,
          'the count field must be a non-empty string without $ at its beginning and without dots',
        );
      }
      return (source) => countRows(source, definition);
    }
    case '$replaceRoot':
      return compileReplaceRoot(documentOf(step));
    default:
      if (knownStages.has(name)) throw unsupported(`the stage ${name}`);
      throw new StoreError(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
}

function parseSortStage(definition: Value): SortField[] {
  if (!isDocument(definition)) throw new StoreError(15973, 'the $sort key specification must be an object');
  if (definition.size === 0) throw new StoreError(15976, '$sort stage must have at least one sort key');
  return parseSort(definition);
}

function countOf(name: string, value: Value): number {
  const count = isNumber(value) ? asInteger(value) : undefined;
  if (count === undefined || count < 0) {
    throw new StoreError(
      name === '$skip' ? 5107200 : 5107201,
      `invalid argument to ${name} stage: a non-negative whole number is expected`,
    );
  }
  return count;
}

function namesOf(definition: Value): string[] {
  const names = Array.isArray(definition) ? definition : [definition];
  if (names.length === 0)
    throw new StoreError(31119, '$unset specification must be a string or an array with at least one field');
  return names.map((name) => {
    if (typeof name !== 'string')
      throw new StoreError(
        31120,
        '$unset specification must be a string or an array containing only string values',
      );
    return name;
  });
}

const transformStage =
  (transform: Transform): Stage =>
  (source) =>
    mapRows(source, (row) => Row.of(transform(row.document)));

function compileReplaceRoot(definition: Document): Stage {
  const newRoot = definition.get('newRoot');
  if (newRoot === undefined) throw new StoreError(40231, 'no newRoot specified for the $replaceRoot stage');
  for (const name of definition.keys()) {
    if (name !== 'newRoot')
      throw new StoreError(40415, `BSON field '$replaceRoot.${name}' is an unknown field.`);
  }
  const { evaluate } = compileExpression(newRoot);
  return (source) =>
    mapRows(source, (row) => {
      const root = evaluate(row.document);
      if (isDocument(root)) return Row.of(root);
      throw new StoreError(
        40228,
        `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeNameOf(root)}`,
      );
    });
}

function compileUnwind(definition: Value): Stage {
  const options = isDocument(definition) ? definition : new Map<string, Value>([['path', definition]]);
  for (const name of options.keys()) {
    if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name)) {
      throw new StoreError(28811, `unrecognized option to $unwind stage: ${name}`);
    }
  }
  const path = options.get('path');
  if (typeof path !== 'string')
    throw new StoreError(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$'))
    throw new StoreError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const parts = splitPath(path.slice(1));
  const indexName = options.get('includeArrayIndex');
  if (indexName !== undefined && (typeof indexName !== 'string' || indexName.startsWith('$'))) {
    throw new StoreError(
      28810,
      'expected a non-empty string for the includeArrayIndex option to $unwind stage',
    );
  }
  const indexParts = indexName === undefined ? undefined : splitPath(indexName as string);
  const keepsEmpty = isTruthy(options.get('preserveNullAndEmptyArrays'));

  const removePath = compileUnset([parts.join('.')]);
  const withIndex = (row: Document, index: Value) =>
    indexParts === undefined ? row : withValue(row, indexParts, 0, index);
  // One row at a time: a document of many elements would be many documents at once.
  function* unwound(document: Document): Generator<Document> {
    let value: Maybe = document;
    for (const part of parts) value = value instanceof Map ? value.get(part) : undefined;
    if (Array.isArray(value) && value.length > 0) {
      for (const [i, item] of value.entries())
        yield withIndex(withValue(document, parts, 0, item), BigInt(i));
    } else if (value !== undefined && value !== null && !Array.isArray(value)) {
      yield withIndex(document, null);
    } else if (keepsEmpty) {
      yield withIndex(Array.isArray(value) ? removePath(document) : document, null);
    }
  }

  return (source) => {
    let waiting: Iterator<Document> = [][Symbol.iterator]();
    return {
      next() {
        for (;;) {
          const step = waiting.next();
          if (step.done !== true) return Row.of(step.value);
          const row = source.next();
          if (row === undefined || row === PAUSE) return row;
          waiting = unwound(row.document);
        }
      },
      pause: () => source.pause(),
    };
  };
}

/** A copy of the document in which the path has this value; what lies beside is shared. */
function withValue(document: Document, parts: readonly string[], at: number, value: Value): Document {
  const copy: Document = new Map(document);
  const name = parts[at]!;
  const inner = document.get(name);
  copy.set(
    name,
    at === parts.length - 1
      ? value
      : withValue(inner instanceof Map ? inner : new Map(), parts, at + 1, value),
  );
  return copy;
}

function compileGroup(definition: Document): Stage {
  const idDefinition = definition.get('_id');
  if (idDefinition === undefined) throw new StoreError(15955, 'a group specification must include an _id');
  const { evaluate: idOf } = compileExpression(idDefinition);
  const fields = [...definition]
    .filter(([name]) => name !== '_id')
    .map(([name, one]) => compileAccumulator(name, one));
  const evaluators = fields.map(({ expression }) => expression.evaluate);
  const width = fields.length;

  return (source) => {
    const groups = new Map<string | number, { id: Value; accumulators: Accumulator[] }>();
    let sizeBytes = 0;
    const take = (document: Document): void => {
      const id = idOf(document);
      // A missing key and a null one make one group, as in MongoDB.
      const key = groupingKey(id ?? null);
      let group = groups.get(key);
      if (group === undefined) {
        group = { id: id ?? null, accumulators: fields.map(({ create }) => create()) };
        groups.set(key, group);
        sizeBytes += 64 + 48 * width + approximateBytes(id);
      }
      const { accumulators } = group;
      for (let i = 0; i < width; i++) {
        const accumulator = accumulators[i]!;
        const before = accumulator.sizeBytes;
        accumulator.add(evaluators[i]!(document));
        sizeBytes += accumulator.sizeBytes - before;
      }
      if (sizeBytes > MEMORY_LIMIT_BYTES) throw memoryExceeded('$group');
    };
    const finish = (): Row[] =>
      [...groups.values()].map(({ id, accumulators }) => {
        const row: Document = new Map([['_id', id]]);
        for (let i = 0; i < width; i++) row.set(fields[i]!.name, accumulators[i]!.value);
        return Row.of(row);
      });
    return blocking(source, (row) => take(row.document), finish);
  };
}

/** A stage that must see everything before it says anything. */
function blocking(source: Source<Row>, take: (row: Row) => void, finish: () => Row[]): Source<Row> {
  let output: Row[] | undefined;
  let at = 0;
  return {
    next() {
      while (output === undefined) {
        const row = source.next();
        if (row === PAUSE) return PAUSE;
        if (row === undefined) output = finish();
        else take(row);
      }
      return output[at++];
    },
    pause: () => source.pause(),
  };
}

/** Sorts all rows, or the first `limit` of them; equal ones keep their order. */
export function sortRows(source: Source<Row>, fields: readonly SortField[], limit?: number): Source<Row> {
  const keyOf = sortKeyOf(fields);
  const compare = compareSortKeys(fields);
  let rows: { row: Row; key: Maybe[]; sizeBytes: number }[] = [];
  let sizeBytes = 0;
  const trim = () => {
    rows.sort((a, b) => compare(a.key, b.key));
    if (limit === undefined || rows.length <= limit) return;
    rows.length = limit;
    sizeBytes = rows.reduce((sum, one) => sum + one.sizeBytes, 0);
  };
  return blocking(
    source,
    (row) => {
      const own = 64 + (row.bytes?.length ?? approximateBytes(row.document));
      rows.push({ row, key: keyOf(row.document), sizeBytes: own });
      sizeBytes += own;
      if (limit !== undefined && rows.length >= 2 * limit + 100) trim();
      if (sizeBytes > MEMORY_LIMIT_BYTES) {
        trim();
        if (sizeBytes > MEMORY_LIMIT_BYTES) throw memoryExceeded('Sort');
      }
    },
    () => {
      trim();
      const sorted = rows.map(({ row }) => row);
      rows = [];
      return sorted;
    },
  );
}

export function mapRows(source: Source<Row>, change: (row: Row) => Row): Source<Row> {
  return {
    next() {
      const row = source.next();
      return row === undefined || row === PAUSE ? row : change(row);
    },
    pause: () => source.pause(),
  };
}

function filterRows(source: Source<Row>, isWanted: (row: Row) => boolean): Source<Row> {
  return {
    next() {
      for (;;) {
        const row = source.next();
        if (row === undefined || row === PAUSE || isWanted(row)) return row;
      }
    },
    pause: () => source.pause(),
  };
}

export function skipRows(source: Source<Row>, count: number): Source<Row> {
  let left = count;
  return {
    next() {
      for (;;) {
        const row = source.next();
        if (row === undefined || row === PAUSE || left === 0) return row;
        left--;
      }
    },
    pause: () => source.pause(),
  };
}

export function limitRows(source: Source<Row>, count: number): Source<Row> {
  let left = count;
  return {
    next() {
      if (left === 0) return undefined;
      const row = source.next();
      if (row !== undefined && row !== PAUSE) left--;
      return row;
    },
    pause: () => source.pause(),
  };
}

function countRows(source: Source<Row>, name: string): Source<Row> {
  let count = 0;
  return blocking(
    source,
    () => {
      count++;
    },
    () => (count === 0 ? [] : [Row.of(new Map([[name, count]]))]),
  );
}
