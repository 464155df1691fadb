import { StoreError } from '../errors.ts';
import { validateCollection } from '../storage/validate.ts';
import { MAX_DOCUMENT_BYTES } from '../values/writeBson.ts';
import { MAX_MESSAGE_BYTES } from '../wire.ts';
import { namespaceOf, type Command, type Reply } from './command.ts';

/** What this store answers like; see README. */
const VERSION = '7.0.0';

const hello: Command = {
  // A greeting carries whatever a newer driver has to tell: MongoDB ignores what it does not know there.
  fields: 'any',
  run({ name, connectionId }): Reply {
    return {
      helloOk: true,
      ...(name === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
      maxBsonObjectSize: MAX_DOCUMENT_BYTES,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      maxWriteBatchSize: 100_000,
      localTime: new Date(),
      logicalSessionTimeoutMinutes: 30,
      connectionId,
      minWireVersion: 0,
      maxWireVersion: 21,
      readOnly: false,
    };
  },
};

const nothing: Command = { fields: [], run: () => ({}) };

const buildInfo: Command = {
  fields: [],
  run: () => ({
    version: VERSION,
    versionArray: [...VERSION.split('.').map(Number), 0],
    modules: [],
    storageEngines: ['lmdb'],
    gitVersion: 'embedded store',
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  }),
};

const validate: Command = {
  fields: ['full', 'repair', 'metadata', 'checkBSONConformance'],
  async run(invocation) {
    const { engine, turn } = invocation;
    const collection = engine.catalog.find(namespaceOf(invocation));
    if (collection === undefined)
      throw new StoreError(26, `Collection '${namespaceOf(invocation)}' does not exist to validate.`);
    const { records, keysPerIndex, errors } = await validateCollection(engine, collection, turn);
    return {
      ns: collection.namespace,
      nrecords: records,
      nIndexes: collection.indexes.length,
      keysPerIndex,
      valid: errors.length === 0,
      errors,
      warnings: [],
    };
  },
};

export const administrationCommands: Readonly<Record<string, Command>> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: nothing,
  endSessions: nothing,
  buildInfo,
  buildinfo: buildInfo,
  validate,
};
