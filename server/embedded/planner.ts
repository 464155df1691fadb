import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { badValue } from './errors.ts';
import type { Condition, FieldCondition } from './matcher.ts';
import { areEqual, rank, rankOf } from './values/order.ts';
import { componentLimit, encodeKey } from './values/keys.ts';
import { isNumber, type Document, type Maybe, type Value } from './values/value.ts';
import type { CollectionInfo, IndexInfo } from './storage/catalog.ts';
import { afterPrefix } from './storage/environment.ts';
import { prefixOf } from './storage/collections.ts';

export interface SortField {
  path: string;
  direction: 1 | -1;
}

/** From `start`, included, to `end`, excluded. */
export interface Range {
  start: Buffer;
  end: Buffer;
}

/** How the documents that may match are found. */
export interface Plan {
  /** Absent: every record, in the order of insertion. */
  index?: IndexInfo;
  ranges: readonly Range[];
  /** Complete keys of a unique index, to be looked up instead of scanned. */
  points?: readonly Buffer[];
  isReverse: boolean;
  /** The rows come in the order asked for. */
  isSorted: boolean;
  /** Every row matches, so that the documents need not be looked at. */
  isExact: boolean;
}

/** More ranges than this are scanned as one wide range instead. */
const MAX_RANGES = 2_000;

/** Chooses an index by rules that can be said: most fields pinned, then a range, then the order. */
export function planQuery(
  collection: CollectionInfo,
  condition: Condition,
  sort: readonly SortField[],
  hint?: Value,
): Plan {
  if (hint === undefined && sort.length === 1 && sort[0]!.path === '$natural') {
    return scanAll(collection, sort[0]!.direction < 0, true);
  }
  const conditions = flatten(condition);
  const indexes = hint === undefined ? collection.indexes : hinted(collection, hint);
  if (indexes === undefined) {
    return scanAll(collection, Number((hint as Document).get('$natural')) < 0, sort.length === 0);
  }

  let best: { plan: Plan; score: number } | undefined;
  for (const index of indexes) {
    if (index.isBuilding) continue;
    const candidate = planIndex(index, conditions, sort, hint !== undefined);
    if (candidate !== undefined && (best === undefined || candidate.score > best.score)) best = candidate;
  }
  return best?.plan ?? scanAll(collection, false, sort.length === 0);
}

const scanAll = (collection: CollectionInfo, isReverse: boolean, isSorted: boolean): Plan => {
  const start = prefixOf(collection.id);
  return { ranges: [{ start, end: afterPrefix(start) }], isReverse, isSorted, isExact: false };
};

function hinted(collection: CollectionInfo, hint: Value): readonly IndexInfo[] | undefined {
  if (hint instanceof Map && hint.has('$natural')) return undefined;
  const found = collection.indexes.filter((index) =>
    typeof hint === 'string'
      ? index.name === hint
      : areEqual(index.key, hint) && [...index.key.keys()].join() === [...(hint as Document).keys()].join(),
  );
  if (found.length === 0) {
    throw badValue(
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  return found;
}

/** Conditions that must all hold, each over one field. What stands under `$or` or `$not` is left to the matcher. */
function flatten(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.of.flatMap(flatten) : [condition];
}

interface Bounds {
  /** Encoded values, each of them allowed. */
  points?: readonly Buffer[];
  low?: Endpoint;
  high?: Endpoint;
  /** Conditions that hold for whatever lies within. */
  exact: readonly Condition[];
}

interface Endpoint {
  bytes: Buffer;
  isIncluded: boolean;
}

function planIndex(
  index: IndexInfo,
  conditions: readonly Condition[],
  sort: readonly SortField[],
  isHinted: boolean,
): { plan: Plan; score: number } | undefined {
  if (
    index.isSparse &&
    !index.fields.some(({ path }) => conditions.some((one) => impliesExistence(one, path)))
  ) {
    return undefined;
  }
  if (index.partial !== undefined && !impliesPartial(conditions, index.partial.condition)) return undefined;

  let prefixes = [prefixOf(index.id)];
  let score = 0;
  let pinned = 0;
  let isSinglePrefix = true;
  const exact = new Set<Condition>();
  let ranges: Range[] | undefined;
  const roots = new Set<string>();
  for (const [i, field] of index.fields.entries()) {
    // In a multikey index two fields below one array may be fulfilled by different elements.
    if (index.isMultikey && roots.has(field.parts[0]!)) break;
    roots.add(field.parts[0]!);
    const bounds = boundsOf(conditions, field.path, index, field.direction);
    if (bounds === undefined) break;
    if (bounds.points !== undefined) {
      if (prefixes.length * bounds.points.length > MAX_RANGES) break;
      const { points } = bounds;
      prefixes = prefixes.flatMap((prefix) => points.map((point) => Buffer.concat([prefix, point])));
      if (points.length !== 1) isSinglePrefix = false;
      score += points.length === 1 ? 100 : 90;
      pinned = i + 1;
      bounds.exact.forEach((condition) => exact.add(condition));
      continue;
    }
    ranges = prefixes.map((prefix) => rangeWithin(prefix, bounds, field.direction));
    score += bounds.low !== undefined && bounds.high !== undefined ? 60 : 50;
    bounds.exact.forEach((condition) => exact.add(condition));
    break;
  }

  const isExact = !index.isMultikey && conditions.every((condition) => exact.has(condition));
  const direction =
    index.isMultikey || !index.isOrdered
      ? undefined
      : sortDirection(index, sort, isSinglePrefix ? pinned : 0);
  const isOrderedScan = direction !== undefined && (isSinglePrefix || pinned === 0);
  const isSorted = sort.length === 0 || isOrderedScan;
  const isSelective = score > 0 || index.isSparse || index.partial !== undefined;
  if (sort.length > 0 && isSorted) score += 40;
  if (!isSelective && !(sort.length > 0 && isSorted) && !isHinted) return undefined;
  if (index.isUnique && pinned === index.fields.length) {
    const points = prefixes;
    const isReverse = direction === -1;
    return {
      plan: {
        index,
        ranges: [],
        points,
        isReverse,
        isSorted: sort.length === 0 || points.length === 1,
        isExact,
      },
      score: score + 1_000,
    };
  }
  ranges ??= prefixes.map((prefix) => ({ start: prefix, end: afterPrefix(prefix) }));
  ranges.sort((a, b) => Buffer.compare(a.start, b.start));
  return { plan: { index, ranges, isReverse: direction === -1, isSorted, isExact }, score };
}

/** 1 or −1 when walking the index that way gives the sort; the first `pinned` fields have one value each. */
function sortDirection(index: IndexInfo, sort: readonly SortField[], pinned: number): 1 | -1 | undefined {
  const fixed = new Set(index.fields.slice(0, pinned).map(({ path }) => path));
  const wanted = sort.filter(({ path }) => !fixed.has(path));
  if (wanted.length === 0) return 1;
  const first = index.fields[pinned];
  if (first === undefined) return undefined;
  const direction = (first.direction * wanted[0]!.direction) as 1 | -1;
  const isServed = wanted.every(({ path, direction: own }, i) => {
    const field = index.fields[pinned + i];
    return field?.path === path && field.direction * own === direction;
  });
  return isServed ? direction : undefined;
}

function boundsOf(
  conditions: readonly Condition[],
  path: string,
  index: IndexInfo,
  direction: 1 | -1,
): Bounds | undefined {
  const own = conditions.flatMap((condition) => conditionsOn(condition, path));
  const limit = componentLimit(index.fields.length);
  const encode = (value: Value): Buffer => {
    // The same limit as the index's own keys, so that long values are cut and hashed alike.
    const directions = index.fields.map((_, i) => (i === 0 ? direction : 1));
    return encodeKey([value], directions).bytes;
  };

  for (const { condition, source } of own) {
    if (condition.operator === '$eq' && isPoint(condition.operand)) {
      const isExactPoint = condition.operand !== null && source === condition;
      return { points: [encode(condition.operand!)], exact: isExactPoint ? [source] : [] };
    }
  }
  for (const { condition, source } of own) {
    if (condition.operator !== '$in') continue;
    const values = condition.operand as Value[];
    if (!values.every(isPoint)) continue;
    const points = new Map(values.map((value) => [encode(value).toString('latin1'), value]));
    const isExactList = source === condition && !values.includes(null);
    return {
      points: [...points.keys()].map((key) => Buffer.from(key, 'latin1')),
      exact: isExactList ? [source] : [],
    };
  }

  let low: Endpoint | undefined;
  let high: Endpoint | undefined;
  const exact: Condition[] = [];
  for (const { condition, source } of own) {
    const bound = rangeBound(condition, limit);
    if (bound === undefined) continue;
    low = low === undefined ? bound.low : tighter(low, bound.low, 1);
    high = high === undefined ? bound.high : tighter(high, bound.high, -1);
    // NaN is filed below all numbers, but is not less than any.
    const mayHoldNaN = isNumber(condition.operand) && condition.operator.startsWith('$lt');
    if (bound.isExact && source === condition && !mayHoldNaN) exact.push(source);
    // Two conditions may be fulfilled by two elements.
    if (index.isMultikey) break;
  }
  return low === undefined || high === undefined ? undefined : { low, high, exact };
}

/** Conditions that a value at `path` in the index must fulfil; those inside `$elemMatch` too. */
function conditionsOn(
  condition: Condition,
  path: string,
): { condition: FieldCondition; source: Condition }[] {
  if (condition.kind !== 'field') return [];
  if (condition.path === path) return [{ condition, source: condition }];
  if (condition.inner === undefined || !path.startsWith(`${condition.path}.`)) return [];
  const rest = path.slice(condition.path.length + 1);
  return flatten(condition.inner)
    .flatMap((inner) => conditionsOn(inner, rest))
    .map((found) => ({ condition: found.condition, source: condition }));
}

/** Values that an index files under exactly one key. An array is filed by its elements. */
const isPoint = (value: Maybe): value is Value =>
  value !== undefined && !Array.isArray(value) && !(value instanceof BSONRegExp) && !isDecimal(value);

const isDecimal = (value: Maybe): boolean => isNumber(value) && typeof value === 'object' && 'bytes' in value;

function rangeBound(
  { operator, operand }: FieldCondition,
  limit: number,
): { low: Endpoint; high: Endpoint; isExact: boolean } | undefined {
  const isRange = operator === '$gt' || operator === '$gte' || operator === '$lt' || operator === '$lte';
  if (!isRange || !isPoint(operand) || operand === null) return undefined;
  if (operand instanceof MinKey || operand instanceof MaxKey || operand instanceof Map) return undefined;
  if (isNumber(operand) && Number.isNaN(Number(operand))) return undefined;

  const own = rankOf(operand);
  const first: Endpoint = { bytes: Buffer.from([own]), isIncluded: true };
  const end: Endpoint = { bytes: Buffer.from([own + 1]), isIncluded: false };
  const { bytes, isOrdered } = encodeKey([operand], [1]);
  // A long value is compared by its beginning; the document decides.
  const isCut = !isOrdered || bytes.length > limit;
  const edge = (isIncluded: boolean): Endpoint =>
    isCut ? { bytes: bytes.subarray(0, limit), isIncluded: true } : { bytes, isIncluded };
  const isExact = !isCut && own !== rank.array;
  switch (operator) {
    case '$gt':
    case '$gte':
      return { low: edge(operator === '$gte'), high: end, isExact };
    default:
      return { low: first, high: edge(operator === '$lte'), isExact };
  }
}

/** The endpoint that leaves less; `sign` 1 for lower ends, −1 for upper ends. */
function tighter(a: Endpoint, b: Endpoint, sign: 1 | -1): Endpoint {
  const difference = Buffer.compare(a.bytes, b.bytes) * sign;
  if (difference !== 0) return difference > 0 ? a : b;
  return a.isIncluded ? b : a;
}

/** The keys below `prefix` whose next component lies within the bounds; inverted for descending fields. */
function rangeWithin(prefix: Buffer, { low, high }: Bounds, direction: 1 | -1): Range {
  const edge = (bytes: Buffer, isAfter: boolean) => {
    const key = Buffer.concat([prefix, bytes]);
    return isAfter ? afterPrefix(key) : key;
  };
  if (direction > 0) {
    return { start: edge(low!.bytes, !low!.isIncluded), end: edge(high!.bytes, high!.isIncluded) };
  }
  const inverted = (bytes: Buffer) => Buffer.from(bytes.map((byte) => ~byte & 0xff));
  return {
    start: edge(inverted(high!.bytes), !high!.isIncluded),
    end: edge(inverted(low!.bytes), low!.isIncluded),
  };
}

function impliesExistence(condition: Condition, path: string): boolean {
  return conditionsOn(condition, path).some(({ condition: { operator, operand } }) => {
    switch (operator) {
      case '$eq':
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        return operand !== null;
      case '$in':
        return !(operand as Value[]).includes(null);
      case '$type':
      case '$regex':
      case '$size':
      case '$elemMatch':
      case '$exists':
        return true;
    }
  });
}

/** True when every document that fulfils the conditions lies in the partial index. */
function impliesPartial(conditions: readonly Condition[], partial: Condition): boolean {
  return flatten(partial).every((needed) => {
    if (needed.kind !== 'field') return false;
    return conditions.some((given) => {
      if (given.kind !== 'field' || given.path !== needed.path) return false;
      if (needed.operator === '$exists') return impliesExistence(given, needed.path);
      if (given.operator === '$eq')
        return given.operand !== null && isPoint(given.operand) && needed.judge(given.operand);
      if (given.operator === '$in') {
        const values = given.operand as Value[];
        return values.every((value) => value !== null && isPoint(value) && needed.judge(value));
      }
      return given.operator === needed.operator && areEqual(given.operand, needed.operand);
    });
  });
}
