/**
 * `npm start` and `npm run demo`: builds what is missing or stale, says so, and
 * runs the built server in this same process, so that a signal reaches it.
 *
 *   node scripts/start.mjs            the platform on DATA_DIR or MONGODB_URI
 *   node scripts/start.mjs --demo     on a temporary store with invented offices and answers
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const known = ['--demo', '--help'];
const unknown = process.argv.slice(2).find((argument) => !known.includes(argument));
if (unknown !== undefined || process.argv.includes('--help')) {
  if (unknown !== undefined) console.error(`There is no option "${unknown}".`);
  console.log('npm start        the platform on DATA_DIR or MONGODB_URI; settings are in the README');
  console.log('npm run demo     the same on a temporary store, with invented offices and answers');
  process.exit(unknown === undefined ? 0 : 1);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`This is Node ${process.versions.node}; the platform needs Node 20.19 or later.`);
  process.exit(1);
}
if (!existsSync(join(root, 'node_modules'))) {
  console.error('The packages are not installed yet: run "npm ci" first.');
  process.exit(1);
}

process.env.NODE_ENV ??= 'production';
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt({ log: (line) => console.log(line) });

const { main } = await import(pathToFileURL(join(root, 'dist', 'app', 'server', 'main.js')).href);
await main({ isDemo: process.argv.includes('--demo') });
