import { StoreError } from './errors.ts';
import { MAX_DEPTH, readBson } from './values/readBson.ts';
import type { Document } from './values/value.ts';
import { writeBson } from './values/writeBson.ts';

/** The largest message that is taken, and that drivers are told. */
export const MAX_MESSAGE_BYTES = 48_000_000;

const HEADER_BYTES = 16;

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Bits of an OP_MSG below 16 that we do not know must be refused; those above may be ignored. */
const KNOWN_REQUIRED_FLAGS = CHECKSUM_PRESENT | MORE_TO_COME;

/** One command as it came in. */
export interface Request {
  id: number;
  body: Document;
  /** Documents that travelled beside the body, still as bytes; by the name of the field they belong to. */
  sequences: ReadonlyMap<string, readonly Buffer[]>;
  /** The body is well-formed, but holds a value that we do not take. */
  fault?: StoreError;
  /** In which form the answer is expected; none at all for unacknowledged writes. */
  reply: 'message' | 'legacy' | 'none';
}

/** A command wraps the documents that it carries in a few levels of its own. */
export const MAX_COMMAND_DEPTH = MAX_DEPTH + 20;

/** A frame that makes no sense: the connection is closed, since nothing after it can be trusted. */
export class MalformedFrame extends Error {}

/** Cuts a stream of bytes into messages. */
export class Framer {
  private chunks: Buffer[] = [];
  /** Bytes of a message that is not complete. */
  size = 0;
  private needed = HEADER_BYTES;

  /** Part of a message has come, and not the rest. */
  get isWaiting(): boolean {
    return this.size > 0;
  }

  /** Forgets what has come. */
  drop(): void {
    this.chunks = [];
    this.size = 0;
  }

  /** @throws MalformedFrame on a length that cannot be */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size < this.needed) return [];

    let bytes = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    const messages: Buffer[] = [];
    this.needed = HEADER_BYTES;
    while (bytes.length >= HEADER_BYTES) {
      const length = bytes.readInt32LE(0);
      if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) {
        throw new MalformedFrame(`a message of ${length} bytes`);
      }
      if (bytes.length < length) {
        this.needed = length;
        break;
      }
      messages.push(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
    // A copy, so that a few bytes do not keep a large message.
    this.chunks = bytes.length === 0 ? [] : [Buffer.from(bytes)];
    this.size = bytes.length;
    return messages;
  }
}

/** @throws MalformedFrame */
export function parseRequest(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const operation = message.readInt32LE(12);
  try {
    if (operation === OP_MSG) return { id, ...parseMessage(message) };
    if (operation === OP_QUERY) return { id, ...parseLegacyQuery(message) };
  } catch (error) {
    if (error instanceof MalformedFrame) throw error;
    if (error instanceof StoreError || error instanceof RangeError) throw new MalformedFrame(error.message);
    throw error;
  }
  throw new MalformedFrame(`operation ${operation}`);
}

function parseMessage(message: Buffer): Omit<Request, 'id'> {
  const flags = message.readUInt32LE(HEADER_BYTES);
  if ((flags & 0xffff & ~KNOWN_REQUIRED_FLAGS) !== 0) throw new MalformedFrame(`flags ${flags}`);
  const hasChecksum = (flags & CHECKSUM_PRESENT) !== 0;
  const end = hasChecksum ? message.length - 4 : message.length;
  if (hasChecksum && message.readUInt32LE(end) !== crc32c(message.subarray(0, end)))
    throw new MalformedFrame('a wrong checksum');
  let body: Document | undefined;
  let fault: StoreError | undefined;
  const sequences = new Map<string, readonly Buffer[]>();
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = message.readUInt8(at++);
    const size = message.readInt32LE(at);
    if (size < 5 || at + size > end) throw new MalformedFrame('a section is longer than its message');
    const section = message.subarray(at, at + size);
    at += size;
    if (kind === 0) {
      if (body !== undefined) throw new MalformedFrame('two bodies');
      try {
        body = readBson(section, MAX_COMMAND_DEPTH);
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 238) throw error;
        body = new Map();
        fault = error;
      }
    } else if (kind === 1) {
      const [name, documents] = parseSequence(section);
      if (sequences.has(name)) throw new MalformedFrame('two sequences of one name');
      sequences.set(name, documents);
    } else throw new MalformedFrame(`a section of kind ${kind}`);
  }
  if (body === undefined) throw new MalformedFrame('no body');
  return {
    body,
    sequences,
    ...(fault === undefined ? {} : { fault }),
    reply: (flags & MORE_TO_COME) === 0 ? 'message' : 'none',
  };
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
  return crc;
});

/** CRC-32C (Castagnoli), which is not the one that zlib has. */
function crc32c(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function parseSequence(section: Buffer): [string, Buffer[]] {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd < 0) throw new MalformedFrame('a sequence without a name');
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < section.length) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length)
      throw new MalformedFrame('a document is longer than its section');
    documents.push(section.subarray(at, at + size));
    at += size;
  }
  return [section.toString('utf8', 4, nameEnd), documents];
}

/** Drivers greet in the old form, because they do not know yet whom they meet. */
function parseLegacyQuery(message: Buffer): Omit<Request, 'id'> {
  const nameStart = HEADER_BYTES + 4;
  const nameEnd = message.indexOf(0, nameStart);
  if (nameEnd < 0) throw new MalformedFrame('a query without a collection');
  const name = message.toString('utf8', nameStart, nameEnd);
  const start = nameEnd + 1 + 8;
  const size = message.readInt32LE(start);
  if (size < 5 || start + size > message.length)
    throw new MalformedFrame('a query is longer than its message');
  const query = readBson(message.subarray(start, start + size));
  const wrapped = query.get('$query');
  const body = wrapped instanceof Map ? wrapped : query;
  const [command = ''] = body.keys();
  if (!name.endsWith('.$cmd') || !['hello', 'ismaster'].includes(command.toLowerCase())) {
    throw new MalformedFrame('a legacy operation other than a greeting');
  }
  body.set('$db', name.slice(0, -'.$cmd'.length));
  return { body, sequences: new Map(), reply: 'legacy' };
}

let lastId = 0;

function header(length: number, responseTo: number, operation: number): Buffer {
  lastId = (lastId + 1) & 0x7fffffff;
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE(lastId, 4);
  bytes.writeInt32LE(responseTo, 8);
  bytes.writeInt32LE(operation, 12);
  return bytes;
}

/** The answer to a request, in its form. */
export function formatReply(request: Pick<Request, 'id' | 'reply'>, reply: Record<string, unknown>): Buffer {
  const body = writeBson(reply);
  if (request.reply === 'legacy') {
    const head = Buffer.alloc(20);
    head.writeInt32LE(8, 0);
    head.writeInt32LE(1, 16);
    return Buffer.concat([header(36 + body.length, request.id, OP_REPLY), head, body]);
  }
  return Buffer.concat([header(21 + body.length, request.id, OP_MSG), Buffer.alloc(5), body]);
}

/** A command as a client sends it, for our own look at a running store. */
export function formatCommand(body: Record<string, unknown>): Buffer {
  const bytes = writeBson(body);
  return Buffer.concat([header(21 + bytes.length, 0, OP_MSG), Buffer.alloc(5), bytes]);
}

export const parseReply = (message: Buffer): Document => parseMessage(message).body;
