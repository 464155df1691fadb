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
  Long,
} from 'bson';
import { isUtf8 } from 'node:buffer';
import { StoreError, unsupported } from '../errors.ts';
import { isInt32, type Document, type Value } from './value.ts';

/** MongoDB's limit on documents within stored documents. */
export const MAX_DEPTH = 100;

const invalid = (why: string): StoreError => new StoreError(22, `the BSON document is malformed: ${why}`);

/**
 * Reads one BSON document that fills `bytes` exactly. Checks every length on
 * the way, so that bytes from a socket can be given as they came.
 *
 * @throws StoreError 22 on damage, 238 on the two types that MongoDB no longer accepts either
 */
export function readBson(bytes: Buffer, maxDepth = MAX_DEPTH): Document {
  const reader = new Reader(bytes, maxDepth);
  const document = reader.document(0);
  if (reader.position !== bytes.length) throw invalid('bytes follow its end');
  return document;
}

class Reader {
  position = 0;
  private readonly bytes: Buffer;
  private readonly maxDepth: number;

  constructor(bytes: Buffer, maxDepth: number) {
    this.bytes = bytes;
    this.maxDepth = maxDepth;
  }

  document(depth: number): Document {
    const end = this.begin(depth);
    const fields: Document = new Map();
    for (let type = this.byte(); type !== 0; type = this.byte()) {
      const name = this.name();
      fields.set(name, this.value(type, depth));
    }
    if (this.position !== end) throw invalid('its length is wrong');
    return fields;
  }

  private array(depth: number): Value[] {
    const end = this.begin(depth);
    const items: Value[] = [];
    for (let type = this.byte(); type !== 0; type = this.byte()) {
      while (this.byte() !== 0);
      items.push(this.value(type, depth));
    }
    if (this.position !== end) throw invalid('the length of an array is wrong');
    return items;
  }

  private begin(depth: number): number {
    if (depth > this.maxDepth) {
      throw new StoreError(15, `the document is nested deeper than ${this.maxDepth} levels`);
    }
    const length = this.int32();
    const end = this.position - 4 + length;
    if (length < 5 || end > this.bytes.length) throw invalid('a length points outside of it');
    return end;
  }

  private value(type: number, depth: number): Value {
    switch (type) {
      case 0x10:
        return this.int32();
      case 0x02:
        return this.string();
      case 0x01: {
        const number = this.bytes.readDoubleLE(this.advance(8));
        return isInt32(number) ? new Double(number) : number;
      }
      case 0x03:
        return this.document(depth + 1);
      case 0x04:
        return this.array(depth + 1);
      case 0x08: {
        const byte = this.byte();
        if (byte > 1) throw invalid('a boolean is neither true nor false');
        return byte === 1;
      }
      case 0x0a:
        return null;
      case 0x09: {
        const time = Number(this.bytes.readBigInt64LE(this.advance(8)));
        if (Math.abs(time) > 8.64e15) throw unsupported('dates beyond the year 275760');
        return new Date(time);
      }
      case 0x12:
        return this.bytes.readBigInt64LE(this.advance(8));
      case 0x07:
        return new ObjectId(this.copy(12));
      case 0x05:
        return this.binary();
      case 0x0b: {
        const pattern = this.cstring();
        return new BSONRegExp(pattern, this.cstring());
      }
      case 0x11: {
        const low = this.int32();
        return new Timestamp(new Long(low, this.int32()));
      }
      case 0x13:
        return new Decimal128(this.copy(16));
      case 0x0e:
        return new BSONSymbol(this.string());
      case 0x0d:
        return new Code(this.string());
      case 0xff:
        return new MinKey();
      case 0x7f:
        return new MaxKey();
      case 0x0f:
        throw unsupported('JavaScript with scope');
      case 0x06:
        throw unsupported('the deprecated BSON type undefined');
      case 0x0c:
        throw unsupported('the deprecated BSON type DBPointer');
      default:
        throw invalid(`there is no type ${type}`);
    }
  }

  private binary(): Binary {
    const length = this.int32();
    const subType = this.byte();
    if (length < 0) throw invalid('a length is negative');
    if (subType === Binary.SUBTYPE_BYTE_ARRAY) throw unsupported('the deprecated binary subtype 2');
    return new Binary(this.copy(length), subType);
  }

  private string(): string {
    const length = this.int32();
    if (length < 1) throw invalid('the length of a string is wrong');
    const start = this.advance(length);
    const end = this.position - 1;
    if (this.bytes[end] !== 0) throw invalid('a string does not end');
    return this.text(start, end);
  }

  private cstring(): string {
    const start = this.position;
    while (this.byte() !== 0);
    return this.text(start, this.position - 1);
  }

  /** Field names repeat from document to document: most are found instead of made. */
  private name(): string {
    const { bytes } = this;
    const start = this.position;
    let hash = 0;
    let seen = 0;
    let position = start;
    for (;;) {
      const byte = bytes[position];
      if (byte === undefined) throw invalid('a name does not end');
      position++;
      if (byte === 0) break;
      hash = (Math.imul(hash, 31) + byte) | 0;
      seen |= byte;
    }
    this.position = position;
    const length = position - 1 - start;
    if (seen >= 0x80 || length > 40) return this.text(start, position - 1);
    const slot = hash & (names.length - 1);
    const known = names[slot];
    if (known !== undefined && known.length === length && isSame(known, bytes, start)) return known;
    const name = bytes.toString('latin1', start, position - 1);
    names[slot] = name;
    return name;
  }

  private text(start: number, end: number): string {
    const text = this.bytes.toString('utf8', start, end);
    // The decoder puts this character where bytes make no sense: never keep such a guess.
    if (text.includes('\uFFFD') && !isUtf8(this.bytes.subarray(start, end))) {
      throw invalid('a string is not UTF-8');
    }
    return text;
  }

  private byte(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw invalid('it ends too early');
    return byte;
  }

  private int32(): number {
    return this.bytes.readInt32LE(this.advance(4));
  }

  private copy(length: number): Buffer {
    const start = this.advance(length);
    return Buffer.from(this.bytes.subarray(start, this.position));
  }

  /** Moves past `length` bytes and returns where they begin. */
  private advance(length: number): number {
    const start = this.position;
    if (start + length > this.bytes.length) throw invalid('it ends too early');
    this.position = start + length;
    return start;
  }
}

const names: (string | undefined)[] = new Array<string | undefined>(4096).fill(undefined);

function isSame(name: string, bytes: Buffer, start: number): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
