import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { badValue, StoreError, unsupported } from './errors.ts';
import { knownQueryOperators } from './knownNames.ts';
import { areEqual, compareValues, rank, rankOf, textOf } from './values/order.ts';
import { memberOf } from './values/keys.ts';
import { splitPath, visitPath, type Path } from './values/paths.ts';
import {
  asInteger,
  isDocument,
  isNumber,
  isTruthy,
  typeNameOf,
  typeNumbers,
  type Document,
  type Maybe,
  type Value,
} from './values/value.ts';

/** A filter that has been read: what the matcher runs and the planner looks through. */
export type Condition =
  { kind: 'and' | 'or' | 'nor'; of: Condition[] } | { kind: 'not'; of: Condition[] } | FieldCondition;

export interface FieldCondition {
  kind: 'field';
  path: string;
  parts: Path;
  operator: Comparison | '$in' | '$exists' | '$regex' | '$type' | '$size' | '$elemMatch';
  /** What a comparison compares with; the list of `$in`. */
  operand: Maybe;
  /** For `$elemMatch` over documents: what each must fulfil. */
  inner?: Condition;
  /** Judges one value that the path leads to. */
  judge: (value: Maybe) => boolean;
  /** False when an array is judged only as a whole. */
  entersLeaf: boolean;
}

export type Comparison = '$eq' | '$gt' | '$gte' | '$lt' | '$lte';

/** Where a match was found: the position in the outermost array, for the positional operator. */
export interface Found {
  index: number;
}

export type Matcher = (document: Document, found?: Found) => boolean;

/** @throws StoreError naming the operator that is unknown, unsupported or wrongly used */
export function parseFilter(filter: Document): Condition {
  const of: Condition[] = [];
  for (const [name, value] of filter) {
    if (!name.startsWith('$')) of.push(...parseField(name, value));
    else if (name === '$and' || name === '$or' || name === '$nor') {
      const kind = name.slice(1) as 'and' | 'or' | 'nor';
      const parts = clauses(name, value);
      if (kind === 'and') of.push(...parts);
      else of.push({ kind, of: parts });
    } else throw unknownOperator(name, `unknown top level operator: ${name}`);
  }
  return of.length === 1 ? of[0]! : { kind: 'and', of };
}

function clauses(name: string, value: Value): Condition[] {
  if (!Array.isArray(value)) throw badValue(`${name} must be an array`);
  if (value.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  return value.map((clause) => {
    if (!isDocument(clause)) throw badValue('$or/$and/$nor entries need to be full objects');
    return parseFilter(clause);
  });
}

const unknownOperator = (name: string, message: string): StoreError =>
  knownQueryOperators.has(name) ? unsupported(`the query operator ${name}`) : badValue(message);

const firstName = (document: Document): string | undefined => document.keys().next().value;

/** A document of operators rather than a value to compare with. */
const isOperators = (value: Value): boolean => {
  const first = isDocument(value) ? firstName(value) : undefined;
  return first !== undefined && first.startsWith('$') && !['$ref', '$id', '$db'].includes(first);
};

function parseField(path: string, value: Value): Condition[] {
  if (isDocument(value) && isOperators(value)) return parseOperators(path, value);
  if (value instanceof BSONRegExp) return [regexCondition(path, value)];
  return [compareCondition(path, '$eq', value)];
}

function parseOperators(path: string, operators: Document): Condition[] {
  const conditions: Condition[] = [];
  for (const [name, operand] of operators) {
    switch (name) {
      case '$eq':
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        if (operand instanceof BSONRegExp && name !== '$eq') {
          throw badValue(`Can't have RegEx as arg to predicate over field '${path}'.`);
        }
        conditions.push(compareCondition(path, name, operand));
        break;
      case '$ne':
        if (operand instanceof BSONRegExp) throw badValue("Can't have regex as arg to $ne.");
        conditions.push({ kind: 'not', of: [compareCondition(path, '$eq', operand)] });
        break;
      case '$in':
        conditions.push(inCondition(path, name, operand));
        break;
      case '$nin':
        conditions.push({ kind: 'not', of: [inCondition(path, name, operand)] });
        break;
      case '$exists': {
        const exists = field(path, '$exists', null, (value) => value !== undefined);
        conditions.push(isTruthy(operand) ? exists : { kind: 'not', of: [exists] });
        break;
      }
      case '$not':
        if (operand instanceof BSONRegExp)
          conditions.push({ kind: 'not', of: [regexCondition(path, operand)] });
        else if (!isDocument(operand)) throw badValue('$not needs a regex or a document');
        else if (operand.size === 0) throw badValue('$not cannot be empty');
        else if (!isOperators(operand)) throw badValue(`unknown operator: ${firstName(operand)}`);
        else conditions.push({ kind: 'not', of: parseOperators(path, operand) });
        break;
      case '$all':
        conditions.push(...allConditions(path, operand));
        break;
      case '$elemMatch':
        conditions.push(elemMatchCondition(path, operand));
        break;
      case '$size':
        conditions.push(sizeCondition(path, operand));
        break;
      case '$type':
        conditions.push(typeCondition(path, operand));
        break;
      case '$regex':
        conditions.push(regexOperator(path, operand, operators.get('$options')));
        break;
      case '$options':
        if (!operators.has('$regex')) throw badValue('$options needs a $regex');
        break;
      default:
        throw unknownOperator(name, `unknown operator: ${name}`);
    }
  }
  return conditions;
}

function field(
  path: string,
  operator: FieldCondition['operator'],
  operand: Maybe,
  judge: FieldCondition['judge'],
  entersLeaf = true,
): FieldCondition {
  return { kind: 'field', path, parts: splitPath(path), operator, operand, judge, entersLeaf };
}

const compareCondition = (path: string, operator: Comparison, operand: Value): FieldCondition =>
  field(path, operator, operand, judgeOf(operator, operand));

/** A judge of values against one operand; comparisons hold only within one type. */
function judgeOf(operator: Comparison, operand: Value): (value: Maybe) => boolean {
  if (operand === null) {
    return operator === '$gt' || operator === '$lt'
      ? () => false
      : (value) => value === undefined || value === null;
  }
  if (operator === '$eq') {
    if (typeof operand === 'string') return (value) => value === operand || areEqual(value, operand);
    if (typeof operand === 'number') {
      return (value) => value === operand || (typeof value !== 'string' && areEqual(value, operand));
    }
    return (value) => value !== undefined && areEqual(value, operand);
  }
  const accepts = {
    $gt: (difference: number) => difference > 0,
    $gte: (difference: number) => difference >= 0,
    $lt: (difference: number) => difference < 0,
    $lte: (difference: number) => difference <= 0,
  }[operator];
  if (operand instanceof MinKey || operand instanceof MaxKey) {
    return (value) => value !== undefined && accepts(compareValues(value, operand));
  }
  if (isNaNValue(operand)) {
    return operator === '$gte' || operator === '$lte' ? isNaNValue : () => false;
  }
  const own = rankOf(operand);
  return (value) =>
    value !== undefined &&
    rankOf(value) === own &&
    !isNaNValue(value) &&
    accepts(compareValues(value, operand));
}

const isNaNValue = (value: Maybe): boolean => isNumber(value) && Number.isNaN(Number(value));

function inCondition(path: string, name: string, operand: Value): FieldCondition {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array`);
  if (operand.some(isOperators)) throw badValue(`cannot nest $ under ${name}`);
  const patterns = operand.filter((item) => item instanceof BSONRegExp).map(regexJudge);
  const isListed = memberOf(operand.filter((item) => !(item instanceof BSONRegExp)));
  return field(
    path,
    '$in',
    operand,
    (value) => isListed(value ?? null) || patterns.some((matches) => matches(value)),
  );
}

function allConditions(path: string, operand: Value): Condition[] {
  if (!Array.isArray(operand)) throw badValue('$all needs an array');
  if (operand.length === 0) return [{ kind: 'or', of: [] }];
  return operand.map((item): Condition => {
    if (item instanceof BSONRegExp) return regexCondition(path, item);
    if (!isDocument(item) || !isOperators(item)) return compareCondition(path, '$eq', item);
    if (item.size !== 1 || !item.has('$elemMatch')) throw badValue('no $ expressions in $all');
    return elemMatchCondition(path, item.get('$elemMatch')!);
  });
}

function elemMatchCondition(path: string, operand: Value): FieldCondition {
  if (!isDocument(operand)) throw badValue('$elemMatch needs an Object');
  const isOverValues = isOperators(operand) && !['$and', '$or', '$nor'].includes(firstName(operand)!);
  if (isOverValues) {
    const conditions = parseOperators('', operand);
    const judge = judgeElement({ kind: 'and', of: conditions });
    return field(path, '$elemMatch', operand, (value) => Array.isArray(value) && value.some(judge), false);
  }
  const inner = parseFilter(operand);
  const matches = compileCondition(inner);
  return {
    ...field(
      path,
      '$elemMatch',
      operand,
      (value) =>
        Array.isArray(value) &&
        value.some((item) =>
          item instanceof Map
            ? matches(item)
            : // MongoDB looks into an array within the array as if its positions were fields.
              Array.isArray(item) && matches(new Map(item.map((part, i) => [String(i), part]))),
        ),
      false,
    ),
    inner,
  };
}

/** Judges an array's element by itself: `$elemMatch: { $gt: 1, $lt: 5 }`. */
function judgeElement(condition: Condition): (value: Maybe) => boolean {
  if (condition.kind === 'field') return condition.judge;
  const judges = condition.of.map(judgeElement);
  switch (condition.kind) {
    case 'and':
      return (value) => judges.every((judge) => judge(value));
    case 'not':
      return (value) => !judges.every((judge) => judge(value));
    case 'or':
      return (value) => judges.some((judge) => judge(value));
    case 'nor':
      return (value) => !judges.some((judge) => judge(value));
  }
}

function sizeCondition(path: string, operand: Value): FieldCondition {
  const size = asInteger(operand);
  if (size === undefined) {
    throw badValue(`Failed to parse $size. Expected an integer in: $size`);
  }
  if (size < 0) throw badValue(`Failed to parse $size. Expected a non-negative number in: $size`);
  return field(path, '$size', operand, (value) => Array.isArray(value) && value.length === size, false);
}

const typeNames = new Set([...Object.values(typeNumbers), 'number']);

function typeCondition(path: string, operand: Value): FieldCondition {
  const wanted = new Set<string>();
  const given = Array.isArray(operand) ? operand : [operand];
  if (given.length === 0) throw new StoreError(9, `${path} must match at least one type`);
  for (const item of given) {
    const name = typeof item === 'string' ? item : typeNumbers[asInteger(item) ?? NaN];
    if (name === undefined || !typeNames.has(name)) {
      if (typeof item !== 'string' && !isNumber(item))
        throw typeMismatchOf('type must be represented as a number or a string');
      throw badValue(
        typeof item === 'string'
          ? `Unknown type name alias: ${item}`
          : `Invalid numerical type code: ${String(item)}`,
      );
    }
    if (name === 'number') for (const number of ['int', 'long', 'double', 'decimal']) wanted.add(number);
    else wanted.add(name);
  }
  return field(path, '$type', operand, (value) => value !== undefined && wanted.has(typeNameOf(value)));
}

const typeMismatchOf = (message: string): StoreError => new StoreError(14, message);

function regexOperator(path: string, operand: Value, options: Maybe): FieldCondition {
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (operand instanceof BSONRegExp) {
    if (options !== undefined && operand.options !== '') {
      throw new StoreError(51075, 'options set in both $regex and $options');
    }
    return regexCondition(path, options === undefined ? operand : new BSONRegExp(operand.pattern, options));
  }
  if (typeof operand !== 'string') throw badValue('$regex has to be a string');
  return regexCondition(path, new BSONRegExp(operand, options ?? ''));
}

const regexCondition = (path: string, pattern: BSONRegExp): FieldCondition =>
  field(path, '$regex', pattern, regexJudge(pattern));

function regexJudge(pattern: BSONRegExp): (value: Maybe) => boolean {
  const regex = compileRegex(pattern);
  return (value) => {
    if (typeof value === 'string' || rankOf(value) === rank.string) return regex.test(textOf(value));
    return value instanceof BSONRegExp && areEqual(value, pattern);
  };
}

function compileRegex({ pattern, options }: BSONRegExp): RegExp {
  for (const flag of options) {
    if (flag === 'x') throw unsupported('the regular expression flag x');
    if (!'imsu'.includes(flag)) throw new StoreError(51108, `invalid flag in regex options: ${flag}`);
  }
  const flags = options.replace('u', '');
  // By code point as PCRE has it; patterns that JavaScript takes only without that ("\-") still work.
  for (const mode of [`${flags}u`, flags]) {
    try {
      return new RegExp(pattern, mode);
    } catch {
      continue;
    }
  }
  throw new StoreError(51091, `Regular expression is invalid: ${pattern}`);
}

/** Turns a condition into a function, once per command. */
export function compileCondition(condition: Condition): Matcher {
  switch (condition.kind) {
    case 'and': {
      const matchers = condition.of.map(compileCondition);
      if (matchers.length === 0) return () => true;
      return (document, found) => {
        for (const matches of matchers) if (!matches(document, found)) return false;
        return true;
      };
    }
    case 'not': {
      const matchers = condition.of.map(compileCondition);
      return (document) => !matchers.every((matches) => matches(document));
    }
    case 'or': {
      const matchers = condition.of.map(compileCondition);
      return (document, found) => matchers.some((matches) => matches(document, found));
    }
    case 'nor': {
      const matchers = condition.of.map(compileCondition);
      return (document) => !matchers.some((matches) => matches(document));
    }
    case 'field':
      return compileField(condition);
  }
}

function compileField({ operator, parts, judge, entersLeaf }: FieldCondition): Matcher {
  const name = parts[0]!;
  const isPlain = parts.length === 1;
  // The visitor that remembers where; made once, since a match is judged at one place at a time.
  const visit = (value: Maybe) => judge(value);
  const where = operator === '$elemMatch' ? elementFinder(judge) : undefined;
  return (document, found) => {
    if (isPlain) {
      const value = document.get(name);
      if (!Array.isArray(value)) return judge(value);
    }
    if (found === undefined) return visitPath(document, parts, 0, entersLeaf, visit);
    return visitPath(document, parts, 0, entersLeaf, (value, index) => {
      if (!judge(value)) return false;
      const position = index >= 0 ? index : where?.(value);
      if (position !== undefined && position >= 0) found.index = position;
      return true;
    });
  };
}

/** For `$elemMatch`: which element fulfilled it. */
function elementFinder(judge: (value: Maybe) => boolean) {
  return (value: Maybe): number => (Array.isArray(value) ? value.findIndex((item) => judge([item])) : -1);
}
