import { setTimeout as wait } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { isOutage } from '../../server/storage/outage.ts';
import type { Contents, Ledger, Outcome } from './ledger.ts';

/** A document that is found by a text id. */
type Numbered = { _id: string; n: number };

const COUNTERS = 8;
const BUILT_INDEX = { writer: 1, n: 1 } as const;
const BUILT_INDEX_NAME = 'writer_1_n_1';
const DUPLICATE_KEY = 11000;
const INDEX_NOT_FOUND = 27;

/** Numbers from 0 (included) to 1 (excluded) that a seed determines (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes what the writers expect to be there. */
export async function prepare(db: mongo.Db): Promise<void> {
  await db.collection('seats').createIndex({ seat: 1 }, { unique: true });
  await db.collection('inserted').createIndex({ n: 1 });
}

export interface Round {
  db: mongo.Db;
  ledger: Ledger;
  /** Makes ids of this round unlike those of others. */
  round: number;
  random: () => number;
  /** Writers stop when it is set. */
  signal: AbortSignal;
}

/**
 * `howMany` writers at once, each one write after the other, until the store
 * does not answer any more; one more builds and drops an index meanwhile.
 */
export async function runWriters(howMany: number, round: Round): Promise<void> {
  await Promise.all([
    buildIndexes(round),
    ...Array.from({ length: howMany }, (_, writer) => write(writer, round)),
  ]);
}

async function write(writer: number, { db, ledger, round, random, signal }: Round): Promise<void> {
  const mine: string[] = [];
  const key = `w${writer}`;
  const last = await numberOf(db, key);
  // Killed before this one had begun.
  if (last === undefined) return;
  let next = last + 1;
  for (let step = 0; !signal.aborted; step++) {
    const id = `${round}-${writer}-${step}`;
    const kind = random();
    let outcome: Outcome;
    if (kind < 0.35) {
      const document = { _id: id, writer, n: step, text: 'một câu trả lời '.repeat(1 + (step % 20)) };
      outcome = await outcomeOf(db.collection<Numbered>('inserted').insertOne(document));
      ledger.insert([id], outcome);
      if (outcome === 'told') mine.push(id);
    } else if (kind < 0.45) {
      const many = Array.from({ length: 20 }, (_, at) => ({ _id: `${id}-${at}`, writer, n: step }));
      outcome = await outcomeOf(db.collection<Numbered>('inserted').insertMany(many, { ordered: false }));
      ledger.insert(
        many.map(({ _id }) => _id),
        outcome,
      );
    } else if (kind < 0.6) {
      const value = next++;
      const numbers = db.collection<Numbered>('numbers');
      outcome = await outcomeOf(
        random() < 0.5
          ? numbers.updateOne({ _id: key }, { $set: { n: value } }, { upsert: true })
          : numbers.replaceOne({ _id: key }, { n: value }, { upsert: true }),
      );
      ledger.number(key, value, outcome);
    } else if (kind < 0.8) {
      const counter = `c${Math.floor(random() * COUNTERS)}`;
      const counters = db.collection<Numbered>('counters');
      outcome = await outcomeOf(counters.updateOne({ _id: counter }, { $inc: { n: 1 } }, { upsert: true }));
      ledger.increment(counter, outcome);
    } else if (kind < 0.93) {
      // Neighbours ask for the same seat at about the same time.
      const seat = `${round}-${Math.floor(writer / 4)}-${Math.floor(step / 8)}`;
      outcome = await outcomeOf(
        db.collection<{ _id: string }>('seats').insertOne({ _id: `s${id}`, seat } as never),
      );
      ledger.seat(seat, `s${id}`, outcome);
    } else {
      const gone = mine.splice(Math.floor(random() * mine.length), 1)[0];
      if (gone === undefined) continue;
      outcome = await outcomeOf(db.collection<Numbered>('inserted').deleteOne({ _id: gone }));
      ledger.delete(gone, outcome);
    }
    if (outcome === 'untold') return;
  }
}

async function buildIndexes({ db, ledger, signal }: Round): Promise<void> {
  const inserted = db.collection('inserted');
  while (!signal.aborted) {
    for (const isWanted of [true, false]) {
      const outcome = await outcomeOf(
        isWanted ? inserted.createIndex(BUILT_INDEX) : inserted.dropIndex(BUILT_INDEX_NAME),
      );
      ledger.index(BUILT_INDEX_NAME, isWanted, outcome);
      if (outcome === 'untold') return;
      await wait(20);
    }
  }
}

async function outcomeOf(write: Promise<unknown>): Promise<Outcome> {
  try {
    await write;
    return 'told';
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === DUPLICATE_KEY) return 'refused';
    // It was not there to be dropped: an earlier round left it open.
    if (code === INDEX_NOT_FOUND) return 'told';
    if (isOutage(error)) return 'untold';
    throw error;
  }
}

async function numberOf(db: mongo.Db, key: string): Promise<number | undefined> {
  try {
    return (await db.collection<Numbered>('numbers').findOne({ _id: key }))?.n ?? 0;
  } catch (error) {
    if (isOutage(error)) return undefined;
    throw error;
  }
}

/** Reads everything that the writers wrote. */
export async function readContents(db: mongo.Db): Promise<Contents> {
  const inserted = new Set<string>();
  for await (const { _id } of db.collection<Numbered>('inserted').find({}, { projection: { _id: 1 } })) {
    inserted.add(_id);
  }
  const seats = new Map<string, string[]>();
  for await (const { _id, seat } of db.collection<{ _id: string; seat: string }>('seats').find()) {
    seats.set(seat, [...(seats.get(seat) ?? []), _id]);
  }
  const numbersIn = async (collection: string) =>
    new Map((await db.collection<Numbered>(collection).find().toArray()).map(({ _id, n }) => [_id, n]));
  return {
    inserted,
    seats,
    numbers: await numbersIn('numbers'),
    counters: await numbersIn('counters'),
    indexes: new Set((await db.collection('inserted').indexes()).map(({ name }) => String(name))),
  };
}

/** What `validate` has to say against any collection: records and index entries that do not fit. */
export async function validateAll(db: mongo.Db): Promise<string[]> {
  const names = await db.listCollections({}, { nameOnly: true }).toArray();
  const results = await Promise.all(
    names.map(async ({ name }) => ({ name, result: await db.command({ validate: name, full: true }) })),
  );
  return results.flatMap(({ name, result }) =>
    result['valid'] === true ? [] : [`${name} is not valid: ${JSON.stringify(result['errors'])}`],
  );
}
