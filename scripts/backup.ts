/**
 * Writes everything that is in the store into one compressed file, while the
 * platform may be running. Changes nothing.
 *
 *   npm run backup -- FILE               fails if FILE is there already
 *   npm run backup -- FILE --overwrite   replaces it
 *   npm run backup -- --help
 *
 * Reads MONGODB_URI, or else the store in DATA_DIR (default ./data). The file
 * holds personal data: it is readable by you alone. It does not hold the secret,
 * which must be copied apart; without it receipts are lost.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parseConfig, type Config } from '../server/config.ts';
import { openSnapshot } from '../server/embedded/openSnapshot.ts';
import { findKeptSecret, markOfSecret, secretPath } from '../server/secret.ts';
import type { ArchiveSource } from '../server/storage/archive/archive.ts';
import { readDatabase } from '../server/storage/archive/readDatabase.ts';
import { writeArchiveFile } from '../server/storage/archive/writeArchiveFile.ts';
import { connectStore } from '../server/storage/connect.ts';
import { printHelp } from './printHelp.ts';
import { formatCount, showProgress } from './progress.ts';

interface OpenedSource {
  source: ArchiveSource;
  /** What the operator must know about this backup. */
  notes: string[];
  close: () => Promise<void>;
}

async function openSource(config: Config): Promise<OpenedSource> {
  const secret = config.secret ?? (await findKeptSecret(config.dataDir));
  const marked = secret === undefined ? {} : { secretMark: markOfSecret(secret) };
  if (config.mongodbUri === undefined) {
    const startedAt = new Date();
    const { collections, close } = await openSnapshot(config.dataDir);
    return {
      source: { startedAt, engine: 'embedded', isOneMoment: true, ...marked, collections },
      notes: ['Everything is as it was at one moment.'],
      close,
    };
  }
  const connection = await connectStore(config.mongodbUri);
  const { startedAt, collections, views } = await readDatabase(connection.db!);
  return {
    source: { startedAt, engine: 'mongodb', isOneMoment: false, ...marked, collections },
    notes: [
      'The collections were read one after the other: what was written meanwhile may be in it or not.',
      'A restore recounts whatever that can have touched.',
      ...(views.length === 0 ? [] : [`Left out, having no documents of their own: ${views.join(', ')}.`]),
    ],
    close: () => connection.close(),
  };
}

/** What the command does. @returns what the operator is told */
export async function backup(
  path: string,
  config: Config,
  options: { mayOverwrite: boolean; signal?: AbortSignal },
): Promise<string[]> {
  const { source, notes, close } = await openSource(config);
  const { onProgress, clear } = showProgress('Reading');
  const counts = new Map<string, number>();
  try {
    const { sizeBytes } = await writeArchiveFile(path, source, {
      ...options,
      onProgress: (progress) => {
        counts.set(progress.collection, progress.done);
        onProgress(progress);
      },
    });
    const documents = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return [
      `${formatCount(documents)} documents of ${counts.size} collections are in ${path} (${formatCount(sizeBytes)} bytes).`,
      ...notes,
      secretNote(config),
    ];
  } finally {
    clear();
    await close();
  }
}

function secretNote({ secret, dataDir }: Config): string {
  const where = secret === undefined ? resolve(secretPath(dataDir)) : 'the setting SECRET';
  return (
    `It does not hold the secret (${where}) nor the list of withdrawals (${resolve(dataDir, 'withdrawals.jsonl')}): ` +
    'keep a copy of both in another place (the list is there once somebody has withdrawn an answer).'
  );
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { overwrite: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return printHelp(import.meta.url);
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new Error('Say which file to write: npm run backup -- FILE');
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => stopping.abort(new Error('Interrupted: no backup was made.')));
  const options = { mayOverwrite: values.overwrite, signal: stopping.signal };
  for (const line of await backup(path, parseConfig(process.env), options)) console.log(line);
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
