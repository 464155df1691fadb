import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { unsupported } from '../errors.ts';
import type { Document, Maybe } from './value.ts';

/** Where a value's type stands in MongoDB's order of types; types that compare with each other share a rank. */
export const rank = {
  minKey: 1,
  missing: 3,
  null: 10,
  number: 20,
  string: 30,
  document: 40,
  array: 50,
  binary: 60,
  objectId: 70,
  boolean: 80,
  date: 90,
  timestamp: 95,
  regex: 100,
  code: 110,
  maxKey: 240,
} as const;

export function rankOf(value: Maybe): number {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return rank.number;
    case 'string':
      return rank.string;
    case 'boolean':
      return rank.boolean;
    case 'undefined':
      return rank.missing;
  }
  if (value === null) return rank.null;
  if (value instanceof Map) return rank.document;
  if (Array.isArray(value)) return rank.array;
  if (value instanceof Date) return rank.date;
  if (value instanceof ObjectId) return rank.objectId;
  if (value instanceof Double || value instanceof Decimal128) return rank.number;
  if (value instanceof Binary) return rank.binary;
  if (value instanceof BSONSymbol) return rank.string;
  if (value instanceof BSONRegExp) return rank.regex;
  if (value instanceof Timestamp) return rank.timestamp;
  if (value instanceof Code) return rank.code;
  if (value instanceof MinKey) return rank.minKey;
  if (value instanceof MaxKey) return rank.maxKey;
  throw new RangeError(`rankOf: not a BSON value: ${String(value)}`);
}

/** MongoDB's total order over all values: negative, zero or positive. Missing comes before null. */
export function compareValues(a: Maybe, b: Maybe): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  const difference = rankOf(a) - rankOf(b);
  return difference === 0 ? compareSameRank(a, b) : difference;
}

export const areEqual = (a: Maybe, b: Maybe): boolean => a === b || compareValues(a, b) === 0;

function compareSameRank(a: Maybe, b: Maybe): number {
  if (a === b) return 0;
  if (a instanceof Map) return compareDocuments(a, b as Document);
  if (Array.isArray(a)) return compareArrays(a, b as Maybe[]);
  if (a instanceof Date) return a.getTime() - (b as Date).getTime();
  if (a instanceof ObjectId) return Buffer.compare(a.id, (b as ObjectId).id);
  switch (rankOf(a)) {
    case rank.number:
      return compareNumbers(a as NumberValue, b as NumberValue);
    case rank.string:
      return compareStrings(textOf(a), textOf(b));
    case rank.boolean:
      return Number(a) - Number(b);
    case rank.binary:
      return compareBinaries(a as Binary, b as Binary);
    case rank.timestamp:
      return (a as Timestamp).compare(b as Timestamp);
    case rank.regex: {
      const [left, right] = [a as BSONRegExp, b as BSONRegExp];
      return compareStrings(left.pattern, right.pattern) || compareStrings(left.options, right.options);
    }
    case rank.code:
      return compareStrings(String((a as Code).code), String((b as Code).code));
    default:
      return 0;
  }
}

export const textOf = (value: Maybe): string =>
  value instanceof BSONSymbol ? value.value : (value as string);

function compareDocuments(a: Document, b: Document): number {
  const others = b[Symbol.iterator]();
  for (const [name, value] of a) {
    const other = others.next();
    if (other.done === true) return 1;
    const [otherName, otherValue] = other.value;
    const difference =
      rankOf(value) - rankOf(otherValue) ||
      compareStrings(name, otherName) ||
      compareValues(value, otherValue);
    if (difference !== 0) return difference;
  }
  return others.next().done === true ? 0 : -1;
}

function compareArrays(a: readonly Maybe[], b: readonly Maybe[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = compareValues(a[i], b[i]);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareBinaries(a: Binary, b: Binary): number {
  const [left, right] = [a.value(), b.value()];
  return (
    left.length - right.length ||
    a.sub_type - b.sub_type ||
    Buffer.compare(Buffer.from(left), Buffer.from(right))
  );
}

/** By code point, as UTF-8 bytes compare; JavaScript's `<` goes by UTF-16 unit and puts U+FF5E after an emoji. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) {
      const areSurrogates = left >= 0xd800 && left <= 0xdfff;
      if (areSurrogates !== (right >= 0xd800 && right <= 0xdfff)) {
        return (areSurrogates ? 0x10000 : left) - (areSurrogates ? right : 0x10000);
      }
      return left - right;
    }
  }
  return a.length - b.length;
}

export type NumberValue = number | bigint | Double | Decimal128;

/** NaN is equal to itself and below every other number; −0 is equal to 0. */
function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(!Number.isNaN(a)) - Number(!Number.isNaN(b));
}

function compareNumbers(a: NumberValue, b: NumberValue): number {
  if (a instanceof Decimal128 || b instanceof Decimal128) return compareDecimals(a, b);
  const left = a instanceof Double ? a.value : a;
  const right = b instanceof Double ? b.value : b;
  if (typeof left === 'number' && typeof right === 'number') return compareDoubles(left, right);
  // JavaScript compares bigint with number by value, without rounding.
  if (left < right) return -1;
  if (left > right) return 1;
  return Number(!Number.isNaN(Number(left))) - Number(!Number.isNaN(Number(right)));
}

interface Decimal {
  coefficient: bigint;
  exponent: number;
}

function compareDecimals(a: NumberValue, b: NumberValue): number {
  const [left, right] = [asDecimal(a), asDecimal(b)];
  if (typeof left === 'number' || typeof right === 'number') {
    const signOf = (value: Decimal | number) =>
      typeof value === 'number' ? value : Number(value.coefficient > 0n);
    const [x, y] = [signOf(left), signOf(right)];
    return typeof left === 'number' && typeof right === 'number'
      ? compareDoubles(x, y)
      : typeof left === 'number'
        ? Number.isNaN(x) || x < 0
          ? -1
          : 1
        : Number.isNaN(y) || y < 0
          ? 1
          : -1;
  }
  const exponent = Math.min(left.exponent, right.exponent);
  if (Math.max(left.exponent, right.exponent) - exponent > 7000) throw unsupported('so large a Decimal128');
  const scaled = ({ coefficient, exponent: own }: Decimal) => coefficient * 10n ** BigInt(own - exponent);
  const difference = scaled(left) - scaled(right);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** The exact decimal value, or NaN or an infinity. */
function asDecimal(value: NumberValue): Decimal | number {
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  if (value instanceof Decimal128) {
    const text = value.toString();
    const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text);
    if (match === null) return text === 'NaN' ? NaN : text.startsWith('-') ? -Infinity : Infinity;
    const [, sign = '', whole = '', fraction = '', power = '0'] = match;
    return {
      coefficient: BigInt(sign + whole + fraction),
      exponent: Number(power) - fraction.length,
    };
  }
  const number = value instanceof Double ? value.value : value;
  if (!Number.isFinite(number)) return number;
  let scaled = number;
  let halvings = 0;
  for (; !Number.isInteger(scaled); halvings++) scaled *= 2;
  // number = scaled / 2^h = scaled × 5^h / 10^h
  return { coefficient: BigInt(scaled) * 5n ** BigInt(halvings), exponent: -halvings };
}
