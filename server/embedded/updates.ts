import { BSONRegExp, Timestamp } from 'bson';
import { badValue, failedToParse, StoreError, typeMismatch, unsupported } from './errors.ts';
import { knownUpdateOperators } from './knownNames.ts';
import { compileCondition, parseFilter, type Condition } from './matcher.ts';
import { compareSortKeys, parseSort } from './sorting.ts';
import { compute, isComputable, zeroLike, type Computable } from './values/arithmetic.ts';
import { describeValue } from './values/describe.ts';
import { areEqual, compareStrings, compareValues } from './values/order.ts';
import { isArrayIndex, splitPath, type Path } from './values/paths.ts';
import { writeBson } from './values/writeBson.ts';
import {
  asInteger,
  cloneValue,
  isDocument,
  typeNameOf,
  type Document,
  type Maybe,
  type Value,
} from './values/value.ts';

export interface UpdateContext {
  /** For the positional operator: where the filter matched in an array; −1 if nowhere. */
  position: number;
  /** The document is being made by an upsert. */
  isInsert: boolean;
  now: Date;
}

export interface Update {
  /** Changes the document in place; false when it is as before. */
  apply(document: Document, context: UpdateContext): boolean;
  /** Top-level fields that may change; all of them if absent. */
  touched?: ReadonlySet<string>;
  isReplacement: boolean;
  /** The filter's match position is needed. */
  isPositional: boolean;
}

/** One update of one document: what its steps may need to know. */
interface Applying extends UpdateContext {
  /** What `$rename` found at its old places before anything changed. */
  moved: ReadonlyMap<string, Maybe>;
}

/** What an operator makes of the value at its path; NONE leaves it, undefined removes it. */
type Change = (value: Maybe, context: Applying) => Maybe | typeof NONE;

const NONE = Symbol('no change');

interface Step {
  operator: string;
  path: string;
  parts: Path;
  change: Change;
  /** The field is made when it is missing. */
  creates: boolean;
  /** For `$rename`: what will be moved here. */
  find?: (document: Document) => Maybe;
}

/** @throws StoreError naming the operator that is unknown, unsupported or wrongly used */
export function compileUpdate(definition: Value): Update {
  if (Array.isArray(definition)) throw unsupported('updates by a pipeline');
  if (!isDocument(definition)) throw failedToParse('the update must be a document');
  const [first] = definition.keys();
  if (first?.startsWith('$') !== true) return compileReplacement(definition);

  const steps: Step[] = [];
  for (const [operator, operands] of definition) {
    if (!operator.startsWith('$') || !(operator in compilers)) {
      if (knownUpdateOperators.has(operator)) throw unsupported(`the update operator ${operator}`);
      throw failedToParse(
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDocument(operands)) {
      throw failedToParse(
        `Modifiers operate on fields but we found type ${typeNameOf(operands)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${describeValue(operands)}}`,
      );
    }
    for (const [path, operand] of operands) {
      if (operator === '$rename') steps.push(...renameSteps(path, operand));
      else steps.push(makeStep(operator, path, compilers[operator]!(operand, path)));
    }
  }
  // MongoDB carries out the changes in the order of their paths, and makes new fields in that order.
  steps.sort(byPath);
  checkConflicts(steps);
  const renames = steps.filter(({ find }) => find !== undefined);
  const isPositional = steps.some(({ parts }) => parts.includes('$'));
  return {
    apply(document, context) {
      const id = document.get('_id');
      let hasChanged = false;
      if (isPositional) {
        if (context.position < 0)
          throw badValue('The positional operator did not find the match needed from the query.');
        checkConflicts(steps.map((step) => placed(step, context.position)).sort(byPath));
      }
      const moved = new Map(renames.map(({ path, find }) => [path, find!(document)]));
      const applying: Applying = { ...context, moved };
      for (const step of steps) {
        if (step.operator === '$setOnInsert' && !context.isInsert) continue;
        if (change(document, 0, step, applying, '')) hasChanged = true;
      }
      if (id !== undefined && !areEqual(document.get('_id'), id)) {
        throw new StoreError(
          66,
          "Performing an update on the path '_id' would modify the immutable field '_id'",
        );
      }
      return hasChanged;
    },
    touched: new Set(steps.map(({ parts }) => parts[0]!)),
    isReplacement: false,
    isPositional,
  };
}

function compileReplacement(definition: Document): Update {
  for (const name of definition.keys()) {
    if (name.startsWith('$'))
      throw new StoreError(
        52,
        `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
  }
  return {
    apply(document) {
      const id = document.get('_id');
      const newId = definition.get('_id') ?? id;
      if (id !== undefined && !areEqual(newId, id)) {
        throw new StoreError(
          66,
          `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${describeValue(newId)}`,
        );
      }
      const next: Document = new Map();
      if (newId !== undefined) next.set('_id', id ?? newId);
      for (const [name, value] of definition) if (name !== '_id') next.set(name, cloneValue(value));
      const hasChanged = !isSame(next, document);
      document.clear();
      for (const [name, value] of next) document.set(name, value);
      return hasChanged;
    },
    isReplacement: true,
    isPositional: false,
  };
}

/** The same bytes: numbers of another type and −0 are equal, but not the same. */
const isSame = (a: Value, b: Value): boolean =>
  areEqual(a, b) && writeBson(new Map([['', a]])).equals(writeBson(new Map([['', b]])));

function makeStep(operator: string, path: string, change: Change): Step {
  const parts = splitPath(path);
  for (const part of parts) {
    if (part === '')
      throw new StoreError(
        56,
        `The update path '${path}' contains an empty field name, which is not allowed.`,
      );
    if (!part.startsWith('$') || part === '$' || part === '$[]') continue;
    if (/^\$\[.+\]$/.test(part)) throw unsupported(`arrayFilters (${part})`);
    throw new StoreError(
      52,
      `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update`,
    );
  }
  if (parts[0] === '$' || parts[0] === '$[]')
    throw badValue(`Cannot have positional element in the first position in path '${path}'`);
  if (parts.filter((part) => part === '$').length > 1)
    throw badValue(`Too many positional (i.e. '$') elements found in path '${path}'`);
  return { operator, path, parts, change, creates: !['$unset', '$pull', '$pop'].includes(operator) };
}

const byPath = (a: Step, b: Step): number => comparePaths(a.parts, b.parts);

const placed = (step: Step, position: number): Step => ({
  ...step,
  parts: step.parts.map((part) => (part === '$' ? String(position) : part)),
});

function comparePaths(a: Path, b: Path): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === y) continue;
    if (isArrayIndex(x) && isArrayIndex(y)) return Number(x) - Number(y);
    return compareStrings(x, y);
  }
  return a.length - b.length;
}

/** @throws StoreError 40 when two of the steps, in the order of their paths, are about one place */
function checkConflicts(steps: readonly Step[]): void {
  const conflict = (path: string, at: string) =>
    new StoreError(40, `Updating the path '${path}' would create a conflict at '${at}'`);
  /** Whether what stands below a path is meant as all elements of an array. */
  const meanings = new Map<string, boolean>();
  for (const [i, { path, parts }] of steps.entries()) {
    const before = steps[i - 1];
    if (before?.parts.every((part, at) => parts[at] === part) === true) throw conflict(path, before.path);
    for (let at = 1; at < parts.length; at++) {
      const above = parts.slice(0, at).join('.');
      const isEach = parts[at] === '$[]';
      if ((meanings.get(above) ?? isEach) !== isEach) throw conflict(path, above);
      meanings.set(above, isEach);
    }
  }
}

/** Follows the path from `container` on and changes what stands at its end. */
function change(
  container: Document | Value[],
  at: number,
  step: Step,
  context: Applying,
  above: string,
): boolean {
  const { parts } = step;
  let part = parts[at]!;
  if (part === '$[]') {
    if (!Array.isArray(container))
      throw badValue(`Cannot apply array updates to non-array element ${above}: ${describeValue(container)}`);
    let hasChanged = false;
    for (let i = 0; i < container.length; i++) {
      if (changeAt(container, String(i), at, step, context)) hasChanged = true;
    }
    return hasChanged;
  }
  if (part === '$') part = String(context.position);
  if (Array.isArray(container) && !isArrayIndex(part)) return blocked(step, part, above, container);
  return changeAt(container, part, at, step, context);
}

function changeAt(
  container: Document | Value[],
  name: string,
  at: number,
  step: Step,
  context: Applying,
): boolean {
  const value = Array.isArray(container) ? container[Number(name)] : container.get(name);
  if (at === step.parts.length - 1) {
    const next = step.change(value, context);
    if (next === NONE || (next === undefined && value === undefined)) return false;
    if (next !== undefined && value !== undefined && next !== value && isSame(next, value)) return false;
    if (next === value && !isMutable(value)) return false;
    put(container, name, next);
    return true;
  }
  if (value instanceof Map || Array.isArray(value)) return change(value, at + 1, step, context, name);
  const rest = step.parts.slice(at + 1);
  if (rest.includes('$[]')) {
    throw badValue(`The path '${step.path}' must lead to an array in order to apply array updates.`);
  }
  if (value !== undefined) return blocked(step, rest[0]!, name, value);
  if (!step.creates) return false;
  // What an operator makes of nothing decides whether the path is made at all.
  const made = step.change(undefined, context);
  if (made === NONE || made === undefined) return false;
  let inner: Value = made;
  for (const part of rest.toReversed()) {
    inner = new Map([[part === '$' ? String(context.position) : part, inner]]);
  }
  put(container, name, inner);
  return true;
}

/** The path leads through something that can have no such field: only `$unset` has nothing to say to that. */
function blocked({ operator }: Step, part: string, above: string, value: Value): false {
  if (operator === '$unset') return false;
  throw new StoreError(28, `Cannot create field '${part}' in element {${above}: ${describeValue(value)}}`);
}

const isMutable = (value: Maybe): boolean => value instanceof Map || Array.isArray(value);

/** How far an array may be filled up with nulls by naming a position beyond its end. */
const MAX_ARRAY_GAP = 1_500_000;

function put(container: Document | Value[], name: string, value: Maybe): void {
  if (!Array.isArray(container)) {
    if (value === undefined) container.delete(name);
    else container.set(name, value);
    return;
  }
  const index = Number(name);
  if (index > container.length + MAX_ARRAY_GAP)
    throw badValue(`can't backfill array to larger than ${MAX_ARRAY_GAP} elements`);
  while (container.length < index) container.push(null);
  // Removing an element would move the others: MongoDB leaves null.
  container[index] = value ?? null;
}

type ChangeCompiler = (operand: Value, path: string) => Change;

const arithmetic =
  (operator: 'add' | 'multiply', name: string): ChangeCompiler =>
  (operand, path) => {
    if (!isComputable(operand)) {
      throw typeMismatch(
        `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${describeValue(operand)}}`,
      );
    }
    return (value) => {
      if (value === undefined) return operator === 'add' ? operand : zeroLike(operand);
      if (!isComputable(value)) {
        throw typeMismatch(
          `Cannot apply ${name} to a value of non-numeric type. The field '${path}' has non-numeric type ${typeNameOf(value)}`,
        );
      }
      const result = compute(operator, value as Computable, operand);
      if (result === undefined) {
        throw badValue(
          `Failed to apply ${name} operations to current value (${describeValue(value)}) of '${path}': the result does not fit into 64 bits`,
        );
      }
      return result;
    };
  };

const extreme =
  (sign: 1 | -1): ChangeCompiler =>
  (operand) =>
  (value) =>
    value === undefined || compareValues(operand, value) * sign < 0 ? cloneValue(operand) : NONE;

const compilers: Readonly<Record<string, ChangeCompiler>> = {
  $set: (operand) => () => cloneValue(operand),
  $setOnInsert: (operand) => () => cloneValue(operand),
  $unset: () => (value) => (value === undefined ? NONE : undefined),
  $inc: arithmetic('add', '$inc'),
  $mul: arithmetic('multiply', '$mul'),
  $min: extreme(1),
  $max: extreme(-1),
  $currentDate: (operand, path) => {
    const type = isDocument(operand) ? operand.get('$type') : undefined;
    const isOnlyType = isDocument(operand) && operand.size === 1 && (type === 'date' || type === 'timestamp');
    if (typeof operand !== 'boolean' && !isOnlyType) {
      throw badValue(
        `${typeNameOf(operand)} is not valid type for $currentDate (${path}). Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
      );
    }
    return (_value, { now }) =>
      type === 'timestamp' ? new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 }) : now;
  },
  $push: compilePush,
  $addToSet: compileAddToSet,
  $pop: (operand, path) => {
    const end = asInteger(operand);
    if (end !== 1 && end !== -1)
      throw failedToParse(`$pop expects 1 or -1, found: ${describeValue(operand)}`);
    return (value) => {
      if (value === undefined) return NONE;
      if (!Array.isArray(value))
        throw typeMismatch(`Path '${path}' contains an element of non-array type '${typeNameOf(value)}'`);
      if (value.length === 0) return NONE;
      return end === 1 ? value.slice(0, -1) : value.slice(1);
    };
  },
  $pull: compilePull,
  $rename: () => () => NONE,
};

const arrayOf = (value: Maybe, path: string, operator: string): Value[] => {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw badValue(
    operator === '$push'
      ? `The field '${path}' must be an array but is of type ${typeNameOf(value)} in document`
      : `Cannot apply ${operator} to non-array field. Field named '${path}' has non-array type ${typeNameOf(value)}`,
  );
};

function compilePush(operand: Value, path: string): Change {
  const modifiers =
    isDocument(operand) && operand.has('$each') ? operand : new Map<string, Value>([['$each', [operand]]]);
  const each = modifiers.get('$each');
  if (!Array.isArray(each))
    throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeNameOf(each)}`);
  for (const name of modifiers.keys()) {
    if (!['$each', '$slice', '$sort', '$position'].includes(name))
      throw badValue(`Unrecognized clause in $push: ${name}`);
  }
  const wholeNumber = (name: string): number | undefined => {
    const given = modifiers.get(name);
    const number = asInteger(given);
    if (given !== undefined && number === undefined)
      throw badValue(
        `The value for ${name} must be an integer value but was given type: ${typeNameOf(given)}`,
      );
    return number;
  };
  const slice = wholeNumber('$slice');
  const position = wholeNumber('$position');
  const compare = pushOrder(modifiers.get('$sort'));
  return (value) => {
    const before = arrayOf(value, path, '$push');
    const items = [...before];
    const at =
      position === undefined ? items.length : position < 0 ? Math.max(0, items.length + position) : position;
    items.splice(Math.min(at, items.length), 0, ...each.map(cloneValue));
    if (compare !== undefined) items.sort(compare);
    if (slice === undefined)
      return each.length === 0 && compare === undefined && value !== undefined ? NONE : items;
    return slice < 0 ? items.slice(slice) : items.slice(0, slice);
  };
}

function pushOrder(sort: Value | undefined): ((a: Value, b: Value) => number) | undefined {
  if (sort === undefined) return undefined;
  if (!isDocument(sort)) {
    const direction = asInteger(sort);
    if (direction !== 1 && direction !== -1) throw badValue('The $sort element value must be either 1 or -1');
    return (a, b) => compareValues(a, b) * direction;
  }
  if (sort.size === 0) throw badValue('The $sort pattern is empty when it should be a set of fields.');
  const fields = parseSort(sort);
  const paths = fields.map(({ path }) => splitPath(path));
  const compare = compareSortKeys(fields);
  // Unlike a query's sort, an array counts as a whole here.
  const keyOf = (item: Value) => paths.map((parts) => (item instanceof Map ? valueAt(item, parts) : null));
  return (a, b) => compare(keyOf(a), keyOf(b));
}

/** What stands at the path, or the array that is in its way; null if nothing does. */
function valueAt(document: Document, parts: Path): Value {
  let value: Maybe = document;
  for (const part of parts) {
    if (Array.isArray(value)) return value;
    value = value instanceof Map ? value.get(part) : undefined;
  }
  return value ?? null;
}

function compileAddToSet(operand: Value, path: string): Change {
  const isEach = isDocument(operand) && operand.has('$each');
  const each = isEach ? operand.get('$each') : [operand];
  if (!Array.isArray(each))
    throw typeMismatch(
      `The argument to $each in $addToSet must be an array but it was of type ${typeNameOf(each)}`,
    );
  if (isEach) {
    for (const name of (operand as Document).keys()) {
      if (name !== '$each') throw badValue(`Found unexpected fields after $each in $addToSet: ${name}`);
    }
  }
  return (value) => {
    const items = [...arrayOf(value, path, '$addToSet')];
    const before = items.length;
    for (const item of each) if (!items.some((known) => areEqual(known, item))) items.push(cloneValue(item));
    return items.length === before && value !== undefined ? NONE : items;
  };
}

function compilePull(operand: Value, path: string): Change {
  const isOperators = isDocument(operand) && [...operand.keys()][0]?.startsWith('$') === true;
  let isPulled: (item: Value) => boolean;
  if (operand instanceof BSONRegExp || (isOperators && !isLogical(operand as Document))) {
    const matches = compileCondition(parseFilter(new Map([['x', operand]])));
    isPulled = (item) => matches(new Map([['x', item]]));
  } else if (isDocument(operand)) {
    const matches = compileCondition(parseFilter(operand));
    isPulled = (item) => isDocument(item) && matches(item);
  } else {
    isPulled = (item) => areEqual(item, operand);
  }
  return (value) => {
    if (value === undefined) return NONE;
    if (!Array.isArray(value)) throw badValue(`Cannot apply $pull to a non-array value (${path})`);
    const kept = value.filter((item) => !isPulled(item));
    return kept.length === value.length ? NONE : kept;
  };
}

const isLogical = (operand: Document): boolean => ['$and', '$or', '$nor'].includes([...operand.keys()][0]!);

/** Two steps: the old path gives up its value, the new one takes it. */
function renameSteps(from: string, to: Value): Step[] {
  if (typeof to !== 'string')
    throw badValue(`The 'to' field for $rename must be a string: ${from}: ${describeValue(to)}`);
  if (from === to || from.startsWith(`${to}.`) || to.startsWith(`${from}.`))
    throw badValue(
      `The source and target field for $rename must differ and not be on the same path: ${from}: "${to}"`,
    );
  const target = splitPath(to);
  const source = splitPath(from);
  if ([...target, ...source].some((part) => part.startsWith('$'))) {
    throw badValue(`The source and target field for $rename may not be dynamic: ${from}`);
  }
  const take = makeStep('$unset', from, (_value, { moved }) =>
    moved.get(to) === undefined ? NONE : undefined,
  );
  const give = makeStep('$rename', to, (_value, { moved }) => moved.get(to) ?? NONE);
  return [take, { ...give, find: (document) => valueToMove(document, source, target) }];
}

/** @throws StoreError 28 when the path cannot be, 2 when one of the two leads through an array */
function valueToMove(document: Document, source: Path, target: Path): Maybe {
  let value: Maybe = document;
  let hasArray = false;
  for (const part of source) {
    if (value === undefined) return undefined;
    if (Array.isArray(value) && isArrayIndex(part)) {
      hasArray = true;
      value = value[Number(part)];
    } else if (value instanceof Map) value = value.get(part);
    else
      throw new StoreError(
        28,
        `cannot use the part (${part}) of (${source.join('.')}) to traverse the element`,
      );
  }
  if (value === undefined) return undefined;
  if (hasArray) throw badValue(`The source field cannot be an array element, '${source.join('.')}'`);
  let container: Maybe = document;
  for (const part of target) {
    if (Array.isArray(container))
      throw badValue(`The destination field cannot be an array element, '${target.join('.')}'`);
    container = container instanceof Map ? container.get(part) : undefined;
  }
  return value;
}

/**
 * The document that an upsert begins with: the filter's equalities.
 * @throws StoreError 54 when two of them contradict each other
 */
export function documentFromFilter(condition: Condition, isReplacement: boolean): Document {
  const document: Document = new Map();
  const equalities = new Map<string, Value>();
  const collect = (one: Condition): void => {
    if (one.kind === 'and') one.of.forEach(collect);
    else if (one.kind === 'or' && one.of.length === 1) collect(one.of[0]!);
    else if (one.kind === 'field') {
      const isSingle = one.operator === '$in' && Array.isArray(one.operand) && one.operand.length === 1;
      if (one.operator !== '$eq' && !isSingle) return;
      const value = isSingle ? (one.operand as Value[])[0]! : one.operand!;
      if (isSingle && value instanceof BSONRegExp) return;
      // A replacement brings its own fields and takes only the identity.
      if (isReplacement && one.parts[0] !== '_id') return;
      const known = equalities.get(one.path);
      if (known !== undefined) {
        throw new StoreError(54, `cannot infer query fields to set, path '${one.path}' is matched twice`);
      }
      equalities.set(one.path, value);
    }
  };
  collect(condition);
  const sorted = [...equalities].sort(([a], [b]) => compareStrings(a, b));
  for (const [path, value] of sorted) {
    for (const other of equalities.keys()) {
      if (other !== path && other.startsWith(`${path}.`)) {
        throw new StoreError(
          54,
          `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`,
        );
      }
    }
    const step = makeStep('$set', path, () => cloneValue(value));
    const applying = { position: -1, isInsert: true, now: new Date(0), moved: new Map() };
    change(document, 0, step, applying, '');
  }
  return document;
}
