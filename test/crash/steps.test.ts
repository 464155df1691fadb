import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { catchUp } from '../../server/services/catchUp.ts';
import { verifyTallies } from '../../server/services/verifyTallies.ts';
import { connectStore, createIndexes } from '../../server/storage/connect.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { submitWorld } from '../support/submitWorld.ts';
import { startTestStore, type TestStore } from '../support/testStore.ts';

let store: TestStore;
let connection: Connection;

beforeAll(async () => {
  store = await startTestStore();
  connection = await connectStore(store.uri);
  submitWorld(connection);
  await createIndexes(connection);
});
beforeEach(async () => {
  for (const name of ['submissions', 'tallies', 'leases']) await connection.collection(name).deleteMany({});
});
afterAll(async () => {
  await connection.close();
  await store.stop();
});

/** Far longer than an insert takes here, and as the dying process believes it too. */
const SETTLE_MS = 700;

async function dieAt(step: string): Promise<NodeJS.Signals | null> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join('test', 'crash', 'dieAt.ts'), store.uri, step, String(SETTLE_MS)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}

/** As the worker does: counts whenever something is due, until everything has settled. */
async function untilClean({ deps }: ReturnType<typeof submitWorld>): Promise<void> {
  while ((await deps.tallies.countDue()) > 0) {
    await catchUp(deps);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test.each([
  { step: 'after the first mark', submissions: 2 },
  { step: 'after the insert', submissions: 3 },
  { step: 'after the second mark', submissions: 3 },
  { step: 'recount: after counting', submissions: 3 },
  { step: 'recount: after the mark above', submissions: 3 },
  { step: 'recount: between child and parent', submissions: 3 },
  { step: 'recount: half way up', submissions: 3 },
])('a process killed $step leaves figures that become exact', async ({ step, submissions }) => {
  const world = submitWorld(connection, { settleMs: SETTLE_MS });
  await world.load(submissionsOf(2, { day: '2025-06-30' }));
  await untilClean(world);
  await world.deps.leases.release('recount', world.deps.holder);

  expect(await dieAt(step)).toBe('SIGKILL');

  // somebody else goes on when the dead process's lease has run out
  expect(await world.deps.tallies.countDue()).toBeGreaterThan(0);
  await connection.collection('leases').deleteMany({});
  await untilClean(world);

  expect(await connection.collection('submissions').countDocuments()).toBe(submissions);
  for (const unit of ['land-office', 'kien-giang', 'vn']) {
    expect(await world.submissionsIn(unit, '2025-06-30')).toBe(submissions);
    expect(await world.submissionsIn(unit, '2025-06')).toBe(submissions);
  }
  expect(await verifyTallies(world.deps)).toMatchObject({ differences: [], owed: [] });
});
