/**
 * Runs a TypeScript program of ours: the built JavaScript in production, the
 * source through tsx otherwise. Used by the npm scripts.
 *
 *   node scripts/run.mjs store --data-dir ./data
 *   node scripts/run.mjs recount --verify
 */
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);
if (name === undefined || !/^[a-z][a-z-]*$/.test(name)) {
  console.error('Usage: node scripts/run.mjs NAME [ARGUMENTS]');
  process.exit(2);
}

const source = join(root, 'scripts', `${name}.ts`);
const built = join(root, 'dist', 'app', 'scripts', `${name}.js`);
const command = existsSync(source) ? ['--import', 'tsx', source] : [built];
const child = spawn(process.execPath, [...command, ...args], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 130);
});
