import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { endianness } from 'node:os';
import { open, type Database, type RootDatabase } from 'lmdb';
import { StoreError } from '../errors.ts';

export type Table = Database<Buffer, Buffer>;

/** Raised whenever the files of an older program can no longer be read by this one, or the other way round. */
export const FORMAT_VERSION = 1;

const VERSION_KEY = Buffer.from('format');
/** Number of the last transaction. */
const COMMIT_KEY = Buffer.from('commit');

interface Queued {
  run: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
  outcome?: { value: unknown } | { error: unknown };
}

/**
 * The LMDB files: three ordered tables of bytes, and one queue of writes.
 *
 * Whatever is queued while a transaction waits for its turn or for the disk
 * shares the next one. A promise of `write` resolves when its transaction is on
 * the disk (LMDB syncs the pages, then the page that makes them count), so that
 * a reply sent after it is true even if the power fails the moment after.
 */
export class Environment {
  readonly catalog: Table;
  readonly records: Table;
  readonly entries: Table;
  private readonly root: RootDatabase<Buffer, Buffer>;
  private queue: Queued[] = [];
  private committing: Promise<void> | undefined;
  private lastCommit: bigint;
  private isClosed = false;

  /** @throws Error with one sentence when the files are of another format */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.root = openFiles(folder);
    this.catalog = openTable(this.root, 'catalog');
    this.prepareFormat(folder);
    this.lastCommit = this.catalog.get(COMMIT_KEY)?.readBigUInt64BE() ?? 0n;
    this.records = openTable(this.root, 'records');
    this.entries = openTable(this.root, 'entries');
  }

  /**
   * Runs `operation` inside a write transaction, alone: it sees what earlier
   * operations wrote, and nothing happens between its reads and its writes. It
   * checks first and writes last; if it throws a StoreError, it has written nothing.
   */
  write<T>(operation: () => T): Promise<T> {
    if (this.isClosed) return Promise.reject(new StoreError(91, 'the store is shutting down'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ run: operation, resolve, reject });
      this.committing ??= this.commitQueue();
    });
  }

  /** Forgets readers that were killed; what they saw would be kept for ever. */
  clearDeadReaders(): void {
    this.root.readerCheck();
  }

  /** Waits until everything queued is on the disk, then closes the files. */
  async close(): Promise<void> {
    this.isClosed = true;
    while (this.committing !== undefined) await this.committing;
    await this.root.close();
  }

  /** One transaction after the other until nothing waits; what comes meanwhile is in the next. */
  private async commitQueue(): Promise<void> {
    while (this.queue.length > 0) {
      let batch: Queued[] = [];
      const number = Buffer.alloc(8);
      number.writeBigUInt64BE(++this.lastCommit);
      const failure = await this.root
        .transaction(() => {
          batch = this.queue;
          this.queue = [];
          for (const queued of batch) {
            try {
              queued.outcome = { value: queued.run() };
            } catch (error) {
              queued.outcome = { error };
            }
          }
          void this.catalog.put(COMMIT_KEY, number);
        })
        .then(() => undefined, reasonOf);
      if (batch.length === 0) [batch, this.queue] = [this.queue, []];

      // What stands in the files decides, not what lmdb's promise says.
      this.catalog.resetReadTxn();
      const isCommitted = failure === undefined && this.catalog.get(COMMIT_KEY)?.equals(number) === true;
      for (const { outcome, resolve, reject } of batch) {
        if (!isCommitted)
          reject(
            new StoreError(
              14031,
              `the store could not write (${failure ?? 'no reason given'}): is the disk full?`,
            ),
          );
        else if (outcome !== undefined && 'value' in outcome) resolve(outcome.value as never);
        else reject(outcome?.error);
      }
    }
    // In the same breath as the look at the empty queue, so that nobody queues in between and waits for ever.
    this.committing = undefined;
  }

  private prepareFormat(folder: string): void {
    if (this.catalog.get(VERSION_KEY) === undefined) {
      const version = Buffer.alloc(4);
      version.writeUInt32BE(FORMAT_VERSION);
      this.catalog.putSync(VERSION_KEY, version);
    }
    checkFormat(this.catalog, folder);
  }
}

/**
 * @throws Error with one sentence when there is a data file and it is not one of
 * LMDB's, or when it is to be read and is still empty
 */
export function openFiles(
  folder: string,
  options: { readOnly?: boolean } = {},
): RootDatabase<Buffer, Buffer> {
  const isFilled = isLmdbFile(`${folder}/data.mdb`);
  // When LMDB refuses to open a file, lmdb goes on with memory it has freed; sooner or later the process dies of it.
  if (options.readOnly === true && !isFilled) throw neverStarted(folder);
  return open<Buffer, Buffer>({
    path: `${folder}/data.mdb`,
    keyEncoding: 'binary',
    encoding: 'binary',
    maxDbs: 4,
    // Commit means on the disk, not only visible: acknowledged answers survive a power failure.
    overlappingSync: false,
    // Its own batches fail in promises that nobody holds.
    eventTurnBatching: false,
    ...options,
  });
}

/** Where LMDB's first page has its mark, after a page header of 24 bytes; in the byte order of the machine. */
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;

/**
 * Whether the file is there and filled: LMDB itself makes an empty one first.
 * LMDB maps what it is given into memory and dies of what it finds there, with the process.
 *
 * @throws Error with one sentence when it is something else
 */
function isLmdbFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  const foreign = new Error(
    `The file ${path} is not one of the store's, or it is damaged. ` +
      'Put it aside and restore a backup; without one, start with an empty folder.',
  );
  if (!found.isFile()) throw foreign;
  const start = Buffer.alloc(MAGIC_AT + 4);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, start);
    if (length === 0) return false;
    const magic = endianness() === 'LE' ? start.readUInt32LE(MAGIC_AT) : start.readUInt32BE(MAGIC_AT);
    if (length < start.length || magic !== MAGIC) throw foreign;
    return true;
  } finally {
    closeSync(file);
  }
}

const openTable = (root: RootDatabase<Buffer, Buffer>, name: 'catalog' | 'records' | 'entries'): Table =>
  root.openDB<Buffer, Buffer>({ name, keyEncoding: 'binary', encoding: 'binary' });

/**
 * The tables of files that are opened to be read.
 *
 * @throws Error with one sentence when they were never filled, or are of another format
 */
export function openTables(
  root: RootDatabase<Buffer, Buffer>,
  folder: string,
): { catalog: Table; records: Table } {
  // Beside its type, openDB gives nothing where there is no such table and none may be made.
  const catalog = openTable(root, 'catalog') as Table | undefined;
  if (catalog === undefined) throw neverStarted(folder);
  checkFormat(catalog, folder);
  const records = openTable(root, 'records') as Table | undefined;
  if (records === undefined) throw neverStarted(folder);
  return { catalog, records };
}

/** @throws Error with one sentence when the files are of another format */
function checkFormat(catalog: Table, folder: string): void {
  const version = catalog.get(VERSION_KEY)?.readUInt32BE();
  if (version === FORMAT_VERSION) return;
  if (version === undefined) throw neverStarted(folder);
  throw new Error(
    `The data in ${folder} have format ${version}, and this program reads format ${FORMAT_VERSION}. ` +
      (version > FORMAT_VERSION
        ? 'They were written by a newer version: start that one.'
        : 'Restore a backup of them with this version.'),
  );
}

const neverStarted = (folder: string) => new Error(`The store in ${folder} has never been started.`);

/** lmdb tells the reason of a failed commit in a promise beside the error. */
async function reasonOf(error: unknown): Promise<string> {
  const { commitError } = error as { commitError?: Promise<unknown> };
  const reason: unknown = await commitError?.catch((cause: unknown) => cause);
  return String(reason ?? error);
}

/** The first key after all keys that begin with `prefix`: what follows it may be FF, in descending indexes. */
export function afterPrefix(prefix: Buffer): Buffer {
  let last = prefix.length - 1;
  while (prefix[last] === 0xff) last--;
  const next = Buffer.from(prefix.subarray(0, last + 1));
  next[last]! += 1;
  return next;
}
