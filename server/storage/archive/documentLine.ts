import { mongo } from 'mongoose';

const { BSON } = mongo;
const { EJSON } = BSON;

/** A document as the driver sends it: a Map where the order of its fields would not survive in an object. */
export type Restorable = Record<string, unknown> | ReadonlyMap<string, unknown>;

/** Every number keeps its type, every regular expression its own engine's. */
const AS_STORED = { promoteValues: false, promoteBuffers: false, bsonRegExp: true } as const;
const CANONICAL = { relaxed: false } as const;

/** The only field of a line whose document canonical EJSON cannot say. */
const RAW = '$bson';

/**
 * A document as one line of canonical EJSON, or, where reading that line would
 * not give the same bytes again (fields named like numbers in another order,
 * fields named like EJSON's own), as its bytes in base64.
 *
 * @throws Error when the driver cannot send the document as it is stored, in either form
 */
export function formatDocument(bytes: Uint8Array): string {
  const line = asEjson(bytes);
  if (line !== undefined) return line;
  if (isSame(bytes, () => BSON.serialize(asMap(bytes) as never))) {
    return JSON.stringify({ [RAW]: Buffer.from(bytes).toString('base64') });
  }
  throw new Error('it holds a value that could not be written back as it is');
}

/** What `formatDocument` wrote, for the driver; serialized, it is the same bytes. */
export function parseDocument(line: string): Restorable {
  const document = EJSON.parse(line, CANONICAL) as Record<string, unknown>;
  const raw = document[RAW];
  return typeof raw === 'string' ? asMap(Buffer.from(raw, 'base64')) : document;
}

/** For a message about a document; nothing if not even that can be read. */
export function describeId(bytes: Uint8Array): string {
  try {
    return `Its _id is ${EJSON.stringify(BSON.deserialize(bytes)['_id'])}.`;
  } catch {
    return '';
  }
}

function asEjson(bytes: Uint8Array): string | undefined {
  let line = '';
  const isKept = isSame(bytes, () => {
    line = EJSON.stringify(BSON.deserialize(bytes, AS_STORED), CANONICAL);
    return BSON.serialize(parseDocument(line) as never);
  });
  return isKept ? line : undefined;
}

function isSame(bytes: Uint8Array, write: () => Uint8Array): boolean {
  try {
    return Buffer.compare(bytes, write()) === 0;
  } catch {
    return false;
  }
}

const OBJECT = 3;
const ARRAY = 4;

/** Fields in their order, whatever their names; values in the driver's classes. */
function asMap(bytes: Uint8Array): Map<string, unknown> {
  return new Map(elementsOf(bytes));
}

function elementsOf(bytes: Uint8Array): [name: string, value: unknown][] {
  return [...BSON.onDemand.parseToElements(bytes)].map(([type, nameAt, nameLength, at, length]) => {
    const name = Buffer.from(bytes.subarray(nameAt, nameAt + nameLength)).toString();
    const value = bytes.subarray(at, at + length);
    if (type === OBJECT) return [name, asMap(value)];
    if (type === ARRAY) return [name, elementsOf(value).map(([, item]) => item)];
    return [name, scalarOf(type, value)];
  });
}

/** The driver reads documents only: one with this value alone. */
function scalarOf(type: number, value: Uint8Array): unknown {
  const document = Buffer.alloc(4 + 3 + value.length + 1);
  document.writeInt32LE(document.length);
  document[4] = type;
  document[5] = 'v'.charCodeAt(0);
  document.set(value, 7);
  return BSON.deserialize(document, AS_STORED)['v'];
}
