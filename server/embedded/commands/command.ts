import type { Cursors } from '../cursors.ts';
import { badValue, StoreError, typeMismatch, unsupported } from '../errors.ts';
import type { Collections } from '../storage/collections.ts';
import type { Environment } from '../storage/environment.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Turn } from '../turn.ts';
import { readBson } from '../values/readBson.ts';
import { MAX_COMMAND_DEPTH } from '../wire.ts';
import { asInteger, isDocument, isNumber, typeNameOf, type Document, type Maybe } from '../values/value.ts';

/** What commands work on. */
export interface Engine {
  environment: Environment;
  catalog: Catalog;
  collections: Collections;
  cursors: Cursors;
}

export interface Invocation {
  engine: Engine;
  name: string;
  db: string;
  body: Document;
  sequences: ReadonlyMap<string, readonly Buffer[]>;
  turn: Turn;
  connectionId: number;
}

export type Reply = Record<string, unknown>;

export interface Command {
  /** Every field it takes beside those that all commands take. */
  fields: readonly string[] | 'any';
  run: (invocation: Invocation) => Promise<Reply> | Reply;
}

/** The collection that the command's first field names. */
export function namespaceOf({ name, db, body }: Invocation): string {
  const collection = body.get(name);
  if (typeof collection !== 'string') {
    throw new StoreError(73, `collection name has invalid type ${typeNameOf(collection)}`);
  }
  if (collection === '') throw new StoreError(73, `Invalid namespace specified '${db}.'`);
  return `${db}.${collection}`;
}

export function optionalDocument(body: Document, name: string): Document | undefined {
  const value = body.get(name);
  if (value === undefined || value === null) return undefined;
  if (isDocument(value)) return value;
  throw wrongType(name, value, 'object');
}

export function optionalBoolean(body: Document, name: string): boolean | undefined {
  const value = body.get(name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  if (isNumber(value)) return Number(value) !== 0;
  throw wrongType(name, value, 'bool');
}

/** A whole number that is not negative. */
export function optionalCount(body: Document, name: string): number | undefined {
  const value = body.get(name);
  if (value === undefined || value === null) return undefined;
  if (!isNumber(value)) throw wrongType(name, value, 'number');
  const count = asInteger(value);
  if (count === undefined) throw badValue(`${name} must be a whole number`);
  if (count < 0)
    throw new StoreError(51024, `BSON field '${name}' value must be >= 0, actual value '${count}'`);
  return count;
}

export const wrongType = (name: string, value: Maybe, expected: string): StoreError =>
  typeMismatch(`BSON field '${name}' is the wrong type '${typeNameOf(value)}', expected type '${expected}'`);

/** Documents given in the body or beside it. */
export function documentsOf({ body, sequences }: Invocation, name: string): Document[] {
  const beside = sequences.get(name);
  if (beside !== undefined) return beside.map((bytes) => readBson(bytes, MAX_COMMAND_DEPTH));
  const within = body.get(name);
  if (!Array.isArray(within))
    throw new StoreError(40414, `BSON field '${name}' is missing but a required field`);
  return within.map((one) => {
    if (isDocument(one)) return one;
    throw wrongType(name, one, 'object');
  });
}

/** @throws StoreError 40415 on a field outside of `allowed` */
export function checkFields(what: string, document: Document, allowed: ReadonlySet<string>): void {
  for (const name of document.keys()) {
    if (!allowed.has(name)) throw new StoreError(40415, `BSON field '${what}.${name}' is an unknown field.`);
  }
}

/** Only the simple collation (by bytes) is there. */
export function checkCollation(document: Document): void {
  const collation = document.get('collation');
  if (collation === undefined) return;
  const isSimple = isDocument(collation) && collation.get('locale') === 'simple' && collation.size === 1;
  if (isDocument(collation) && (isSimple || collation.size === 0)) return;
  throw unsupported('any collation but "simple"');
}

export function refuse(document: Document, name: string, what = `the option ${name}`): void {
  const value = document.get(name);
  const isEmpty =
    value === undefined ||
    value === false ||
    (Array.isArray(value) && value.length === 0) ||
    (isDocument(value) && value.size === 0);
  if (!isEmpty) throw unsupported(what);
}
