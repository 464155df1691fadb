import type { Connection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withRank } from '../../server/domain/tallyTree.ts';
import { catchUp } from '../../server/services/catchUp.ts';
import { LEASE, LEASE_MS, recountTallies } from '../../server/services/recountTallies.ts';
import { repairTallies } from '../../server/services/repairTallies.ts';
import { startRecounting } from '../../server/services/startRecounting.ts';
import { verifyTallies } from '../../server/services/verifyTallies.ts';
import { connectStore, createIndexes } from '../../server/storage/connect.ts';
import { naiveCells, sortedCells } from '../support/naiveCounts.ts';
import { smallSurvey } from '../support/smallSurvey.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { tallyWorld } from '../support/tallyWorld.ts';
import { startTestStore, type TestStore } from '../support/testStore.ts';

let store: TestStore;
let connection: Connection;

beforeAll(async () => {
  store = await startTestStore();
  connection = await connectStore(store.uri);
  tallyWorld(connection);
  await createIndexes(connection);
});
beforeEach(async () => {
  for (const name of ['submissions', 'tallies', 'leases']) await connection.collection(name).deleteMany({});
});
afterAll(async () => {
  await connection.close();
  await store.stop();
});

const key = { unit: 'land-office', version: 'small@1', campaign: 'round', period: '2025-06-30' };

describe('what a pass carries up', () => {
  test('a province and the country are made of the people of their agencies, on the tree of that day', async () => {
    const world = tallyWorld(connection);
    await world.load([
      ...submissionsOf(3, { day: '2025-06-30' }),
      ...submissionsOf(2, { day: '2025-06-30', unit: 'registry-kg' }),
      ...submissionsOf(4, { day: '2025-07-01' }),
      ...submissionsOf(5, { day: '2025-06-30', unit: 'can-tho-office' }),
      ...submissionsOf(9, { day: '2025-06-30', campaign: 'other-round' }), // decoy
      ...submissionsOf(1, { day: '2025-06-30', unit: 'kien-giang' }), // a province's own point
    ]);

    await catchUp(world.deps);

    expect(await world.submissionsIn('land-office', '2025-06-30')).toBe(3);
    expect(await world.submissionsIn('kien-giang', '2025-06-30')).toBe(6); // 3 + 2 + its own 1
    expect(await world.submissionsIn('an-giang', '2025-06-30')).toBe(0);
    // the merger: the same office, another province
    expect(await world.submissionsIn('an-giang', '2025-07-01')).toBe(4);
    expect(await world.submissionsIn('kien-giang', '2025-07-01')).toBe(0);
    expect(await world.submissionsIn('vn', '2025-06-30')).toBe(11); // 3 + 2 + 5 + 1
    expect(await world.submissionsIn('vn', '2025-06')).toBe(11);
    expect(await world.submissionsIn('vn', '2025-07')).toBe(4);
    expect(await world.submissionsIn('land-office', '2025-06')).toBe(3);
    expect(await world.submissionsIn('vn', '2025-06-30', 'other-round')).toBe(9);
  });

  test('a report reads people by name, with the days of a month', async () => {
    const world = tallyWorld(connection);
    const list = [
      ...submissionsOf(3, { answers: { staff: { polite: 5, '3': 2 }, result: 'good' } }),
      ...submissionsOf(2, { unit: 'registry-kg', day: '2025-06-02', channel: 'kiosk', procedure: 'land' }),
    ];
    await world.load(list);
    await catchUp(world.deps);

    const [month] = await world.reader.readTallies([
      { unit: 'kien-giang', version: 'small@1', campaign: 'round', period: '2025-06' },
    ]);

    expect(sortedCells(month!.counts.cells)).toEqual(sortedCells(naiveCells(smallSurvey(), list)));
    const days = [
      { day: '2025-06-02', channel: 'kiosk', procedure: 'land', flagged: false, submissions: 2 },
      { day: '2025-06-30', channel: 'qr', procedure: '', flagged: false, submissions: 3 },
    ];
    expect(month!.counts.days).toEqual(days);
    expect(
      await world.reader.findDays({
        units: ['kien-giang'],
        versions: ['small@1'],
        campaigns: ['round'],
        months: ['2025-06', '2025-07'],
      }),
    ).toEqual([{ unit: 'kien-giang', version: 'small@1', campaign: 'round', period: '2025-06', days }]);
  });

  test('late, duplicate and withdrawn submissions are followed', async () => {
    const world = tallyWorld(connection);
    const [first, second] = submissionsOf(2) as [
      ReturnType<typeof submissionsOf>[0],
      ReturnType<typeof submissionsOf>[0],
    ];
    await world.load([first, second]);
    await catchUp(world.deps);
    expect(await world.submissionsIn('vn', '2025-06')).toBe(2);

    await world.load([first]); // duplicate
    await world.load(submissionsOf(1, { day: '2025-06-03' })); // late
    await catchUp(world.deps);
    expect(await world.submissionsIn('vn', '2025-06')).toBe(3);

    await world.deps.tallies.markTallies([withRank(world.tree, key)]);
    await world.submissions.replaceByTombstone(second.id);
    await catchUp(world.deps);
    expect(await world.submissionsIn('land-office', '2025-06-30')).toBe(1);
    expect(await world.submissionsIn('vn', '2025-06')).toBe(2);
  });
});

test('several lanes share the batches of a rank, and count what one would', async () => {
  const world = tallyWorld(connection, { settleMs: 0 });
  // a batch is of one campaign: eight of them
  const rounds = Array.from({ length: 8 }, (_, number) => `round-${number}`);
  for (const campaign of rounds) {
    await world.load([
      ...submissionsOf(3, { campaign }),
      ...submissionsOf(2, { campaign, unit: 'can-tho-office' }),
    ]);
  }

  await catchUp({ ...world.deps, lanes: 3 });

  for (const campaign of rounds) expect(await world.submissionsIn('vn', '2025-06', campaign)).toBe(5); // 3 + 2
  expect(await verifyTallies(world.deps)).toMatchObject({ differences: [], owed: [] });
});

test('a tally that cannot be counted keeps nothing else from being counted, up to the country', async () => {
  const world = tallyWorld(connection);
  const ghost = { unit: 'can-tho-office', version: 'ghost@1', campaign: 'round', period: '2025-06-01' };
  await world.deps.tallies.markTallies([withRank(world.tree, ghost)]);
  await world.load(submissionsOf(7));

  // As often as there are ranks, should one pass not do.
  for (let pass = 0; pass < 3; pass++) {
    await expect(recountTallies(world.deps)).rejects.toThrow('tallies of "ghost@1", but no such version');
  }

  expect(await world.submissionsIn('vn', '2025-06-30')).toBe(7);
  expect(await world.submissionsIn('vn', '2025-06')).toBe(7);
});

describe('when the store’s clock is put back by an hour', () => {
  const HOUR_MS = 3_600_000;
  const ahead = (instant: Date) => new Date(instant.getTime() + HOUR_MS);

  test('what was counted before rests no longer than it should', async () => {
    const world = tallyWorld(connection, { restMs: 10_000 });
    await world.load(submissionsOf(1));
    await recountTallies(world.deps);
    const stored = connection.collection('tallies');
    for (const { _id, restUntil } of await stored.find().toArray()) {
      await stored.updateOne({ _id }, { $set: { restUntil: ahead(restUntil as Date) } });
    }
    await world.load(submissionsOf(3));

    await recountTallies(world.deps);

    expect(await world.submissionsIn('land-office', '2025-06-30')).toBe(4);
  });

  test('what was marked before is counted, and said to be owed until then', async () => {
    const world = tallyWorld(connection);
    await world.load(submissionsOf(3));
    const stored = connection.collection('tallies');
    for (const { _id, dueAt, markedAt } of await stored.find().toArray()) {
      await stored.updateOne(
        { _id },
        { $set: { dueAt: ahead(dueAt as Date), markedAt: ahead(markedAt as Date) } },
      );
    }
    expect(await world.reader.findOwed(['round'])).toMatchObject([{ unit: 'land-office' }]);

    await recountTallies(world.deps);

    expect(await world.submissionsIn('vn', '2025-06')).toBe(3);
    expect(await world.reader.findOwed(['round'])).toEqual([]);
  });

  test('a right to count that nobody uses any more is free', async () => {
    const gone = tallyWorld(connection).deps;
    await gone.leases.hold(LEASE, gone.holder, LEASE_MS);
    const leases = connection.collection('leases');
    for (const { _id, seenAt } of await leases.find().toArray()) {
      await leases.updateOne({ _id }, { $set: { seenAt: ahead(seenAt as Date) } });
    }
    const next = tallyWorld(connection).deps;

    expect(await next.leases.hold(LEASE, next.holder, LEASE_MS)).toBeInstanceOf(Date);
    expect(await gone.leases.hold(LEASE, gone.holder, LEASE_MS)).toBeUndefined();
  });
});

describe('the protocol', () => {
  test('a tally stays due until its settle period has passed, and what comes late is then found', async () => {
    const settleMs = 120_000;
    const world = tallyWorld(connection, { settleMs });
    /** As if the last marks had been set so long ago. */
    const passSettlePeriod = () =>
      connection
        .collection('tallies')
        .updateMany({}, { $set: { markedAt: new Date(Date.now() - settleMs), dueAt: new Date(0) } });
    await world.load(submissionsOf(1));
    await catchUp(world.deps);
    // an insert that was announced by the mark before, and whose process died before the second mark
    await world.submissions.insertSubmissions(submissionsOf(1));

    expect(await world.deps.tallies.countDue()).toBeGreaterThan(0);
    await catchUp(world.deps);
    expect(await world.submissionsIn('vn', '2025-06')).toBe(1);
    await passSettlePeriod();
    await catchUp(world.deps);

    expect(await world.submissionsIn('vn', '2025-06')).toBe(2);
    expect(await world.deps.tallies.countDue()).toBeGreaterThan(0);
    await passSettlePeriod();
    await catchUp(world.deps);
    expect(await world.deps.tallies.countDue()).toBe(0);
  });

  test('when a mark comes between reading and writing, counts are written early and stay due', async () => {
    const world = tallyWorld(connection, { settleMs: 0 });
    await world.load(submissionsOf(1));
    const { tallies } = world.deps;
    const interrupted = {
      ...world.deps,
      tallies: {
        ...tallies,
        async writeRecounts(...args: Parameters<typeof tallies.writeRecounts>) {
          if (args[0].some(({ tally }) => tally.unit === 'land-office' && tally.period === key.period)) {
            await tallies.markTallies([withRank(world.tree, key)]);
          }
          await tallies.writeRecounts(...args);
        },
      },
    };

    await recountTallies(interrupted);

    const [early] = await tallies.loadTallies([key]);
    expect(early).toMatchObject({ isDue: true, isFresh: false });
    expect(early!.cells[0]!.people[0]).toBe(1);
    await catchUp(world.deps);
    expect((await tallies.loadTallies([key]))[0]).toMatchObject({ isDue: false, isFresh: true });
  });

  test('a recounter that slept through a whole recount does not undo it', async () => {
    const world = tallyWorld(connection, { settleMs: 0 });
    const { tallies } = world.deps;
    await world.load(submissionsOf(1));
    const [read] = await tallies.loadTallies([key]);
    await world.load(submissionsOf(1));
    await catchUp(world.deps);

    // wakes up with nothing counted, and a mark that has moved on; the tally is clean
    await tallies.writeRecounts([{ tally: read!, cells: [], isSame: false, isSettled: true }], {
      settleMs: 0,
      countedAt: new Date(),
      restUntil: new Date(0),
    });

    expect(await world.submissionsIn('land-office', '2025-06-30')).toBe(2);
    expect((await tallies.loadTallies([key]))[0]).toMatchObject({ isDue: false });
  });

  test('counts that have not changed ask for no recount above', async () => {
    const world = tallyWorld(connection, { settleMs: 0 });
    await world.load(submissionsOf(1));
    await catchUp(world.deps);

    await world.deps.tallies.markTallies([withRank(world.tree, key)]);

    expect(await catchUp(world.deps)).toBe(1);
  });

  test('a tally that was counted rests, whatever comes', async () => {
    const world = tallyWorld(connection, { settleMs: 0, restMs: 10_000 });
    await world.load(submissionsOf(1));
    expect(await recountTallies(world.deps)).toBeGreaterThan(0);

    await world.load(submissionsOf(1));

    expect(await recountTallies(world.deps)).toBe(0);
  });

  test('catching up waits until it has rested', async () => {
    const world = tallyWorld(connection, { settleMs: 0, restMs: 500 });
    await world.load(submissionsOf(1));
    await recountTallies(world.deps);
    const countedAt = async () => {
      const stored = await connection
        .collection<{ countedAt: Date }>('tallies')
        .findOne({ unit: key.unit, period: key.period });
      return stored!.countedAt.getTime();
    };
    const first = await countedAt();
    await world.load(submissionsOf(1));

    await catchUp(world.deps);

    expect((await countedAt()) - first).toBeGreaterThanOrEqual(500);
    expect(await world.submissionsIn('vn', '2025-06')).toBe(2);
  });

  test('one process at a time recounts; another takes over when it gives up', async () => {
    const one = tallyWorld(connection);
    const other = tallyWorld(connection);
    await one.load(submissionsOf(1));

    expect(await recountTallies(one.deps)).toBeGreaterThan(0);
    expect(await recountTallies(other.deps)).toBeUndefined();
    await one.deps.leases.release('recount', one.deps.holder);
    expect(await recountTallies(other.deps)).toBe(0);
  });

  test('competing recounters and submitters end in exact figures', async () => {
    const worlds = [tallyWorld(connection, { settleMs: 300 }), tallyWorld(connection, { settleMs: 300 })];
    // no lease: the protocol alone must hold
    const unleashed = worlds.map(({ deps }) => ({
      ...deps,
      leases: { ...deps.leases, hold: (name: string) => deps.leases.hold(name, 'anybody', 10_000) },
    }));
    let isOver = false;
    const recounting = unleashed.map(async (deps) => {
      while (!isOver) await recountTallies(deps);
    });

    await Promise.all(
      Array.from({ length: 8 }, async (_, submitter) => {
        for (let round = 0; round < 6; round++) {
          await worlds[submitter % 2]!.load(
            submissionsOf(1, { unit: submitter < 4 ? 'land-office' : 'registry-kg' }),
          );
        }
      }),
    );
    isOver = true;
    await Promise.all(recounting);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await catchUp(unleashed[0]!);

    expect(await worlds[0]!.submissionsIn('vn', '2025-06')).toBe(48); // 8 submitters × 6
    expect(await verifyTallies(worlds[0]!.deps)).toMatchObject({ differences: [], owed: [] });
  });
});

describe('the worker', () => {
  test('brings an answer up to the country by itself, whichever process has the lease', async () => {
    const world = tallyWorld(connection, { restMs: 1_000 });
    const other = tallyWorld(connection, { restMs: 1_000 });
    const bugs: unknown[] = [];
    const reportBug = (error: unknown) => bugs.push(error);
    const workers = [world, other].map(({ deps }) => startRecounting({ ...deps, reportBug }));

    for (let submitted = 1; submitted <= 4; submitted++) {
      await world.load(submissionsOf(1));
      while ((await world.submissionsIn('vn', '2025-06')) < submitted) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    await Promise.all(workers.map((worker) => worker.stop()));

    expect(bugs).toEqual([]);
    expect(await world.submissionsIn('vn', '2025-06')).toBe(4);
  });
});

describe('verification', () => {
  test('finds what was changed behind our back, and repair puts it right', async () => {
    const world = tallyWorld(connection, { settleMs: 0 });
    await world.load([...submissionsOf(3), ...submissionsOf(2, { day: '2025-07-02' })]);
    await catchUp(world.deps);
    expect(await verifyTallies(world.deps)).toMatchObject({ differences: [], owed: [] });

    await connection
      .collection('submissions')
      .insertOne({ ...submissionsOf(1)[0]!, _id: 'smuggled' as never });
    await connection.collection('tallies').deleteOne({ _id: 'small@1|round|an-giang|2025-07' as never });

    const { differences, compared } = await verifyTallies(world.deps);
    // 3 levels (office, province, country) × (day + month) for the smuggled answer, and the removed month
    expect(differences).toHaveLength(7);
    expect(differences).toContainEqual({ ...key, stored: 3, computed: 4 });
    expect(compared).toBe(12); // 3 units × (day + month) in June and in July

    await repairTallies(world.deps, differences);
    expect(await verifyTallies(world.deps)).toMatchObject({ differences: [], owed: [] });
    expect(await world.submissionsIn('vn', '2025-06')).toBe(4);
  });

  // A month that takes longer than the settle period was computed without what had come in and been counted
  // meanwhile, and every unit up to the country was said to be wrong.
  test('what comes in and is counted while a month is computed is no difference', async () => {
    const world = tallyWorld(connection, { settleMs: 0 });
    await world.load(submissionsOf(3));
    await catchUp(world.deps);
    const { counter } = world.deps;
    const comesIn = async () => {
      await world.load(submissionsOf(1));
      await catchUp(world.deps);
    };
    const slow = {
      ...counter,
      async countOwnDays(query: Parameters<typeof counter.countOwnDays>[0]) {
        await comesIn();
        const found = await counter.countOwnDays(query);
        await comesIn();
        return found;
      },
    };

    const { differences, owed } = await verifyTallies({ ...world.deps, counter: slow });

    expect(differences).toEqual([]);
    expect(owed).toHaveLength(6); // 3 units × (day + month)
    expect(await verifyTallies(world.deps)).toMatchObject({ differences: [], owed: [] });
  });

  test('what is wrong in an office is found while others come in elsewhere', async () => {
    const world = tallyWorld(connection, { settleMs: 0 });
    const elsewhere = { unit: 'can-tho-office' };
    await world.load([...submissionsOf(1), ...submissionsOf(1, elsewhere)]);
    await catchUp(world.deps);
    await connection
      .collection('submissions')
      .insertOne({ ...submissionsOf(1)[0]!, _id: 'smuggled' as never });
    const { counter } = world.deps;
    const slow = {
      ...counter,
      async countOwnDays(query: Parameters<typeof counter.countOwnDays>[0]) {
        await world.load(submissionsOf(1, elsewhere));
        return counter.countOwnDays(query);
      },
    };

    const { differences } = await verifyTallies({ ...world.deps, counter: slow });

    // office and province × (day + month); the country will be recounted
    expect(differences).toHaveLength(4);
    expect(differences).toContainEqual({ ...key, stored: 1, computed: 2 });
  });

  test('a difference that a recount is owed for is not reported as one', async () => {
    const world = tallyWorld(connection, { settleMs: 0 });
    await world.load(submissionsOf(1));

    const { differences, owed } = await verifyTallies(world.deps);

    // the office's day is due; the others, up to the country, it will reach
    expect(owed).toContainEqual(key);
    expect(owed).toHaveLength(6); // 3 units × (day + month)
    expect(differences).toEqual([]);
  });
});
