/**
 * `npm run dev`: the client is rebuilt and the server restarted on every change.
 * Options are handed to the server: `npm run dev -- --demo`.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const children = [
  spawn(bin('vite'), ['build', '--watch', '--mode', 'development'], { cwd: root, stdio: 'inherit' }),
  spawn(bin('tsx'), ['watch', 'server/main.ts', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' }),
];

function stopAll() {
  for (const child of children) child.kill('SIGTERM');
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stopAll);
for (const child of children) child.on('exit', stopAll);
