import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withRank } from '../../server/domain/tallyTree.ts';
import { connectStore, createIndexes } from '../../server/storage/connect.ts';
import { createStores } from '../../server/stores.ts';
import { smallSurvey } from '../support/smallSurvey.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { startTestStore, type TestStore } from '../support/testStore.ts';
import { mergedProvinces } from '../support/units.ts';

const SECRET = 'test-secret-test-secret-test-secret';
let store: TestStore;
let connection: Connection;

beforeAll(async () => {
  store = await startTestStore();
  connection = await connectStore(store.uri);
  const stores = createStores(connection, SECRET);
  await createIndexes(connection);
  await stores.units.insertUnits(mergedProvinces());
  await stores.surveys.insertVersion(smallSurvey(), []);
  await stores.tallies.markTallies([
    withRank(await stores.loadTree(), {
      unit: 'land-office',
      version: 'small@1',
      campaign: 'round',
      period: '2025-06-30',
    }),
  ]);
  await stores.submissions.insertSubmissions(submissionsOf(3));
}, 60_000);
afterAll(async () => {
  await connection.close();
  await store.stop();
});

/** What `npm run recount` runs. */
async function recount(...args: string[]): Promise<{ exitCode: number | null; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join('scripts', 'recount.ts'), ...args], {
    env: { ...process.env, MONGODB_URI: store.uri, SECRET },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, said };
}

test('the command counts what is due, finds what was smuggled in, and puts it right', async () => {
  // 3 units (office, province, country) × (day + month)
  expect(await recount('--verify')).toEqual({
    exitCode: 0,
    said: '6 tallies were due and have been counted.\n6 tallies computed anew: 0 differ.\n',
  });

  // settled long ago, as far as the store can know
  await connection.collection('tallies').updateMany({}, { $unset: { dueAt: 1 } });
  await connection.collection('submissions').insertOne({ ...submissionsOf(1)[0]!, _id: 'smuggled' as never });

  const verified = await recount('--verify');
  expect(verified.exitCode).toBe(1);
  expect(verified.said).toContain('6 tallies computed anew: 6 differ.');
  expect(verified.said).toContain(
    'land-office 2025-06-30 (round, small@1): 3 submissions stored, 4 computed',
  );
  expect(verified.said).toContain('npm run recount -- --repair');

  expect(await recount('--repair')).toMatchObject({
    exitCode: 0,
    said: expect.stringContaining('All differences have been put right.'),
  });
  expect((await recount('--verify')).exitCode).toBe(0);
}, 180_000);
