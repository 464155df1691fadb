/**
 * Puts a backup into an empty store, or in the place of everything in another
 * one. The whole file is checked before anything is written. Answers that were
 * withdrawn after the backup are withdrawn again (DATA_DIR/withdrawals.jsonl).
 *
 *   npm run restore -- FILE                   into a store that has no documents
 *   npm run restore -- FILE --into-empty      the same, said explicitly
 *   npm run restore -- FILE --replace NAME    deletes what is there; NAME is the data directory or the database
 *   npm run restore -- FILE --check           only reads and checks the file
 *   npm run restore -- --help
 *
 * Writes to MONGODB_URI, or else to the store in DATA_DIR (default ./data),
 * which no application may use meanwhile. Killed midway, it leaves a store that
 * no application starts on; run it again.
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Connection } from 'mongoose';
import { parseConfig, type Config } from '../server/config.ts';
import { treeOf } from '../server/domain/unitTree.ts';
import { ensureEmbeddedStore } from '../server/embedded/ensureEmbeddedStore.ts';
import { waitUntilUnused } from '../server/embedded/waitUntilUnused.ts';
import { findKeptSecret, markOfSecret, secretPath } from '../server/secret.ts';
import { markTouchedTallies } from '../server/services/markTouchedTallies.ts';
import { LEASE, LEASE_MS } from '../server/services/recountTallies.ts';
import { replayWithdrawals } from '../server/services/replayWithdrawals.ts';
import { createWithdrawalsFile } from '../server/services/withdrawalsFile.ts';
import type { ArchiveContent, ArchiveHeader } from '../server/storage/archive/archive.ts';
import { verifyArchive } from '../server/storage/archive/readArchive.ts';
import { findOccupied, restoreArchive } from '../server/storage/archive/restoreArchive.ts';
import { connectForRestore } from '../server/storage/connect.ts';
import { lastSignOfLife } from '../server/storage/leaseStore.ts';
import { createSubmissionStore } from '../server/storage/submissionStore.ts';
import { createTallyStore } from '../server/storage/tallyStore.ts';
import { createUnitStore } from '../server/storage/unitStore.ts';
import { printHelp } from './printHelp.ts';
import { formatCount, showProgress } from './progress.ts';

/** An application that counts shows a sign of life every half minute. */
const RECOUNTING_MS = 5 * LEASE_MS;

interface Target {
  connection: Connection;
  /** What `--replace` must say. */
  name: string;
  close: () => Promise<void>;
}

/** @throws Error with one sentence when it is another than the one to be replaced, or when somebody uses it */
async function openTarget({ mongodbUri, dataDir }: Config, replace: string | undefined): Promise<Target> {
  if (mongodbUri === undefined) {
    if (replace !== undefined && resolve(replace) !== resolve(dataDir)) throw otherTarget(dataDir, replace);
    const owner = await waitUntilUnused(dataDir);
    if (owner !== undefined) {
      throw new Error(
        `The store in ${resolve(dataDir)} is in use: somebody is connected to it, or keeps it in the foreground. ` +
          'Stop the platform and whatever else uses it, then restore again.',
      );
    }
    // Gone at once afterwards, so that another restore need not wait for it.
    const store = await ensureEmbeddedStore({ dataDir, idleExitMs: 300 });
    const connection = await connectForRestore(store.uri);
    return {
      connection,
      name: dataDir,
      close: async () => {
        await connection.close();
        await store.release();
      },
    };
  }
  const connection = await connectForRestore(mongodbUri);
  const { name } = connection;
  const close = () => connection.close();
  try {
    if (replace !== undefined && replace !== name) throw otherTarget(name, replace);
    const seenAgoMs = await lastSignOfLife(connection, LEASE);
    if (seenAgoMs !== undefined && seenAgoMs < RECOUNTING_MS) {
      throw new Error(
        `An application used the database ${name} ${Math.round(seenAgoMs / 1000)} seconds ago. ` +
          `Stop all of them; after one that was killed, wait for ${RECOUNTING_MS / 1000} seconds. Then restore again.`,
      );
    }
    return { connection, name, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const otherTarget = (name: string, replace: string): Error =>
  new Error(
    `The target is ${name}, not ${replace}: nothing was changed. To replace it, say --replace ${name}`,
  );

async function refuseOccupied({ connection, name }: Target): Promise<void> {
  const occupied = await findOccupied(connection.db!);
  if (occupied.length === 0) return;
  const some = occupied.map(({ name: collection, documents }) => `${collection} ${formatCount(documents)}`);
  throw new Error(
    `${name} is not empty (${some.join(', ')}): nothing was changed. ` +
      `Choose another target, or delete everything there by saying --replace ${name}`,
  );
}

async function check(path: string): Promise<ArchiveContent> {
  const { onProgress, clear } = showProgress('Checking');
  try {
    return await verifyArchive(path, onProgress);
  } finally {
    clear();
  }
}

/** What the command does. @returns what the operator is told */
export async function restore(
  path: string,
  config: Config,
  options: { replace?: string } = {},
): Promise<string[]> {
  const content = await check(path);
  const target = await openTarget(config, options.replace);
  const { onProgress, clear } = showProgress('Storing');
  try {
    if (options.replace === undefined) await refuseOccupied(target);
    const lines = await restoreArchive(
      target.connection.db!,
      { path, content },
      { onProgress, complete: () => catchUpWithToday(target.connection, content.header, config) },
    );
    return [
      `${describeContent(path, content)} It is in ${target.name} now.`,
      ...lines,
      ...(await secretWarning(content.header, config)),
    ];
  } finally {
    clear();
    await target.close();
  }
}

/** What has happened since the backup, or while it was made. */
async function catchUpWithToday(
  connection: Connection,
  header: ArchiveHeader,
  { dataDir }: Config,
): Promise<string[]> {
  const tallies = createTallyStore(connection);
  const tree = treeOf(await createUnitStore(connection).loadUnits());
  const lines: string[] = [];
  if (!header.isOneMoment) {
    const due = await markTouchedTallies({ tallies, tree }, header.startedAt);
    lines.push(`${formatCount(due)} tallies may have changed during the backup and will be counted again.`);
  }
  const listPath = join(resolve(dataDir), 'withdrawals.jsonl');
  const ids = await createWithdrawalsFile(listPath).load();
  if (ids === undefined) {
    return [
      ...lines,
      `There is no list of withdrawals (${listPath}): if there is one elsewhere, copy it there and restore again, ` +
        'with --replace.',
    ];
  }
  const submissions = createSubmissionStore(connection);
  const withdrawn = await replayWithdrawals({ submissions, tallies, tree }, ids);
  return [...lines, `Withdrawn since the backup, and taken out again: ${formatCount(withdrawn)}.`];
}

async function secretWarning({ secretMark }: ArchiveHeader, config: Config): Promise<string[]> {
  const secret = config.secret ?? (await findKeptSecret(config.dataDir));
  if (secretMark === undefined || (secret !== undefined && markOfSecret(secret) === secretMark)) return [];
  const where = config.secret === undefined ? resolve(secretPath(config.dataDir)) : 'SECRET';
  return [
    (secret === undefined
      ? `WARNING: there is no secret (${where}) yet, and the backup was made under one. `
      : `WARNING: the backup was made under another secret than ${where} holds. `) +
      'Put the old one there before the first start: ' +
      'without it nobody can look up or withdraw an answer by its receipt, and the audit log does not verify.',
  ];
}

const describeContent = (path: string, { header, collections, documents }: ArchiveContent): string =>
  `${path} is complete and undamaged: ${formatCount(documents)} documents of ${collections.length} collections, ` +
  `backed up ${header.isOneMoment ? 'at one moment,' : 'from'} ${header.startedAt.toISOString()}${header.isOneMoment ? '' : ' on, one after the other'}.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'into-empty': { type: 'boolean', default: false },
      replace: { type: 'string' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return printHelp(import.meta.url);
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new Error('Say which file to read: npm run restore -- FILE');
  if (values['into-empty'] && values.replace !== undefined) {
    throw new Error('--into-empty and --replace contradict each other: choose one.');
  }
  const lines = values.check
    ? [describeContent(path, await check(path))]
    : await restore(
        path,
        parseConfig(process.env),
        values.replace === undefined ? {} : { replace: values.replace },
      );
  for (const line of lines) console.log(line);
}

const isProgram = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isProgram) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
