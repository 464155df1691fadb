import { failedToParse, StoreError } from '../errors.ts';
import { compileCondition, parseFilter, type Condition, type Found } from '../matcher.ts';
import { planQuery } from '../planner.ts';
import { compileProjection } from '../projection.ts';
import type { Row } from '../scan.ts';
import { Scan } from '../scan.ts';
import { parseSort } from '../sorting.ts';
import { sortRows } from '../stages.ts';
import type { CollectionInfo } from '../storage/catalog.ts';
import { prepareInsert, withId } from '../storage/collections.ts';
import { PAUSE, type Source, type Turn } from '../turn.ts';
import { compileUpdate, documentFromFilter, type Update } from '../updates.ts';
import { readBson } from '../values/readBson.ts';
import { asInteger, type Document, type Value } from '../values/value.ts';
import { RawDocument, writeBson } from '../values/writeBson.ts';
import {
  checkCollation,
  checkFields,
  documentsOf,
  namespaceOf,
  optionalBoolean,
  optionalDocument,
  refuse,
  type Command,
  type Engine,
  type Invocation,
  type Reply,
} from './command.ts';

/** How long one command may hold the write transaction before the others' writes get theirs. */
const WRITE_SLICE_MS = 20;

const MAX_BATCH = 100_000;

interface WriteError {
  index: number;
  code: number;
  errmsg: string;
  [extra: string]: unknown;
}

/** What is wrong with one statement. A full disk or the end of the time is about the whole command. */
const asWriteError = (index: number, error: unknown): WriteError => {
  if (!(error instanceof StoreError) || error.code === 1 || error.code === 50) throw error;
  return { index, code: error.code, errmsg: error.message, ...error.extra };
};

/** Runs `step` for each item, in as many write transactions as their time needs; stops at the first error if ordered. */
async function writeEach<T>(
  { engine, turn, body }: Invocation,
  items: readonly T[],
  step: (item: T, index: number) => void,
): Promise<WriteError[]> {
  if (items.length === 0 || items.length > MAX_BATCH) {
    throw new StoreError(
      16,
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${items.length} operations.`,
    );
  }
  const isOrdered = optionalBoolean(body, 'ordered') ?? true;
  const errors: WriteError[] = [];
  let at = 0;
  while (at < items.length) {
    await engine.environment.write(() => {
      const until = performance.now() + WRITE_SLICE_MS;
      while (at < items.length && performance.now() < until) {
        turn.checkDeadline();
        const index = at++;
        try {
          step(items[index]!, index);
        } catch (error) {
          errors.push(asWriteError(index, error));
          if (isOrdered) at = items.length;
        }
      }
    });
  }
  return errors;
}

const withErrors = (reply: Reply, errors: readonly WriteError[]): Reply =>
  errors.length === 0 ? reply : { ...reply, writeErrors: errors };

const insert: Command = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  async run(invocation) {
    const { engine, sequences } = invocation;
    const namespace = namespaceOf(invocation);
    const documents = sequences.get('documents') ?? documentsOf(invocation, 'documents').map(writeBson);
    let n = 0;
    const errors = await writeEach(invocation, documents, (raw) => {
      // The bytes belong to a message that may be much larger than the document.
      const { document, bytes } = prepareInsert(Buffer.from(raw));
      engine.collections.insert(engine.catalog.ensure(namespace), document, bytes);
      n++;
    });
    return withErrors({ n }, errors);
  },
};

/** The rows that a write is about, while inside its transaction. */
function rowsToWrite(
  engine: Engine,
  collection: CollectionInfo,
  condition: Condition,
  hint: Value | undefined,
  turn: Turn,
  sort: Value | undefined = undefined,
): Source<Row> {
  const fields = parseSort(sort);
  const plan = planQuery(collection, condition, fields, hint);
  const undivided = turn.undivided;
  const scan = new Scan(engine.collections, collection, plan, compileCondition(condition), () => undivided);
  return plan.isSorted ? scan : sortRows(scan, fields, 1);
}

function firstRow(source: Source<Row>): Row | undefined {
  const row = source.next();
  source.pause();
  return row === PAUSE ? undefined : row;
}

interface Changed {
  isModified: boolean;
  before: Document;
  after: Document;
}

/** Applies an update to one record inside a write transaction. */
function updateRow(
  engine: Engine,
  collection: CollectionInfo,
  row: Row,
  update: Update,
  condition: Condition,
): Changed {
  const stored = row.bytes!;
  const before = readBson(stored);
  const after = readBson(stored);
  const found: Found = { index: -1 };
  if (update.isPositional) compileCondition(condition)(before, found);
  const isModified = update.apply(after, { position: found.index, isInsert: false, now: new Date() });
  if (isModified) {
    engine.collections.replace(
      collection,
      row.record,
      { document: before, bytes: stored },
      after,
      update.touched,
    );
  }
  return { isModified, before, after };
}

/** Inserts what an upsert makes of filter and update. */
function upsert(engine: Engine, namespace: string, update: Update, condition: Condition): Document {
  const document = documentFromFilter(condition, update.isReplacement);
  update.apply(document, { position: -1, isInsert: true, now: new Date() });
  const complete = withId(document);
  engine.collections.insert(engine.catalog.ensure(namespace), complete, writeBson(complete));
  return complete;
}

const updateStatementFields = new Set([
  'q',
  'u',
  'upsert',
  'multi',
  'hint',
  'collation',
  'arrayFilters',
  'c',
]);

interface UpdateStatement {
  condition: Condition;
  update: Update;
  isUpsert: boolean;
  isMulti: boolean;
  hint: Value | undefined;
}

function parseUpdateStatement(statement: Document): UpdateStatement {
  checkCollation(statement);
  refuse(statement, 'arrayFilters', 'arrayFilters');
  refuse(statement, 'c', 'constants for pipeline updates');
  const u = statement.get('u');
  if (u === undefined)
    throw new StoreError(40414, "BSON field 'update.updates.u' is missing but a required field");
  const update = compileUpdate(u);
  const isMulti = optionalBoolean(statement, 'multi') ?? false;
  if (isMulti && update.isReplacement)
    throw failedToParse('multi update is not supported for replacement-style update');
  return {
    condition: parseFilter(optionalDocument(statement, 'q') ?? new Map()),
    update,
    isUpsert: optionalBoolean(statement, 'upsert') ?? false,
    isMulti,
    hint: statement.get('hint'),
  };
}

const update: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation'],
  async run(invocation) {
    const { engine, turn } = invocation;
    const namespace = namespaceOf(invocation);
    const statements = statementsOf(invocation, 'updates', updateStatementFields);
    const upserted: { index: number; _id: Value }[] = [];
    let n = 0;
    let nModified = 0;

    const run = (statement: UpdateStatement, index: number): void => {
      const collection = engine.catalog.find(namespace);
      if (collection !== undefined) {
        const row = firstRow(rowsToWrite(engine, collection, statement.condition, statement.hint, turn));
        if (row !== undefined) {
          const { isModified } = updateRow(engine, collection, row, statement.update, statement.condition);
          n++;
          if (isModified) nModified++;
          return;
        }
      }
      if (!statement.isUpsert) return;
      const document = upsert(engine, namespace, statement.update, statement.condition);
      upserted.push({ index, _id: document.get('_id')! });
      n++;
    };

    const errors = await runStatements(
      invocation,
      statements,
      parseUpdateStatement,
      run,
      async (statement, index) => {
        let matched = 0;
        let modified = 0;
        await forEachMatch(invocation, namespace, statement.condition, statement.hint, (collection, row) => {
          const { isModified } = updateRow(engine, collection, row, statement.update, statement.condition);
          matched++;
          if (isModified) modified++;
        });
        // A statement that fails on the way keeps what it has changed, but counts nothing.
        n += matched;
        nModified += modified;
        if (matched === 0 && statement.isUpsert) {
          await engine.environment.write(() => {
            // Somebody may have inserted a match since the search: then it is updated like any other.
            run(statement, index);
          });
        }
      },
    );
    return withErrors({ n, nModified, ...(upserted.length === 0 ? {} : { upserted }) }, errors);
  },
};

const deleteStatementFields = new Set(['q', 'limit', 'hint', 'collation']);

interface DeleteStatement {
  condition: Condition;
  isMulti: boolean;
  hint: Value | undefined;
}

function parseDeleteStatement(statement: Document): DeleteStatement {
  checkCollation(statement);
  const limit = asInteger(statement.get('limit'));
  if (limit !== 0 && limit !== 1)
    throw failedToParse(`The limit field in delete objects must be 0 or 1. Got ${limit}`);
  return {
    condition: parseFilter(optionalDocument(statement, 'q') ?? new Map()),
    isMulti: limit === 0,
    hint: statement.get('hint'),
  };
}

const remove: Command = {
  fields: ['deletes', 'ordered'],
  async run(invocation) {
    const { engine, turn } = invocation;
    const namespace = namespaceOf(invocation);
    let n = 0;
    const removeRow = (collection: CollectionInfo, row: Row): void => {
      engine.collections.remove(collection, row.record, row.document, row.bytes!.length);
      n++;
    };
    const run = (statement: DeleteStatement): void => {
      const collection = engine.catalog.find(namespace);
      if (collection === undefined) return;
      const row = firstRow(rowsToWrite(engine, collection, statement.condition, statement.hint, turn));
      if (row !== undefined) removeRow(collection, row);
    };
    const statements = statementsOf(invocation, 'deletes', deleteStatementFields);
    const errors = await runStatements(invocation, statements, parseDeleteStatement, run, (statement) =>
      forEachMatch(invocation, namespace, statement.condition, statement.hint, removeRow),
    );
    return withErrors({ n }, errors);
  },
};

/** A field that a statement cannot have fails the whole command before anything is written. */
function statementsOf(invocation: Invocation, name: string, allowed: ReadonlySet<string>): Document[] {
  const statements = documentsOf(invocation, name);
  for (const statement of statements) checkFields(`${invocation.name}.${name}`, statement, allowed);
  return statements;
}

/** Statements that touch one document share transactions; those for many take as many as they need. */
async function runStatements<T extends { isMulti: boolean }>(
  invocation: Invocation,
  statements: readonly Document[],
  parse: (statement: Document) => T,
  runOne: (statement: T, index: number) => void,
  runMany: (statement: T, index: number) => Promise<void>,
): Promise<WriteError[]> {
  const isMulti = (statement: Document) =>
    optionalBoolean(statement, 'multi') === true || asInteger(statement.get('limit')) === 0;
  if (!statements.some(isMulti)) {
    return writeEach(invocation, statements, (statement, index) => runOne(parse(statement), index));
  }
  const isOrdered = optionalBoolean(invocation.body, 'ordered') ?? true;
  const errors: WriteError[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      const parsed = parse(statement);
      if (parsed.isMulti) await runMany(parsed, index);
      else await invocation.engine.environment.write(() => runOne(parsed, index));
    } catch (error) {
      errors.push(asWriteError(index, error));
      if (isOrdered) break;
    }
  }
  return errors;
}

/**
 * Does `work` to every match in slices of one transaction each. The scan gives
 * each document once, so what it becomes by the work itself is not looked at again.
 */
async function forEachMatch(
  { engine, turn }: Invocation,
  namespace: string,
  condition: Condition,
  hint: Value | undefined,
  work: (collection: CollectionInfo, row: Row) => void,
): Promise<void> {
  let source: Source<Row> | undefined;
  let isAtEnd = false;
  while (!isAtEnd) {
    await engine.environment.write(() => {
      const collection = engine.catalog.find(namespace);
      if (collection === undefined) {
        isAtEnd = true;
        return;
      }
      source ??= rowsToWrite(engine, collection, condition, hint, turn);
      const until = performance.now() + WRITE_SLICE_MS;
      // Writing moves entries under an open scan, so a piece is collected first.
      const piece: Row[] = [];
      try {
        while (piece.length < 200) {
          const row = source.next();
          if (row === undefined || row === PAUSE) {
            isAtEnd = true;
            break;
          }
          piece.push(row);
        }
      } finally {
        source.pause();
      }
      for (const row of piece) {
        work(engine.catalog.get(namespace), row);
      }
      if (performance.now() > until) turn.checkDeadline();
    });
  }
}

const findAndModify: Command = {
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'bypassDocumentValidation',
    'collation',
    'arrayFilters',
    'hint',
    'let',
  ],
  async run(invocation) {
    const { engine, body, turn } = invocation;
    const namespace = namespaceOf(invocation);
    checkCollation(body);
    refuse(body, 'arrayFilters', 'arrayFilters');
    refuse(body, 'let');
    const isRemove = optionalBoolean(body, 'remove') ?? false;
    const isUpsert = optionalBoolean(body, 'upsert') ?? false;
    const wantsNew = optionalBoolean(body, 'new') ?? false;
    const definition = body.get('update');
    if (isRemove && definition !== undefined)
      throw failedToParse('Cannot specify both an update and remove=true');
    if (!isRemove && definition === undefined)
      throw failedToParse('Either an update or remove=true must be specified');
    if (isRemove && isUpsert) throw failedToParse('Cannot specify both upsert=true and remove=true');
    if (isRemove && wantsNew)
      throw failedToParse(
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    const condition = parseFilter(optionalDocument(body, 'query') ?? new Map());
    const compiled = definition === undefined ? undefined : compileUpdate(definition);
    const fields = optionalDocument(body, 'fields');
    const project = fields === undefined ? undefined : compileProjection(fields, 'find');
    const shown = (document: Document | undefined): RawDocument | null =>
      document === undefined
        ? null
        : new RawDocument(writeBson(project === undefined ? document : project(document)));

    return engine.environment.write((): Reply => {
      turn.checkDeadline();
      const collection = engine.catalog.find(namespace);
      const row =
        collection === undefined
          ? undefined
          : firstRow(rowsToWrite(engine, collection, condition, body.get('hint'), turn, body.get('sort')));
      if (collection !== undefined && row !== undefined) {
        if (compiled === undefined) {
          engine.collections.remove(collection, row.record, row.document, row.bytes!.length);
          return { lastErrorObject: { n: 1 }, value: shown(row.document) };
        }
        const { before, after } = updateRow(engine, collection, row, compiled, condition);
        return { lastErrorObject: { n: 1, updatedExisting: true }, value: shown(wantsNew ? after : before) };
      }
      if (compiled === undefined) return { lastErrorObject: { n: 0 }, value: null };
      if (!isUpsert) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null };
      const document = upsert(engine, namespace, compiled, condition);
      return {
        lastErrorObject: { n: 1, updatedExisting: false, upserted: document.get('_id') },
        value: shown(wantsNew ? document : undefined),
      };
    });
  },
};

export const writingCommands: Readonly<Record<string, Command>> = {
  insert,
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
};
