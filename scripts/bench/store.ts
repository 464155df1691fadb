import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import type * as Ensuring from '../../server/embedded/ensureEmbeddedStore.ts';
import { readClaim } from '../../server/embedded/process/ownership.ts';
import { projectRoot } from '../../server/projectRoot.ts';

const { MongoClient } = mongoose.mongo;

/** As in production: what runs from its sources is compiled at every start. */
const { ensureEmbeddedStore } = (await import(
  join(projectRoot, 'dist', 'app', 'server', 'embedded', 'ensureEmbeddedStore.js')
)) as typeof Ensuring;

const SECOND_ENGINE = join(projectRoot, '..', 'shared', 'tools', 'documentdb');
const ROUND_MS = 2_000;
const ROUNDS = 3;
const GROUPED = 100_000;
const MANY = 1_000_000;
const BATCH = 5_000;
const CLIENTS = [1, 32];

interface Engine {
  name: string;
  uri: string;
}
interface Row {
  _id: number | string;
  unit: string;
  day: number;
  level: number;
}
type Rows = mongoose.mongo.Collection<Row>;
type Operation = (rows: Rows, client: number, step: number) => Promise<unknown>;

/** What the platform does most, one call each; ids of one client never meet those of another. */
const operations: Record<string, Operation> = {
  ping: (rows) => rows.db.command({ ping: 1 }),
  'insert (two indexes)': (rows, client, step) => rows.insertOne(rowOf(`${client}-${step}`, step)),
  'findOne by _id': (rows, client, step) => rows.findOne({ _id: (client * 7_919 + step * 31) % GROUPED }),
  'upsert $inc': (rows, client, step) =>
    rows.updateOne({ _id: `n${client}-${step % 50}` }, { $inc: { level: 1 } }, { upsert: true }),
  'range and sort, 20 rows': (rows, client, step) =>
    rows
      .find({ unit: `u${(client + step) % 60}`, day: { $gte: step % 300 } })
      .sort({ day: 1 })
      .limit(20)
      .toArray(),
};

/**
 * The embedded store beside the bare driver's `ping` to it, and beside the
 * second engine where its tool lies next to the project, by turns in one run.
 * Then memory and start with a million documents.
 */
export async function benchStore(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sipas-bench-store-'));
  const store = await ensureEmbeddedStore({ dataDir, idleExitMs: 60_000 });
  const second = startSecondEngine();
  try {
    const engines = [
      { name: 'embedded', uri: store.uri },
      ...(second === undefined ? [] : [{ name: 'second engine', uri: second }]),
    ];
    for (const engine of engines) await withRows(engine, 1, (rows) => fill(rows, GROUPED));
    for (const clients of CLIENTS) await compare(engines, clients);
    await compareGroups(engines);
    await measureMany(dataDir, store.uri);
  } finally {
    await store.release();
    if (second !== undefined) await dropRows(second);
    await rm(dataDir, { recursive: true, force: true });
  }
}

function startSecondEngine(): string | undefined {
  const start = join(SECOND_ENGINE, 'start');
  if (!existsSync(start)) {
    console.log('no second engine here: its tool does not lie beside the project');
    return undefined;
  }
  const { status, stdout } = spawnSync(start, { encoding: 'utf8' });
  if (status !== 0) return undefined;
  console.log(`The second engine stays up for others; ${join(SECOND_ENGINE, 'stop')} ends it.`);
  return ofOurOwn(stdout.trim().split('\n').at(-1) ?? '');
}

const ofOurOwn = (uri: string): string => uri.replace(/^(mongodb:\/\/[^/?]+)\/?/, `$1/bench-${process.pid}`);

async function dropRows(uri: string): Promise<void> {
  const client = new MongoClient(uri);
  try {
    await client.db().dropDatabase();
  } finally {
    await client.close();
  }
}

const rowOf = (_id: number | string, step: number): Row => ({
  _id,
  unit: `u${step % 60}`,
  day: step % 365,
  level: 1 + (step % 5),
});

async function withRows<T>({ uri }: Engine, clients: number, work: (rows: Rows) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { maxPoolSize: clients, writeConcern: { w: 1, journal: true } });
  try {
    return await work(client.db().collection<Row>('rows'));
  } finally {
    await client.close();
  }
}

async function fill(rows: Rows, howMany: number, from = 0): Promise<void> {
  await rows.createIndex({ unit: 1, day: 1 });
  await rows.createIndex({ level: 1 });
  for (let at = from; at < howMany; at += BATCH) {
    await rows.insertMany(Array.from({ length: BATCH }, (_, step) => rowOf(at + step, at + step)));
  }
}

async function compare(engines: readonly Engine[], clients: number): Promise<void> {
  console.log(`${clients} client${clients === 1 ? '' : 's'}, calls a second (median of ${ROUNDS} rounds):`);
  const pings = new Map<string, number>();
  for (const [what, operation] of Object.entries(operations)) {
    const rates = new Map<string, number[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const engine of engines) {
        const rate = await withRows(engine, clients, (rows) => rateOf(rows, clients, round, operation));
        rates.set(engine.name, [...(rates.get(engine.name) ?? []), rate]);
      }
    }
    const medians = engines.map(({ name }) => ({ name, rate: median(rates.get(name) ?? []) }));
    if (what === 'ping') for (const { name, rate } of medians) pings.set(name, rate);
    const [ours, theirs] = medians;
    console.log(
      `  ${what.padEnd(24)} ${medians.map(({ name, rate }) => `${name} ${rate.toFixed(0)}`).join(', ')}` +
        `; ${ratio(ours?.rate, pings.get('embedded'))} of its ping` +
        (theirs === undefined ? '' : `, ${ratio(ours?.rate, theirs.rate)} of the second engine`),
    );
  }
}

async function rateOf(rows: Rows, clients: number, round: number, operation: Operation): Promise<number> {
  const begun = performance.now();
  const counts = await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      // Ids of another round are other ids.
      const own = round * 1_000 + client + clients * 100_000;
      let step = 0;
      while (performance.now() - begun < ROUND_MS) await operation(rows, own, step++);
      return step;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - begun) / 1_000);
}

async function compareGroups(engines: readonly Engine[]): Promise<void> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const engine of engines) {
      const tookMs = await withRows(engine, 1, async (rows) => {
        const begun = performance.now();
        const groups = await rows
          .aggregate([
            { $match: { _id: { $lt: GROUPED } } },
            { $group: { _id: { unit: '$unit', level: '$level' }, people: { $sum: 1 } } },
          ])
          .toArray();
        // 60 units, each with those levels that its remainders meet: 60 is a multiple of 5, so one each.
        if (groups.length !== 60) throw new Error(`$group gave ${groups.length} groups, not 60`);
        return performance.now() - begun;
      });
      times.set(engine.name, [...(times.get(engine.name) ?? []), tookMs]);
    }
  }
  const medians = engines.map(({ name }) => ({ name, tookMs: median(times.get(name) ?? []) }));
  const [ours, theirs] = medians;
  console.log(
    `$group of ${GROUPED} documents by two keys: ${medians.map(({ name, tookMs }) => `${name} ${tookMs.toFixed(0)} ms`).join(', ')}` +
      (theirs === undefined ? '' : `; ${ratio(ours?.tookMs, theirs.tookMs)} of the second engine's time`),
  );
}

async function measureMany(dataDir: string, uri: string): Promise<void> {
  const engine = { name: 'embedded', uri };
  const owner = () => readClaim(join(dataDir, 'store'))?.owner?.pid as number;
  await withRows(engine, 1, (rows) => fill(rows, MANY, GROUPED));
  const afterLoad = residentMegabytes(owner());
  const startsMs: number[] = [];
  for (let round = 0; round < 5; round++) {
    process.kill(owner(), 'SIGKILL');
    const begun = performance.now();
    // A driver that finds nobody waits half a second before it looks again: it is asked when somebody is there.
    const store = await ensureEmbeddedStore({ dataDir });
    await withRows(engine, 1, (rows) => rows.findOne({ _id: MANY - 1 - round }));
    startsMs.push(performance.now() - begun);
    await store.release();
  }
  const atRest = residentMegabytes(owner());
  await withRows(engine, 1, async (rows) => {
    for await (const row of rows.find({}, { projection: { level: 1 } })) void row;
  });
  console.log(
    `${MANY} documents: ${afterLoad} MB resident after loading, ${atRest} MB after a start, ` +
      `${residentMegabytes(owner())} MB after reading all (the memory map included)`,
  );
  console.log(
    `killed and started again with them, to the first answer: median ${median(startsMs).toFixed(0)} ms ` +
      `(${startsMs.map((ms) => ms.toFixed(0)).join(', ')}; budget 1,000 ms)`,
  );
}

function residentMegabytes(pid: number): string {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) / 1024).toFixed(0);
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

const ratio = (one: number | undefined, other: number | undefined): string =>
  one === undefined || other === undefined ? '–' : (one / other).toFixed(2);
