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
import { StoreError } from '../errors.ts';
import { MAX_DEPTH } from './readBson.ts';
import { isInt32, type Document } from './value.ts';

/** A document that is already BSON and goes into a reply as it is. */
export class RawDocument {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** The largest document that may be stored; replies and internal documents may be a little larger. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** What a command makes can be no larger than a message. */
const MAX_WRITTEN_BYTES = 48_000_000;

/** @throws StoreError 10334 */
export function checkSize(bytes: Uint8Array, limit = MAX_DOCUMENT_BYTES): void {
  if (bytes.length > limit) throw tooLarge(bytes.length, limit);
}

const tooLarge = (size: number, limit: number): StoreError =>
  new StoreError(10334, `BSONObj size: ${size} is invalid. Size must be between 0 and ${limit}`);

/** Writes a document, or an object literal of ours (a reply), as BSON. */
export function writeBson(document: Document | Record<string, unknown>): Buffer {
  const writer = new Writer();
  writer.document(document, 0);
  return writer.finish();
}

let scratch = Buffer.allocUnsafeSlow(64 * 1024);

class Writer {
  private position = 0;

  document(fields: Document | Record<string, unknown>, depth: number): void {
    const start = this.begin(depth);
    const entries: Iterable<[string, unknown]> = fields instanceof Map ? fields : Object.entries(fields);
    for (const [name, value] of entries) {
      if (value !== undefined) this.element(name, value, depth);
    }
    this.end(start);
  }

  finish(): Buffer {
    const bytes = Buffer.from(scratch.subarray(0, this.position));
    // One huge reply must not pin its size for ever.
    if (scratch.length > 4 * 1024 * 1024) scratch = Buffer.allocUnsafeSlow(64 * 1024);
    return bytes;
  }

  private array(items: readonly unknown[], depth: number): void {
    const start = this.begin(depth);
    for (let i = 0; i < items.length; i++) this.element(String(i), items[i] ?? null, depth);
    this.end(start);
  }

  private begin(depth: number): number {
    if (depth > MAX_DEPTH) throw new StoreError(15, `the document is nested deeper than ${MAX_DEPTH} levels`);
    this.reserve(4);
    const start = this.position;
    this.position += 4;
    return start;
  }

  private end(start: number): void {
    this.reserve(1);
    scratch[this.position++] = 0;
    scratch.writeInt32LE(this.position - start, start);
  }

  private element(name: string, value: unknown, depth: number): void {
    switch (typeof value) {
      case 'string':
        this.head(0x02, name);
        return this.string(value);
      case 'number':
        if (isInt32(value)) {
          this.head(0x10, name);
          return this.int32(value);
        }
        this.head(0x01, name);
        return this.double(value);
      case 'boolean':
        this.head(0x08, name);
        this.reserve(1);
        scratch[this.position++] = value ? 1 : 0;
        return;
      case 'bigint':
        this.head(0x12, name);
        this.reserve(8);
        scratch.writeBigInt64LE(value, this.position);
        this.position += 8;
        return;
    }
    if (value === null) return this.head(0x0a, name);
    if (value instanceof Map) {
      this.head(0x03, name);
      return this.document(value as Document, depth + 1);
    }
    if (Array.isArray(value)) {
      this.head(0x04, name);
      return this.array(value, depth + 1);
    }
    if (value instanceof Double) {
      this.head(0x01, name);
      return this.double(value.value);
    }
    if (value instanceof Date) {
      this.head(0x09, name);
      this.reserve(8);
      scratch.writeBigInt64LE(BigInt(value.getTime()), this.position);
      this.position += 8;
      return;
    }
    if (value instanceof RawDocument) {
      this.head(0x03, name);
      return this.raw(value.bytes);
    }
    if (value instanceof ObjectId) {
      this.head(0x07, name);
      return this.raw(value.id);
    }
    if (value instanceof Binary) {
      this.head(0x05, name);
      const bytes = value.value();
      this.int32(bytes.length);
      this.reserve(1);
      scratch[this.position++] = value.sub_type;
      return this.raw(bytes);
    }
    if (value instanceof Decimal128) {
      this.head(0x13, name);
      return this.raw(value.bytes);
    }
    if (value instanceof BSONRegExp) {
      this.head(0x0b, name);
      this.cstring(value.pattern);
      return this.cstring(value.options);
    }
    if (value instanceof Timestamp) {
      this.head(0x11, name);
      this.int32(value.low);
      return this.int32(value.high);
    }
    if (value instanceof BSONSymbol) {
      this.head(0x0e, name);
      return this.string(value.value);
    }
    if (value instanceof Code) {
      this.head(0x0d, name);
      return this.string(value.code);
    }
    if (value instanceof MinKey) return this.head(0xff, name);
    if (value instanceof MaxKey) return this.head(0x7f, name);
    this.head(0x03, name);
    this.document(value as Record<string, unknown>, depth + 1);
  }

  private head(type: number, name: string): void {
    this.reserve(1);
    scratch[this.position++] = type;
    this.cstring(name);
  }

  private cstring(text: string): void {
    if (text.includes('\0')) throw new StoreError(22, 'a field name or pattern contains a null byte');
    this.reserve(text.length * 3 + 1);
    this.position += this.text(text);
    scratch[this.position++] = 0;
  }

  private string(text: string): void {
    this.reserve(text.length * 3 + 5);
    const length = this.position;
    this.position += 4;
    const written = this.text(text);
    this.position += written;
    scratch[this.position++] = 0;
    scratch.writeInt32LE(written + 1, length);
  }

  /** Short plain text is faster letter by letter than through the encoder. */
  private text(text: string): number {
    const { length } = text;
    if (length <= 24) {
      for (let i = 0; i < length; i++) {
        const code = text.charCodeAt(i);
        if (code >= 0x80) return scratch.write(text, this.position, 'utf8');
        scratch[this.position + i] = code;
      }
      return length;
    }
    return scratch.write(text, this.position, 'utf8');
  }

  private int32(value: number): void {
    this.reserve(4);
    scratch.writeInt32LE(value, this.position);
    this.position += 4;
  }

  private double(value: number): void {
    this.reserve(8);
    scratch.writeDoubleLE(value, this.position);
    this.position += 8;
  }

  private raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    scratch.set(bytes, this.position);
    this.position += bytes.length;
  }

  private reserve(bytes: number): void {
    const needed = this.position + bytes;
    if (needed <= scratch.length) return;
    if (needed > MAX_WRITTEN_BYTES) throw tooLarge(needed, MAX_WRITTEN_BYTES);
    const larger = Buffer.allocUnsafeSlow(Math.max(scratch.length * 2, this.position + bytes + 1024));
    scratch.copy(larger, 0, 0, this.position);
    scratch = larger;
  }
}
