/**
 * Runs the embedded store of a data directory in the foreground, so that
 * mongosh, a backup or several applications can use it. Ctrl+C stops it after
 * what was begun is written.
 *
 *   npm run store -- --data-dir ./data              prints mongodb://… on a line of its own
 *   npm run store -- --data-dir ./data --port 27018 listens on 127.0.0.1:27018 too and prints that address
 *   npm run store -- --help
 *
 * Changes nothing by itself; makes the directory if it is missing.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runStore } from '../server/embedded/process/runStore.ts';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { 'data-dir': { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    const [comment = ''] = readFileSync(fileURLToPath(import.meta.url), 'utf8').split('*/');
    console.log(comment.replace(/^\/\*\*\n/, '').replace(/^ \* ?/gm, ''));
    return 0;
  }
  const dataDir = values['data-dir'];
  if (dataDir === undefined) throw new Error('Say which data directory: npm run store -- --data-dir DIR');
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new Error(`--port must be a number from 0 to 65535, not ${values.port}`);
  }

  const outcome = await runStore({ dataDir, ...(port === undefined ? {} : { port }) });
  if (outcome.kind === 'owned') {
    throw new Error(
      `The store of ${dataDir} is running already, in process ${outcome.owner.pid}: ${outcome.owner.uri}`,
    );
  }
  console.log(outcome.tcpUri ?? outcome.uri);
  await outcome.ended;
  return 0;
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
