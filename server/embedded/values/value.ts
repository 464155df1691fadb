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

/**
 * A document as the store computes with it. A Map keeps the order of fields
 * (an object would move "1" before "b") and has no prototype to trip over.
 */
export type Document = Map<string, Value>;

/**
 * A BSON value. Its type is never lost:
 *
 *   int32    a `number` that is whole, within 32 bits and not −0
 *   double   any other `number`, or a `Double` around a whole number within 32 bits
 *   int64    a `bigint`
 *
 * `undefined` is not a value: it stands for a missing field.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Double
  | Decimal128
  | ObjectId
  | Binary
  | BSONRegExp
  | BSONSymbol
  | Timestamp
  | Code
  | MinKey
  | MaxKey
  | Document
  | Value[];

export type Maybe = Value | undefined;

export const isDocument = (value: unknown): value is Document => value instanceof Map;

export const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);

/** A double, whatever its size: whole numbers need the wrapper to stay doubles. */
export const asDouble = (value: number): Value => (isInt32(value) ? new Double(value) : value);

export const isNumber = (value: Maybe): value is number | bigint | Double | Decimal128 =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Double ||
  value instanceof Decimal128;

/** MongoDB's name of a value's type, as `$type` and messages write it. */
export function typeNameOf(value: Maybe): string {
  switch (typeof value) {
    case 'undefined':
      return 'missing';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
    case 'number':
      return isInt32(value) ? 'int' : 'double';
  }
  if (value === null) return 'null';
  if (value instanceof Map) return 'object';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof Double) return 'double';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Binary) return 'binData';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof BSONSymbol) return 'symbol';
  if (value instanceof Code) return value.scope ? 'javascriptWithScope' : 'javascript';
  if (value instanceof MinKey) return 'minKey';
  if (value instanceof MaxKey) return 'maxKey';
  throw new RangeError(`typeNameOf: not a BSON value: ${String(value)}`);
}

/** Type numbers that `$type` accepts beside the names. */
export const typeNumbers: Readonly<Record<number, string>> = {
  [-1]: 'minKey',
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
};

/** True as MongoDB's boolean operators see it: everything but false, null, missing and zero. */
export function isTruthy(value: Maybe): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'bigint') return value !== 0n;
  if (value instanceof Double) return value.value !== 0;
  if (value instanceof Decimal128) return !/^-?0(\.0*)?(E[+-]?\d+)?$/.test(value.toString());
  return true;
}

/** A copy whose documents and arrays may be changed without touching the original's. */
export function cloneValue(value: Value): Value {
  if (value instanceof Map) return cloneDocument(value);
  if (Array.isArray(value)) return value.map(cloneValue);
  return value;
}

const cloneDocument = (document: Document): Document => {
  const copy: Document = new Map();
  for (const [name, value] of document) copy.set(name, cloneValue(value));
  return copy;
};

/** A whole number given as any numeric type, or undefined. */
export function asInteger(value: Maybe): number | undefined {
  const number =
    typeof value === 'bigint' ? Number(value) : value instanceof Double ? value.value : (value as unknown);
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}
