import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import mongoose from 'mongoose';
import type { Doc } from '../behaviour/openCollections.ts';
import {
  arraySort,
  documents,
  filled,
  pipeline,
  projection,
  query,
  simpleExpression,
  sort,
  update,
  upsert,
} from './arbitraries.ts';
import { isSameOutcome } from './sameOutcome.ts';
import { openSideBySide, type SideBySide } from './sideBySide.ts';

const { EJSON, Int32 } = mongoose.mongo.BSON;

/**
 * Random documents and commands, asked of the embedded store and of the engine that MONGODB_URI names; without one these
 * tests are not part of the run. They try the same RUNS cases of one seed each time, so that what they find is due to a
 * change; other cases are tried by hand:
 *
 *   DIFFERENTIAL_SECONDS=…   how long each property tries, from a seed of chance
 *   DIFFERENTIAL_SEED=…      from this seed: fast-check prints that of a failure, and the smallest case it finds
 */
const RUNS = 200;
const { DIFFERENTIAL_SECONDS: given, DIFFERENTIAL_SEED: wanted } = process.env;
const seconds = Number(given ?? 60);
const seed = Number(wanted ?? (given === undefined ? 20261128 : Date.now() % 2 ** 31));
// Making a failure small takes longer than finding it.
jest.setTimeout(seconds * 1_000 + 120_000);

let engines: SideBySide;
beforeAll(async () => {
  engines = await openSideBySide();
});
afterAll(() => engines.close());

const holds = (property: fc.IAsyncProperty<[readonly Doc[], readonly Doc[]]>) =>
  fc.assert(property, {
    seed,
    ...(given === undefined
      ? { numRuns: RUNS }
      : { numRuns: 1_000_000, interruptAfterTimeLimit: seconds * 1_000, markInterruptAsFailure: false }),
  });

/** Both answer each of the commands alike; what comes after a write that failed half-way is not asked. */
async function answerAlike(
  collection: string,
  given: readonly Doc[],
  commands: readonly Doc[],
): Promise<void> {
  fc.pre(await engines.fill(collection, given));
  for (const command of commands) {
    const { own, other } = await engines.ask(command);
    if (!isSameOutcome(command, own, other)) {
      const asked = EJSON.stringify(command, { relaxed: false });
      expect({ asked, own: own.text }).toEqual({ asked, own: other.text });
    }
    if ('update' in command && (own.code ?? other.code) !== undefined) return;
  }
}

const commandsOf = <T>(
  one: fc.Arbitrary<T>,
  count: number,
  command: (one: T, at: number) => Doc[],
): fc.Arbitrary<Doc[]> =>
  fc
    .array(one, { minLength: count, maxLength: count })
    .map((list) => list.flatMap((item, at) => command(item, at)));

const alike = (collection: string, given: fc.Arbitrary<Doc[]>, commands: fc.Arbitrary<Doc[]>) =>
  holds(fc.asyncProperty(given, commands, (some, asked) => answerAlike(collection, some, asked)));

describe(`from seed ${seed}, both engines`, () => {
  test('find the same', () =>
    alike(
      'find',
      documents,
      commandsOf(fc.tuple(query, sort), 8, ([filter, by]) => [{ find: 'find', filter, sort: by }]),
    ));

  test('find the same through indexes', async () => {
    const keys = [{ a: 1 }, { b: -1, n: 1 }, { 'a.b': 1 }, { n: 1, c: -1 }, { c: 1 }];
    const indexes = keys.map((key, i) => ({ key, name: `i${i}`, ...(i === 4 ? { sparse: true } : {}) }));
    // The other engine reads every document: it is our indexes that are held against its answers.
    await engines.indexOwn('indexed', indexes);

    await alike(
      'indexed',
      without('$numberDecimal'),
      commandsOf(query, 8, (filter) => [{ find: 'indexed', filter, sort: { _id: 1 } }]),
    );
  });

  test('sort alike', () =>
    alike(
      'sort',
      documents.map((list) => filled(list) as Doc[]),
      commandsOf(arraySort, 4, (by) => [{ find: 'sort', sort: by }]),
    ));

  test('project alike', () =>
    alike(
      'project',
      documents,
      commandsOf(projection, 6, (shown) => [{ find: 'project', sort: { _id: 1 }, projection: shown }]),
    ));

  test('count alike, and tell the same values apart', () =>
    alike(
      'count',
      documents,
      commandsOf(query, 4, (filter) => [
        { count: 'count', query: filter },
        { distinct: 'count', key: 'n', query: filter },
      ]),
    ));

  test('update alike', () =>
    alike(
      'update',
      documents,
      // Which of several is the first to be updated is nobody's promise.
      commandsOf(fc.tuple(update, fc.boolean()), 3, ([{ q, u }, multi]) => [
        { update: 'update', updates: [{ q: multi ? q : { ...q, _id: new Int32(0) }, u, multi }] },
        { find: 'update', sort: { _id: 1 }, comment: 'after an update' },
      ]),
    ));

  test('upsert alike', () =>
    alike(
      'upsert',
      documents,
      commandsOf(upsert, 3, ({ q, u }, at) => [
        { update: 'upsert', updates: [{ q: { ...q, _id: new Int32(100 + at) }, u, upsert: true }] },
        { find: 'upsert', sort: { _id: 1 }, comment: 'after an update' },
      ]),
    ));

  test('aggregate alike', () =>
    alike(
      'aggregate',
      without('$minKey'),
      commandsOf(pipeline, 6, (stages) => [{ aggregate: 'aggregate', pipeline: stages, cursor: {} }]),
    ));

  test('evaluate alike, and fail alike', () =>
    alike(
      'evaluate',
      without('$minKey').map((list) => list.slice(0, 1)),
      commandsOf(simpleExpression, 8, (x) => [
        { aggregate: 'evaluate', pipeline: [{ $project: { x } }], cursor: {} },
      ]),
    ));
});

/** Without a type: the embedded store refuses an index over a Decimal128, the other engine takes MinKey for a missing value. */
const without = (type: string) =>
  documents.map((list) => {
    const rest = list.filter((document) => !EJSON.stringify(document).includes(type));
    return rest.length === 0 ? [{ _id: new Int32(0) } as Doc] : rest;
  });
