import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RankedKey } from '../../server/domain/tallyTree.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { markTouchedTallies } from '../../server/services/markTouchedTallies.ts';
import { catchUp } from '../../server/services/catchUp.ts';
import { replayWithdrawals } from '../../server/services/replayWithdrawals.ts';
import { createWithdrawalsFile } from '../../server/services/withdrawalsFile.ts';
import { openStores } from '../support/openStores.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { tallyWorld } from '../support/tallyWorld.ts';
import { mergedProvinces } from '../support/units.ts';

let opened: Awaited<ReturnType<typeof openStores>>;
let folder: string;
beforeAll(async () => {
  opened = await openStores();
  folder = await mkdtemp(join(tmpdir(), 'sipas-withdrawals-'));
});
afterAll(async () => {
  await opened.close();
  await rm(folder, { recursive: true, force: true });
});

describe('withdrawals that a backup does not know', () => {
  test('leave nothing but the id, and the figures follow', async () => {
    const { deps, tree, submissions, load, submissionsIn } = tallyWorld(opened.connection, { settleMs: 0 });
    const [chis, ...others] = submissionsOf(3);
    const [aside] = submissionsOf(1);
    await load([chis!, ...others]);
    await submissions.keepAside({ ...aside!, reason: 'after-last-upload' });
    await catchUp(deps);

    const ids = ['never-heard-of', chis!.id, aside!.id];
    const withdrawn = await replayWithdrawals({ submissions, tallies: deps.tallies, tree }, ids);

    expect(withdrawn).toBe(2);
    expect(await submissions.findKnown(chis!.id)).toEqual({ kind: 'withdrawn' });
    expect(await submissions.findKnown(aside!.id)).toEqual({ kind: 'withdrawn' });
    expect(await opened.connection.collection('submissions').findOne({ _id: chis!.id as never })).toEqual({
      _id: chis!.id,
    });
    await catchUp(deps);
    expect(await submissionsIn('vn', '2025-06')).toBe(2);
    expect(await replayWithdrawals({ submissions, tallies: deps.tallies, tree }, ids)).toBe(0);
  });
});

describe('the list of withdrawals', () => {
  test('is read as it was written, each id once', async () => {
    const file = createWithdrawalsFile(join(folder, 'list.jsonl'));
    for (const id of ['a', 'b', 'a']) await file.append(id);

    expect(await file.load()).toEqual(new Set(['a', 'b']));
  });

  test('loses nothing after a line that a crash has cut short', async () => {
    const path = join(folder, 'cut.jsonl');
    const file = createWithdrawalsFile(path);
    await file.append('a');
    await appendFile(path, '{"id":"hal');
    await file.append('b');
    await appendFile(path, '{"id');

    expect(await file.load()).toEqual(new Set(['a', 'b']));
  });

  test('that is not there is told apart from an empty one', async () => {
    expect(await createWithdrawalsFile(join(folder, 'nowhere.jsonl')).load()).toBeUndefined();
  });
});

test('a tally was touched when it was marked, or counted later than that', async () => {
  const { deps, load } = tallyWorld(opened.connection, { settleMs: 0 });
  await load(submissionsOf(1, { campaign: 'touched' }));
  await catchUp(deps);
  const tallies = opened.connection.collection('tallies');
  const touchedSince = async (since: string) =>
    (await deps.tallies.findTouchedSince(new Date(since))).filter(({ campaign }) => campaign === 'touched');
  const set = (fields: object) => tallies.updateMany({ campaign: 'touched' }, { $set: fields });

  // office, province, country × (day + month)
  await set({ markedAt: new Date('2026-01-01'), countedAt: new Date('2026-01-03') });
  expect(await touchedSince('2026-01-03')).toHaveLength(6);
  expect(await touchedSince('2026-01-04')).toEqual([]);
  await set({ markedAt: new Date('2026-01-05') });
  expect(await touchedSince('2026-01-04')).toHaveLength(6);
});

test('what adds up a touched tally is due with it, and nothing else', async () => {
  const key = { version: 'small@1', campaign: 'round', unit: 'land-office', period: '2025-06-30', rank: 1 };
  const marked: RankedKey[] = [];
  const asked: Date[] = [];
  const tallies = {
    findTouchedSince: async (since: Date) => {
      asked.push(since);
      return [key];
    },
    markTallies: async (keys: readonly RankedKey[]) => void marked.push(...keys),
  };

  await markTouchedTallies(
    { tallies, tree: new UnitTree(mergedProvinces()) },
    new Date('2026-03-01T00:02:00Z'),
  );

  // an insert may be on its way for the settle period of two minutes
  expect(asked).toEqual([new Date('2026-03-01T00:00:00Z')]);
  expect(marked.map(({ unit, period }) => `${unit} ${period}`).sort()).toEqual([
    'kien-giang 2025-06',
    'kien-giang 2025-06-30',
    'land-office 2025-06',
    'land-office 2025-06-30',
    'vn 2025-06',
    'vn 2025-06-30',
  ]);
});
