import { randomBytes } from 'node:crypto';
import { StoreError } from './errors.ts';
import type { Row } from './scan.ts';
import { drain, type Source, type Turn } from './turn.ts';
import { checkSize, RawDocument, writeBson } from './values/writeBson.ts';

/** MongoDB closes a cursor that nobody has asked for ten minutes. */
const IDLE_LIMIT_MS = 10 * 60 * 1000;

const FIRST_BATCH = 101;
/** A batch ends before it would not fit into a message. */
const BATCH_BYTES = 16 * 1024 * 1024;
/** A client that opens cursors and forgets them is told so before it fills the memory. */
const MAX_CURSORS = 5_000;

interface Cursor {
  namespace: string;
  source: Source<Row>;
  /** Read, but not sent because the batch was full. */
  held: RawDocument | undefined;
  useTurn: (turn: Turn) => void;
  isInUse: boolean;
  lastUsed: number;
  neverTimesOut: boolean;
}

/** A query whose rows are pulled on demand; `useTurn` says whose time they cost. */
export interface Query {
  namespace: string;
  source: Source<Row>;
  useTurn: (turn: Turn) => void;
}

export interface Batch {
  id: bigint;
  documents: RawDocument[];
}

/** Open cursors of all connections. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>();

  async first(
    query: Query,
    turn: Turn,
    options: { batchSize: number | undefined; isSingle?: boolean; neverTimesOut?: boolean },
  ): Promise<Batch> {
    const cursor: Cursor = {
      ...query,
      held: undefined,
      isInUse: true,
      lastUsed: Date.now(),
      neverTimesOut: options.neverTimesOut ?? false,
    };
    const { documents, isAtEnd } = await fill(cursor, turn, options.batchSize ?? FIRST_BATCH);
    if (isAtEnd || options.isSingle === true) return { id: 0n, documents };

    if (this.open.size >= MAX_CURSORS) throw new StoreError(1, `more than ${MAX_CURSORS} cursors are open`);
    const id = randomBytes(8).readBigInt64LE() | 1n;
    cursor.isInUse = false;
    this.open.set(id, cursor);
    return { id, documents };
  }

  async more(id: bigint, namespace: string, turn: Turn, batchSize: number | undefined): Promise<Batch> {
    const cursor = this.open.get(id);
    if (cursor === undefined) throw new StoreError(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new StoreError(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    if (cursor.isInUse) throw new StoreError(12051, `cursor id ${id} is already in use`);
    cursor.isInUse = true;
    try {
      const { documents, isAtEnd } = await fill(cursor, turn, batchSize ?? Infinity);
      if (isAtEnd) this.open.delete(id);
      return { id: isAtEnd ? 0n : id, documents };
    } catch (error) {
      // What was read is lost, so the cursor is of no use any more.
      this.open.delete(id);
      throw error;
    } finally {
      cursor.isInUse = false;
      cursor.lastUsed = Date.now();
    }
  }

  /** True if there was one. */
  kill(id: bigint, namespace: string): boolean {
    return this.open.get(id)?.namespace === namespace && this.open.delete(id);
  }

  closeIdle(now: number): void {
    for (const [id, cursor] of this.open) {
      if (!cursor.isInUse && !cursor.neverTimesOut && now - cursor.lastUsed > IDLE_LIMIT_MS)
        this.open.delete(id);
    }
  }
}

async function fill(
  cursor: Cursor,
  turn: Turn,
  batchSize: number,
): Promise<{ documents: RawDocument[]; isAtEnd: boolean }> {
  const documents: RawDocument[] = [];
  if (batchSize === 0) return { documents, isAtEnd: false };
  cursor.useTurn(turn);
  let bytes = 0;
  const take = (document: RawDocument): boolean => {
    const isFull =
      documents.length >= batchSize || (bytes > 0 && bytes + document.bytes.length > BATCH_BYTES);
    if (isFull) {
      cursor.held = document;
      return false;
    }
    documents.push(document);
    bytes += document.bytes.length;
    return true;
  };
  const { held } = cursor;
  cursor.held = undefined;
  if (held !== undefined) take(held);
  const isAtEnd = await drain(cursor.source, turn, (row) => {
    const document = new RawDocument(row.bytes ?? writeBson(row.document));
    checkSize(document.bytes);
    return take(document);
  });
  return { documents, isAtEnd };
}
