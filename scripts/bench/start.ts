import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = 5;

/**
 * Time from `node scripts/start.mjs` (built, store already seeded) to the first
 * 200, and resident memory of all its processes ten seconds later.
 */
export async function benchStart(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sipas-bench-start-'));
  try {
    const first = await startOnce(dataDir, false);
    console.log(`first start on an empty directory: ${(first.readyMs / 1000).toFixed(2)} s to the first 200`);
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push((await startOnce(dataDir, false)).readyMs);
    rounds.sort((a, b) => a - b);
    const median = rounds[Math.floor(ROUNDS / 2)] as number;
    console.log(
      `start to first 200, ${ROUNDS} rounds: ${rounds.map((ms) => (ms / 1000).toFixed(2)).join(' ')} s, ` +
        `median ${(median / 1000).toFixed(2)} s (budget 2 s: ${(median / 2000).toFixed(2)} of it)`,
    );
    const { residentBytes } = await startOnce(dataDir, true);
    const megabytes = residentBytes / 2 ** 20;
    console.log(
      `memory at rest, all processes: ${megabytes.toFixed(0)} MB (budget 250 MB: ${(megabytes / 250).toFixed(2)} of it)`,
    );
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function startOnce(
  dataDir: string,
  isResting: boolean,
): Promise<{ readyMs: number; residentBytes: number }> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the platform ended with ${child.exitCode}`);
      const answer = await fetch(`http://localhost:${port}/health/ready`).catch(() => undefined);
      if (answer?.status === 200) break;
      if (performance.now() - begun > 60_000) throw new Error('the platform was not ready within a minute');
      await new Promise((done) => setTimeout(done, 10));
    }
    const readyMs = performance.now() - begun;
    if (isResting) await new Promise((done) => setTimeout(done, 10_000));
    return { readyMs, residentBytes: await residentBytesOf(child.pid as number, dataDir) };
  } finally {
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
  }
}

/** Proportional set size of the program and of the store that serves its directory. Linux only. */
async function residentBytesOf(pid: number, dataDir: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (Number(entry) !== pid && !command.includes(dataDir)) continue;
    const rollup = await readFile(`/proc/${entry}/smaps_rollup`, 'utf8').catch(() => '');
    bytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return bytes;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
