/**
 * Recounts what is due, or holds every tally against the submissions.
 *
 * Changes only tallies, never an answer, and may run while the platform does.
 *
 *   npm run recount                 count what is due and end
 *   npm run recount -- --verify     compute everything anew and report differences; ends with 1 if there are any
 *   npm run recount -- --repair     the same, and put the differences right
 *
 * Works on MONGODB_URI, or else on the store in DATA_DIR (default ./data).
 */
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parseConfig } from '../server/config.ts';
import { ensureEmbeddedStore } from '../server/embedded/ensureEmbeddedStore.ts';
import { makeFolder } from '../server/embedded/process/folders.ts';
import { loadSecret } from '../server/secret.ts';
import { catchUp } from '../server/services/catchUp.ts';
import { LEASE_MS, releaseRecounting, type RecountDeps } from '../server/services/recountTallies.ts';
import { repairTallies } from '../server/services/repairTallies.ts';
import { createTallyMarks } from '../server/services/tallyMarks.ts';
import { verifyTallies } from '../server/services/verifyTallies.ts';
import { connectStore, createIndexes } from '../server/storage/connect.ts';
import { createStores } from '../server/stores.ts';

const MOST_LISTED = 20;

export interface RecountOutcome {
  lines: string[];
  /** 0 when there is nothing to complain about. */
  exitCode: number;
}

/** What the command does, once it has its stores. */
export async function recount(
  deps: RecountDeps,
  task: 'catch-up' | 'verify' | 'repair',
): Promise<RecountOutcome> {
  const counted = await catchUp(deps, 3 * LEASE_MS);
  const lines = [`${counted} tallies were due and have been counted.`];
  if (task === 'catch-up') return { lines, exitCode: 0 };

  const { compared, differences, owed } = await verifyTallies(deps);
  lines.push(`${compared} tallies computed anew: ${differences.length} differ.`);
  if (owed.length > 0)
    lines.push(`${owed.length} more have been counted meanwhile, or are waiting for a recount.`);
  for (const { version, campaign, unit, period, stored, computed } of differences.slice(0, MOST_LISTED)) {
    lines.push(
      `  ${unit} ${period} (${campaign}, ${version}): ${stored} submissions stored, ${computed} computed`,
    );
  }
  if (differences.length > MOST_LISTED) lines.push(`  and ${differences.length - MOST_LISTED} more`);
  if (differences.length === 0) return { lines, exitCode: 0 };
  if (task === 'verify') {
    lines.push('Run "npm run recount -- --repair" to put them right.');
    return { lines, exitCode: 1 };
  }

  await repairTallies(deps, differences);
  const left = (await verifyTallies(deps)).differences.length;
  lines.push(left === 0 ? 'All differences have been put right.' : `${left} differences are left.`);
  return { lines, exitCode: left === 0 ? 0 : 1 };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { verify: { type: 'boolean' }, repair: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    console.log('npm run recount [-- --verify | --repair]   counts what is due; verifies; repairs');
    return;
  }
  const config = parseConfig(process.env);
  if (config.secret === undefined) makeFolder(config.dataDir);
  const embedded =
    config.mongodbUri === undefined ? await ensureEmbeddedStore({ dataDir: config.dataDir }) : undefined;
  const connection = await connectStore(config.mongodbUri ?? embedded?.uri ?? '');
  try {
    const { tallies, counter, surveys, leases, loadTree } = createStores(
      connection,
      await loadSecret(config),
    );
    await createIndexes(connection);
    const deps: RecountDeps = {
      tallies,
      counter,
      versions: surveys,
      leases,
      loadTree,
      marks: createTallyMarks({
        markTallies: tallies.markTallies,
        reportBug: (error) => {
          console.error(error);
        },
      }),
      holder: randomUUID(),
    };
    const task = values.repair === true ? 'repair' : values.verify === true ? 'verify' : 'catch-up';
    const { lines, exitCode } = await recount(deps, task);
    await releaseRecounting(deps);
    for (const line of lines) console.log(line);
    process.exitCode = exitCode;
  } finally {
    await connection.close();
    await embedded?.release();
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
