import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureEmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';
import { catchUp } from '../../server/services/catchUp.ts';
import { verifyTallies } from '../../server/services/verifyTallies.ts';
import { connectStore } from '../../server/storage/connect.ts';
import { submitWorld } from '../support/submitWorld.ts';

let dataDir: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sipas-kill-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

async function startApplication(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join('test', 'crash', 'submissionProcess.ts'), dataDir],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  children.push(child);
  const [port] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return { child, url: `http://127.0.0.1:${port}/api/v1/submissions` };
}

/** The process that owns the data directory, by the newest of its owner files. */
async function storeProcess(): Promise<number> {
  const folder = join(dataDir, 'store');
  const newest = (await readdir(folder))
    .filter((name) => name.startsWith('owner.'))
    .sort((one, other) => Number(other.slice(6)) - Number(one.slice(6)))[0]!;
  return (JSON.parse(await readFile(join(folder, newest), 'utf8')) as { pid: number }).pid;
}

/** Acknowledged answers in each of two rounds, before the processes are killed. */
const ENOUGH = 100;

const answersOf = (submitter: number) => ({ staff: { polite: 1 + (submitter % 5) } });

/** Submits one answer after the other until the application is gone; gives back what was acknowledged. */
async function submitUntilGone(
  url: string,
  submitter: number,
  acknowledged: { id: string; receipt: string }[],
): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          id: randomUUID(),
          collector: 'AAAAA',
          version: 'small@1',
          locale: 'vi',
          answers: answersOf(submitter),
        }),
      });
      const body = (await response.json()) as { id: string; receipt: string };
      if (response.status === 201) acknowledged.push(body);
    } catch {
      // the connection broke: this answer was not acknowledged
      return;
    }
  }
}

test('kill -9 of application and store during 32 submitters loses nothing that was acknowledged', async () => {
  const acknowledged: { id: string; receipt: string }[] = [];
  for (let round = 1; round <= 2; round++) {
    const { child, url } = await startApplication();
    const submitters = Array.from({ length: 32 }, (_, submitter) =>
      submitUntilGone(url, submitter, acknowledged),
    );
    while (acknowledged.length < round * ENOUGH) await new Promise((resolve) => setTimeout(resolve, 10));

    process.kill(await storeProcess(), 'SIGKILL');
    child.kill('SIGKILL');

    await Promise.all(submitters);
  }

  const store = await ensureEmbeddedStore({ dataDir });
  const connection = await connectStore(store.uri);
  try {
    const { submissions, submit, deps, submissionsIn } = submitWorld(connection);
    const lost = [];
    for (const { id, receipt } of acknowledged) {
      const found = await submissions.findByReceipt(submit.receipts.hashOf(receipt));
      if (found?.submission.id !== id) lost.push(id);
    }
    expect(lost).toEqual([]);

    await connection.collection('leases').deleteMany({});
    await catchUp(deps);
    const stored = await connection.collection('submissions').countDocuments();
    expect(stored).toBeGreaterThanOrEqual(acknowledged.length);
    expect(await submissionsIn('vn', '2025-06')).toBe(stored);
    expect(await verifyTallies(deps)).toMatchObject({ differences: [], owed: [] });
  } finally {
    await connection.close();
    await store.release();
  }
}, 120_000);
