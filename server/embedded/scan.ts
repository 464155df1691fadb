import { StoreError } from './errors.ts';
import type { Matcher } from './matcher.ts';
import type { Plan } from './planner.ts';
import type { CollectionInfo } from './storage/catalog.ts';
import { recordOfEntry, recordOfKey, type Collections } from './storage/collections.ts';
import { PAUSE, type Source, type Turn } from './turn.ts';
import { readBson } from './values/readBson.ts';
import type { Document } from './values/value.ts';

/** One document on its way through a command, read from its bytes when somebody looks inside. */
export class Row {
  readonly record: number;
  private readonly stored: Buffer | undefined;
  private parsed: Document | undefined;

  constructor(record: number, stored: Buffer | undefined, parsed?: Document) {
    this.record = record;
    this.stored = stored;
    this.parsed = parsed;
  }

  static of(document: Document): Row {
    return new Row(0, undefined, document);
  }

  get document(): Document {
    return (this.parsed ??= readBson(this.stored!));
  }

  /** The bytes as stored, unless the document was computed. */
  get bytes(): Buffer | undefined {
    return this.stored;
  }
}

interface Entry {
  key: Buffer;
  value: Buffer;
}

const NO_VALUE = Buffer.alloc(0);

/** An index that is not unique says everything in its keys: reading its values would be wasted. */
const keysOnly = (keys: Iterator<Buffer>): Iterator<Entry> => ({
  next: () => {
    const step = keys.next();
    return step.done === true
      ? { done: true, value: undefined }
      : { done: false, value: { key: step.value, value: NO_VALUE } };
  },
  return: () => {
    keys.return?.();
    return { done: true, value: undefined };
  },
});

/** How many entries are looked at between two looks at the clock. */
const CLOCK_EVERY = 32;

/**
 * The documents of a plan that match, in the plan's order, each once. Paused, it
 * holds nothing in the files and seeks its place again afterwards, so that a
 * cursor can wait for minutes while others write.
 */
export class Scan implements Source<Row> {
  private readonly collections: Collections;
  private readonly collection: CollectionInfo;
  private readonly plan: Plan;
  private readonly matches: Matcher;
  private readonly turn: () => Turn;
  private readonly seen: Set<number> | undefined;
  private rangeAt = 0;
  private iterator: Iterator<Entry> | undefined;
  private lastKey: Buffer | undefined;
  private looked = 0;
  examined = 0;

  /** @param turn the turn of the command that pulls at the moment */
  constructor(
    collections: Collections,
    collection: CollectionInfo,
    plan: Plan,
    matches: Matcher,
    turn: () => Turn,
  ) {
    this.collections = collections;
    this.collection = collection;
    this.plan = plan;
    this.matches = matches;
    this.turn = turn;
    // Several entries may lead to one document, now or after a writer has put an array into it.
    this.seen = plan.index !== undefined && plan.points?.length !== 1 ? new Set() : undefined;
  }

  next(): Row | typeof PAUSE | undefined {
    for (;;) {
      if (++this.looked % CLOCK_EVERY === 0 && this.turn().isOver()) return PAUSE;
      const found = this.plan.points === undefined ? this.nextEntry() : this.nextPoint();
      if (found === undefined) return undefined;
      if (found === 'absent') continue;
      this.examined++;
      const { record, bytes } = found;
      if (this.seen !== undefined) {
        if (this.seen.has(record)) continue;
        this.seen.add(record);
      }
      const row = new Row(record, bytes);
      if (this.plan.isExact || this.matches(row.document)) return row;
    }
  }

  pause(): void {
    this.iterator?.return?.();
    this.iterator = undefined;
  }

  private nextPoint(): { record: number; bytes: Buffer } | 'absent' | undefined {
    const point = this.plan.points![this.rangeAt++];
    if (point === undefined) return undefined;
    const holder = this.collections.environment.entries.get(point);
    if (holder === undefined) return 'absent';
    return this.fetch(recordOfKey(holder));
  }

  private nextEntry(): { record: number; bytes: Buffer } | 'absent' | undefined {
    const { index } = this.plan;
    while (this.rangeAt < this.plan.ranges.length) {
      this.iterator ??= this.seek();
      const step = this.iterator.next();
      if (step.done !== true) {
        const { key, value } = step.value;
        this.lastKey = key;
        if (index === undefined) return { record: recordOfKey(key), bytes: value };
        return this.fetch(recordOfEntry(index, key, value));
      }
      this.iterator = undefined;
      this.lastKey = undefined;
      this.rangeAt++;
    }
    return undefined;
  }

  private fetch(record: number): { record: number; bytes: Buffer } | 'absent' {
    const bytes = this.collections.read(this.collection, record);
    return bytes === undefined ? 'absent' : { record, bytes };
  }

  private seek(): Iterator<Entry> {
    this.checkStillThere();
    const { records, entries } = this.collections.environment;
    const table = this.plan.index === undefined ? records : entries;
    const { ranges, isReverse } = this.plan;
    const { start, end } = ranges[isReverse ? ranges.length - 1 - this.rangeAt : this.rangeAt]!;
    const options = isReverse
      ? // Walking back, LMDB's start is our end: excluded, and our start is included.
        { start: this.lastKey ?? end, end: start, reverse: true, exclusiveStart: true, inclusiveEnd: true }
      : { start: this.lastKey ?? start, end, exclusiveStart: this.lastKey !== undefined };
    const { index } = this.plan;
    return index === undefined || index.isUnique
      ? table.getRange(options)[Symbol.iterator]()
      : keysOnly(table.getKeys(options)[Symbol.iterator]());
  }

  private checkStillThere(): void {
    const current = this.collections.catalog.find(this.collection.namespace);
    const { index } = this.plan;
    const isThere =
      current?.id === this.collection.id &&
      (index === undefined || current.indexes.some(({ id }) => id === index.id));
    if (!isThere) {
      throw new StoreError(
        175,
        `the collection ${this.collection.namespace} or its index was dropped during the query`,
      );
    }
  }
}
