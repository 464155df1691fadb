import { createHash } from 'node:crypto';
import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import { BSONSymbol, Decimal128, Double } from 'bson';
import { unsupported } from '../errors.ts';
import { areEqual, rank, rankOf } from './order.ts';
import type { Maybe, Value } from './value.ts';

/**
 * Order-preserving keys: bytes that compare (as unsigned bytes) like the values
 * they were made of, so that an ordered key-value store can be an index.
 *
 * Every value begins with the rank of its type. No key is the beginning of
 * another, so that keys of several fields can be put one after the other; a
 * descending field is inverted bit by bit.
 *
 *   number    nearest double with its sign folded into the order, then what an int64 differs from it
 *   string    UTF-8, 00 written as 00 FF, ended by 00 00
 *   document  (rank of value, name, value)…, 00       array   value…, 00
 *
 * A value whose key would be too long keeps its beginning and a hash of the
 * rest: still exact for equality, and right for ranges if the document is
 * looked at again, but no longer in order (`isOrdered` false).
 */
export interface EncodedKey {
  bytes: Buffer;
  /** False when a value was too long, so that the order among such values is lost. */
  isOrdered: boolean;
}

/** An empty array in an index: MongoDB files it under its old type "undefined", just before null. */
export const EMPTY_ARRAY = Symbol('empty array');

export type Indexable = Maybe | typeof EMPTY_ARRAY;

/** LMDB's limit of 1,978 bytes, less our prefix and record number. */
const MAX_KEY_BYTES = 1_900;
const HASH_BYTES = 20;

export const componentLimit = (fields: number): number => Math.floor(MAX_KEY_BYTES / fields) - HASH_BYTES;

let scratch = Buffer.allocUnsafeSlow(16 * 1024);
let position = 0;

/** @param directions 1 or −1 for each value; missing values are filed as null */
export function encodeKey(values: readonly Indexable[], directions: readonly number[]): EncodedKey {
  position = 0;
  let isOrdered = true;
  const limit = componentLimit(directions.length);
  for (let i = 0; i < values.length; i++) {
    const start = position;
    component(values[i]);
    if (position - start > limit) {
      isOrdered = false;
      const hash = createHash('sha256').update(scratch.subarray(start, position)).digest();
      position = start + limit;
      hash.copy(scratch, position, 0, HASH_BYTES);
      position += HASH_BYTES;
    }
    if (directions[i]! < 0) for (let at = start; at < position; at++) scratch[at] = ~scratch[at]! & 0xff;
  }
  return { bytes: Buffer.from(scratch.subarray(0, position)), isOrdered };
}

/** A key for grouping: equal for values that are equal, whatever their number type. */
export function groupingKey(value: Maybe): string | number {
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value === 'string') return `s${value}`;
  if (value instanceof BSONSymbol) return `s${value.value}`;
  if (value === undefined) return 'm';
  if (value === null) return 'n';
  if (value instanceof Double) return value.value === 0 ? 0 : value.value;
  if (typeof value === 'bigint' && BigInt(Number(value)) === value) return Number(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  position = 0;
  append(value);
  return `k${scratch.toString('latin1', 0, position)}`;
}

/** Whether a value is equal to one of a list: by key, but one by one for what may hold a Decimal128. */
export function memberOf(list: readonly Value[]): (value: Maybe) => boolean {
  const isSimple = (value: Maybe) =>
    !(value instanceof Map || Array.isArray(value) || value instanceof Decimal128);
  const keys = new Set(list.filter(isSimple).map(groupingKey));
  const others = list.filter((item) => !isSimple(item));
  return (value) => {
    if (isSimple(value) && keys.has(groupingKey(value))) return true;
    return (isSimple(value) ? others : list).some((item) => areEqual(item, value));
  };
}

function component(value: Indexable): void {
  if (value === EMPTY_ARRAY) return byte(rank.null - 1);
  append(value === undefined ? null : value);
}

function append(value: Maybe): void {
  const own = rankOf(value);
  byte(own);
  switch (own) {
    case rank.number:
      return number(value as number);
    case rank.string:
      return text(value instanceof BSONSymbol ? value.value : (value as string));
    case rank.boolean:
      return byte(value === true ? 2 : 1);
    case rank.date:
      return int64(BigInt((value as Date).getTime()));
    case rank.objectId:
      return raw((value as ObjectId).id);
    case rank.document:
      for (const [name, field] of value as Map<string, Maybe>) {
        byte(rankOf(field));
        text(name);
        append(field);
      }
      return byte(0);
    case rank.array:
      for (const item of value as Maybe[]) append(item);
      return byte(0);
    case rank.binary: {
      const bytes = (value as Binary).value();
      reserve(4);
      position = scratch.writeUInt32BE(bytes.length, position);
      byte((value as Binary).sub_type);
      return raw(bytes);
    }
    case rank.timestamp: {
      const { high, low } = value as Timestamp;
      reserve(8);
      position = scratch.writeUInt32BE(high >>> 0, position);
      position = scratch.writeUInt32BE(low >>> 0, position);
      return;
    }
    case rank.regex:
      text((value as BSONRegExp).pattern);
      return text((value as BSONRegExp).options);
    case rank.code:
      return text(String((value as Code).code));
  }
}

function number(value: number | bigint | Double | Decimal128): void {
  if (value instanceof Decimal128) throw unsupported('Decimal128 in an index or as a key of groups');
  const exact = value instanceof Double ? value.value : value;
  const double = Number(exact);
  reserve(10);
  if (Number.isNaN(double)) {
    scratch.fill(0, position, position + 8);
  } else {
    // −0 differs from 0 in the sign bit alone, which is set for both.
    scratch.writeDoubleBE(double, position);
    if (double < 0) for (let at = position; at < position + 8; at++) scratch[at] = ~scratch[at]! & 0xff;
    else scratch[position] = scratch[position]! | 0x80;
  }
  position += 8;
  // The nearest double of an int64 is at most 512 away.
  const residue = typeof exact === 'bigint' ? Number(exact - BigInt(double)) : 0;
  position = scratch.writeUInt16BE(0x8000 + residue, position);
}

function int64(value: bigint): void {
  reserve(8);
  position = scratch.writeBigUInt64BE(BigInt.asUintN(64, value + (1n << 63n)), position);
}

function text(value: string): void {
  reserve(value.length * 6 + 2);
  if (!value.includes('\0')) {
    position += scratch.write(value, position, 'utf8');
  } else {
    for (const byteOfText of Buffer.from(value, 'utf8')) {
      scratch[position++] = byteOfText;
      if (byteOfText === 0) scratch[position++] = 0xff;
    }
  }
  scratch[position++] = 0;
  scratch[position++] = 0;
}

function raw(bytes: Uint8Array): void {
  reserve(bytes.length);
  scratch.set(bytes, position);
  position += bytes.length;
}

function byte(value: number): void {
  reserve(1);
  scratch[position++] = value;
}

function reserve(bytes: number): void {
  if (position + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(scratch.length * 2, position + bytes));
  scratch.copy(larger, 0, 0, position);
  scratch = larger;
}
