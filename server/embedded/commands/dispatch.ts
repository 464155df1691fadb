import { badValue, failedToParse, StoreError, unsupported } from '../errors.ts';
import { knownCommands } from '../knownNames.ts';
import { Turn } from '../turn.ts';
import { asInteger, isDocument, isNumber, typeNameOf, type Document } from '../values/value.ts';
import { Double } from 'bson';
import type { Request } from '../wire.ts';
import { administrationCommands } from './administration.ts';
import { checkFields, type Command, type Engine, type Reply } from './command.ts';
import { readingCommands } from './reading.ts';
import { structureCommands } from './structure.ts';
import { writingCommands } from './writing.ts';

/** Every command there is. */
export const commands: Readonly<Record<string, Command>> = {
  ...administrationCommands,
  ...readingCommands,
  ...writingCommands,
  ...structureCommands,
};

/** Fields that every command takes. */
const commonFields = [
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'maxTimeMS',
  'comment',
  'readConcern',
  'writeConcern',
];

const allowedFields = new Map(
  Object.entries(commands).flatMap(([name, { fields }]) =>
    fields === 'any' ? [] : [[name, new Set([name, ...fields, ...commonFields])] as const],
  ),
);

const OK = new Double(1);

/** Carries a request out; whatever goes wrong becomes the reply. */
export async function answer(
  engine: Engine,
  request: Request,
  connectionId: number,
  reportBug: (error: unknown) => void,
): Promise<Reply> {
  try {
    if (request.fault !== undefined) throw request.fault;
    return { ...(await run(engine, request, connectionId)), ok: OK };
  } catch (error) {
    if (!(error instanceof StoreError)) {
      reportBug(error);
      return failure(new StoreError(1, 'the embedded store failed; its log says why'));
    }
    return failure(error);
  }
}

const failure = (error: StoreError): Reply => ({
  ok: new Double(0),
  errmsg: error.message,
  code: error.code,
  codeName: error.codeName,
  ...error.extra,
});

async function run(engine: Engine, { body, sequences }: Request, connectionId: number): Promise<Reply> {
  const [name = ''] = body.keys();
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  refuseTransactions(body);
  if (command === undefined) {
    if (knownCommands.has(name)) throw unsupported(`the command ${name}`);
    throw new StoreError(59, `no such command: '${name}'`);
  }
  const allowed = allowedFields.get(name);
  if (allowed !== undefined) {
    checkFields(name, body, allowed);
    for (const sequence of sequences.keys()) {
      if (!allowed.has(sequence))
        throw new StoreError(40415, `BSON field '${name}.${sequence}' is an unknown field.`);
    }
  }
  checkReadConcern(body);
  checkWriteConcern(body);
  const db = body.get('$db');
  if (typeof db !== 'string') throw new StoreError(40571, 'OP_MSG requests require a $db argument');
  const turn = new Turn(maxTimeOf(body));
  return command.run({ engine, name, db, body, sequences, turn, connectionId });
}

function refuseTransactions(body: Document): void {
  for (const name of ['txnNumber', 'startTransaction', 'autocommit', 'stmtId', 'stmtIds']) {
    if (body.has(name))
      throw new StoreError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  }
}

function maxTimeOf(body: Document): number | undefined {
  const given = body.get('maxTimeMS');
  if (given === undefined) return undefined;
  if (!isNumber(given)) throw new StoreError(14, `maxTimeMS must be a number, not ${typeNameOf(given)}`);
  const time = asInteger(given);
  if (time === undefined) throw failedToParse('maxTimeMS has non-integral value');
  if (time < 0 || time > 2_147_483_647)
    throw badValue(`${time} value for maxTimeMS is out of range [0, 2147483647]`);
  return time;
}

function checkReadConcern(body: Document): void {
  const concern = body.get('readConcern');
  if (concern === undefined) return;
  if (!isDocument(concern)) throw new StoreError(14, 'readConcern must be an object');
  for (const [field, value] of concern) {
    if (field !== 'level') throw unsupported(`the read concern field ${field}`);
    if (value !== 'local' && value !== 'majority') throw unsupported(`the read concern ${String(value)}`);
  }
}

function checkWriteConcern(body: Document): void {
  const concern = body.get('writeConcern');
  if (concern === undefined) return;
  if (!isDocument(concern)) throw new StoreError(14, 'writeConcern must be an object');
  for (const [field, value] of concern) {
    if (!['w', 'j', 'wtimeout', 'fsync', 'provenance'].includes(field)) {
      throw new StoreError(40415, `BSON field 'writeConcern.${field}' is an unknown field.`);
    }
    if (field !== 'w' || value === 'majority') continue;
    const w = asInteger(value);
    if (w === undefined)
      throw new StoreError(
        79,
        `No write concern mode named '${String(value)}' found in replica set configuration`,
      );
    if (w < 0 || w > 1) throw badValue("cannot use 'w' > 1 when a host is not replicated");
  }
}
