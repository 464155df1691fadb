import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { backup } from '../../scripts/backup.ts';
import { showProgress } from '../../scripts/progress.ts';
import { restore } from '../../scripts/restore.ts';
import { parseConfig } from '../../server/config.ts';
import { ensureEmbeddedStore, type EmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';
import { openSnapshot } from '../../server/embedded/openSnapshot.ts';
import { waitUntilUnused } from '../../server/embedded/waitUntilUnused.ts';
import { startPlatform } from '../../server/main.ts';
import { loadSecret } from '../../server/secret.ts';
import { catchUp } from '../../server/services/catchUp.ts';
import { LEASE, LEASE_MS } from '../../server/services/recountTallies.ts';
import { replayWithdrawals } from '../../server/services/replayWithdrawals.ts';
import { createWithdrawalsFile } from '../../server/services/withdrawalsFile.ts';
import { writeArchiveFile } from '../../server/storage/archive/writeArchiveFile.ts';
import { connectStore, createIndexes } from '../../server/storage/connect.ts';
import { createLeaseStore } from '../../server/storage/leaseStore.ts';
import { createUnitStore } from '../../server/storage/unitStore.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { tallyWorld } from '../support/tallyWorld.ts';
import { startTestStore } from '../support/testStore.ts';
import { mergedProvinces } from '../support/units.ts';

const { BSON } = mongoose.mongo;
const SECRET = 'test-secret-test-secret-test-secret';

jest.setTimeout(60_000);

let folder: string;
/** Where the platform runs: its store is in use all the time. */
let office: string;
let store: EmbeddedStore;
let connection: Connection;
let world: ReturnType<typeof tallyWorld>;
/** Waits for the office's store to end, which it does not; takes some seconds while the other tests run. */
let intoTheOffice: Promise<string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipas-backup-'));
  office = join(folder, 'office');
  store = await ensureEmbeddedStore({ dataDir: office, idleExitMs: 300 });
  connection = await connectStore(store.uri);
  world = tallyWorld(connection, { settleMs: 0 });
  const units = createUnitStore(connection);
  await createIndexes(connection);
  await units.insertUnits(mergedProvinces());
  await world.load(submissionsOf(3));
  await catchUp(world.deps);
  await loadSecret({ dataDir: office });
  const any = await archiveOf('any.gz', 1);
  intoTheOffice = refusalOf(restore(any, on(office), { replace: office }));
});
afterAll(async () => {
  await intoTheOffice;
  await connection.close();
  await store.release();
  for (const dataDir of ['office', 'new', 'killed']) await waitUntilUnused(join(folder, dataDir));
  await rm(folder, { recursive: true, force: true });
});

interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

function start(
  script: 'backup' | 'restore',
  args: readonly string[],
  env: Record<string, string>,
  preloaded: readonly string[] = [],
) {
  const imports = ['tsx', ...preloaded].flatMap((module) => ['--import', module]);
  const child = spawn(process.execPath, [...imports, join('scripts', `${script}.ts`), ...args], {
    env: { ...process.env, MONGODB_URI: '', SECRET: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const outcome = once(child, 'close').then(([exitCode]) => ({ exitCode, stdout, stderr }) as Outcome);
  return { child, outcome };
}

const run = (...given: Parameters<typeof start>): Promise<Outcome> => start(...given).outcome;

const on = (dataDir: string) => parseConfig({ DATA_DIR: dataDir });

/** What somebody is told whose command is not carried out. */
const refusalOf = (command: Promise<unknown>): Promise<string> =>
  command.then(
    () => 'it was carried out',
    (error: Error) => error.message,
  );

/** An archive of so many small documents. */
async function archiveOf(name: string, documents: number): Promise<string> {
  const path = join(folder, name);
  await writeArchiveFile(
    path,
    {
      startedAt: new Date(),
      engine: 'embedded',
      isOneMoment: true,
      collections: [
        {
          name: 'many',
          indexes: [],
          count: documents,
          *documents() {
            for (let n = 0; n < documents; n++) yield BSON.serialize({ _id: n });
          },
        },
      ],
    },
    { mayOverwrite: false, onProgress: () => undefined },
  );
  return path;
}

async function documentsIn(dataDir: string, name: string): Promise<number> {
  const snapshot = await openSnapshot(dataDir);
  const found = snapshot.collections.find((collection) => collection.name === name);
  const count = found === undefined ? 0 : [...found.documents()].length;
  await snapshot.close();
  return count;
}

test('what was withdrawn after a backup is withdrawn in what is restored from it', async () => {
  const file = join(folder, 'sipas.gz');
  const made = await run('backup', [file], { DATA_DIR: office });
  const withdrawals = createWithdrawalsFile(join(office, 'withdrawals.jsonl'));
  const [chis] = await connection.collection('submissions').find().limit(1).toArray();
  await withdrawals.append(String(chis!._id));
  await replayWithdrawals({ ...world, tallies: world.deps.tallies }, [String(chis!._id)]);

  const moved = join(folder, 'new');
  await mkdir(moved, { mode: 0o700 });
  await copyFile(join(office, 'withdrawals.jsonl'), join(moved, 'withdrawals.jsonl'));
  await copyFile(join(office, 'secret'), join(moved, 'secret'));
  const restored = await run('restore', [file, '--into-empty'], { DATA_DIR: moved });

  expect({ ...made, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(made.stdout).toMatch(/^\d+ documents of \d+ collections are in .*sipas.gz \([\d,]+ bytes\)\.\n/);
  expect(made.stdout).toContain('at one moment');
  expect(made.stdout).toContain(`It does not hold the secret (${join(office, 'secret')})`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect({ ...restored, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(restored.stdout).toContain('taken out again: 1');
  expect(restored.stdout).not.toContain('WARNING');
  const again = await ensureEmbeddedStore({ dataDir: moved, idleExitMs: 300 });
  const there = await connectStore(again.uri);
  const copy = tallyWorld(there, { settleMs: 0 });
  expect(await there.collection('submissions').findOne({ _id: chis!._id })).toEqual({ _id: chis!._id });
  expect(await copy.submissionsIn('vn', '2025-06')).toBe(3);
  await catchUp(copy.deps);
  expect(await copy.submissionsIn('vn', '2025-06')).toBe(2);
  await there.close();
  await again.release();
});

test('a restore that is killed leaves a store on which nothing starts, and is repeated without ado', async () => {
  const file = await archiveOf('many.gz', 12_000);
  const dataDir = join(folder, 'killed');
  const halfWay = ['./test/scripts/holdHalfWay.ts'];
  const { child, outcome } = start('restore', [file], { DATA_DIR: dataDir }, halfWay);
  // The files are being made: until they are, there is nothing to count.
  while ((await documentsIn(dataDir, 'many').catch(() => 0)) < 1_000) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGKILL');
  await outcome;

  const left = await documentsIn(dataDir, 'many');
  const starting = startPlatform(parseConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', PORT: '0' }), {
    isDemo: false,
    say: () => undefined,
  });

  expect(left).toBeLessThan(12_000);
  await expect(starting).rejects.toThrow(
    /restore of .*many.gz into this store.*was interrupted.*npm run restore/,
  );
  const half = backup(join(folder, 'half.gz'), on(dataDir), { mayOverwrite: false });
  expect(await refusalOf(half)).toContain('was interrupted');
  expect(existsSync(join(folder, 'half.gz'))).toBe(false);
  await restore(file, on(dataDir));
  expect(await documentsIn(dataDir, 'many')).toBe(12_000);
});

describe('a restore refuses', () => {
  test('a target that has something in it, unless it is named', async () => {
    const { uri, stop } = await startTestStore();
    const database = await connectStore(uri);
    await database.collection('units').insertMany([{ a: 1 }, { a: 2 }]);
    const config = parseConfig({ MONGODB_URI: uri, SECRET, DATA_DIR: office });
    const file = join(folder, 'any.gz');

    const unasked = await refusalOf(restore(file, config));
    const misnamed = await refusalOf(restore(file, config, { replace: 'sipas' }));
    const kept = await database.collection('units').countDocuments();
    await restore(file, config, { replace: database.name });

    expect(unasked).toBe(
      `${database.name} is not empty (units 2): nothing was changed. ` +
        `Choose another target, or delete everything there by saying --replace ${database.name}`,
    );
    expect(misnamed).toMatch(`The target is ${database.name}, not sipas: nothing was changed.`);
    expect(kept).toBe(2);
    expect(await database.collection('units').countDocuments()).toBe(0);
    expect(await database.collection('many').countDocuments()).toBe(1);
    await database.close();
    await stop();
  });

  test('a data directory that is not the one to be replaced', async () => {
    const misnamed = restore(join(folder, 'any.gz'), on(office), { replace: join(folder, 'killed') });

    expect(await refusalOf(misnamed)).toMatch(/^The target is .*office, not .*killed: nothing was changed/);
  });

  test('a store that somebody uses', async () => {
    expect(await intoTheOffice).toMatch(/^The store in .*office is in use: .* Stop the platform/);
    expect(await documentsIn(office, 'submissions')).toBe(3);
  });

  test('a database in which an application counts', async () => {
    const { uri, stop } = await startTestStore();
    const application = await connectStore(uri);
    await createLeaseStore(application).hold(LEASE, 'an application', LEASE_MS);
    const config = parseConfig({ MONGODB_URI: uri, SECRET, DATA_DIR: office });

    const inUse = await refusalOf(restore(join(folder, 'any.gz'), config));

    expect(inUse).toMatch(/^An application used the database test_\w+ \d+ seconds ago\. Stop all of them/);
    await application.close();
    await stop();
  });

  test('a damaged file, before there is even a target', async () => {
    const file = join(folder, 'damaged.gz');
    await writeFile(file, 'half');
    const dataDir = join(folder, 'untouched');

    const outcome = await run('restore', [file], { DATA_DIR: dataDir });

    expect(outcome).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `${file} is not a backup made by "npm run backup".\n`,
    });
    expect(existsSync(dataDir)).toBe(false);
  });
});

test('a restore under another secret says what will not be possible', async () => {
  const file = join(folder, 'secret.gz');
  await backup(file, on(office), { mayOverwrite: false });
  const { uri, stop } = await startTestStore();

  const lines = await restore(
    file,
    parseConfig({ MONGODB_URI: uri, SECRET, DATA_DIR: join(folder, 'none') }),
  );

  expect(lines.join('\n')).toMatch(/WARNING: the backup was made under another secret than SECRET holds/);
  const bare = await restore(file, on(join(folder, 'bare')));
  expect(bare.join('\n')).toMatch(
    /WARNING: there is no secret \(.*bare.secret\) yet, and the backup was made/,
  );
  expect(lines.join('\n')).toMatch(/There is no list of withdrawals \(.*none.withdrawals.jsonl\)/);
  await stop();
});

test('progress is one line on a terminal, and nothing in a pipe', () => {
  const written: string[] = [];
  const stream = (isTTY: boolean) =>
    ({ isTTY, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream;

  const inPipe = showProgress('Storing', stream(false));
  inPipe.onProgress({ collection: 'units', what: 'documents', done: 1 });
  inPipe.clear();
  expect(written).toEqual([]);

  const line = showProgress('Storing', stream(true));
  line.onProgress({ collection: 'units', what: 'documents', done: 1_000, total: 2_000 });
  line.onProgress({ collection: 'units', what: 'documents', done: 2_000, total: 2_000 });
  line.onProgress({ collection: 'units', what: 'indexes', done: 1, total: 2 });
  line.clear();
  expect(written.join('').split('\r\x1b[2K')).toEqual([
    '',
    'Storing units: 1,000 of 2,000',
    'Storing indexes of units',
    '',
  ]);
});
