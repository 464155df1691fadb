import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Query } from 'mongoose';
import type { AuditEntry } from '../../server/domain/audit.ts';
import type { Actor } from '../../server/domain/staff.ts';
import type { KeptAside, KeptAsideStore, Submission } from '../../server/domain/submission.ts';
import { catchUp } from '../../server/services/catchUp.ts';
import { createReceipts } from '../../server/services/receipts.ts';
import { finishWithdrawals, takeInKeptAside } from '../../server/services/takeInKeptAside.ts';
import { withdrawSubmission } from '../../server/services/withdrawSubmission.ts';
import { keptAsideModel, submissionModel } from '../../server/storage/submissionModel.ts';
import { openStores, TEST_SECRET } from '../support/openStores.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { tallyWorld } from '../support/tallyWorld.ts';
import { mergedProvinces, unitOf } from '../support/units.ts';

let opened: Awaited<ReturnType<typeof openStores>>;
beforeAll(async () => {
  opened = await openStores();
});
afterAll(() => opened.close());
/** Marks that wait must be stored before the store is closed. */
let made: { flush(): Promise<void> }[] = [];
afterEach(async () => {
  for (const marks of made) await marks.flush();
  made = [];
  for (const name of ['submissions', 'submissionsKeptAside', 'tallies', 'leases']) {
    await opened.connection.collection(name).deleteMany({});
  }
});

const admin: Actor = { id: 'an', name: 'An', grants: [{ role: 'admin', unit: 'vn' }] };
const campaign = {
  id: 'round',
  name: { vi: 'Đợt' },
  series: 'stream',
  population: 'served' as const,
  versions: ['small@1'],
  unit: 'vn',
  channels: ['qr' as const],
  from: '2019-01-01',
  isOpen: true,
};
const NOW = new Date('2025-07-10T05:00:00Z');
const collections = ['submissions', 'submissionsKeptAside'];
const lateOf = (howMany: number, fields = {}): KeptAside[] =>
  submissionsOf(howMany, fields).map((each) => ({ ...each, reason: 'after-last-upload' }));

function world(change: Partial<KeptAsideStore> = {}, units = mergedProvinces()) {
  const tallies = tallyWorld(opened.connection, { settleMs: 0, units });
  made.push(tallies.deps.marks!);
  const written: AuditEntry[] = [];
  const deps = {
    keptAside: { ...opened.stores.keptAside, ...change },
    submissions: tallies.submissions,
    marks: tallies.deps.marks,
    loadTree: tallies.deps.loadTree,
    campaigns: {
      ...opened.stores.campaigns,
      findCampaign: (id: string) => Promise.resolve(id === campaign.id ? campaign : undefined),
    },
    audit: {
      append: (entry: AuditEntry) => {
        written.push(entry);
        return Promise.resolve();
      },
    },
  };
  const keepAside = async (list: readonly KeptAside[]) => {
    await Promise.all(list.map((each) => tallies.submissions.keepAside(each)));
  };
  const counted = async () => {
    await tallies.deps.marks.flush();
    await catchUp(tallies.deps);
    return tallies.submissionsIn('vn', '2025-06');
  };
  const takeIn = (more: { collector?: string } = {}, actor = admin) =>
    takeInKeptAside(deps, actor, { campaign: 'round', ...more }, NOW);
  return { deps, written, keepAside, counted, takeIn, submissions: tallies.submissions };
}

describe('taking in what came too late', () => {
  test('counts it on the day of the visit, and leaves a trace', async () => {
    const { keepAside, counted, takeIn, written } = world();
    await keepAside([...lateOf(3), ...lateOf(2, { collector: 'BBBBB' })]);
    expect(await counted()).toBe(0);

    expect(await takeIn({ collector: 'BBBBB' })).toEqual({ takenIn: 2, left: 0 });
    expect(await counted()).toBe(2);
    expect(await takeIn()).toEqual({ takenIn: 3, left: 0 });

    expect(await counted()).toBe(5);
    expect(await takeIn()).toEqual({ takenIn: 0, left: 0 });
    expect(written.map(({ action, after }) => ({ action, after }))).toEqual([
      { action: 'kept-aside-taken-in', after: { submissions: 2, collector: 'BBBBB' } },
      { action: 'kept-aside-taken-in', after: { submissions: 3 } },
    ]);
  });

  test('some hundred at a time; the rest is told', async () => {
    const { keepAside, takeIn } = world();
    await keepAside([...lateOf(300), ...lateOf(201, { day: '2025-06-29' })]);

    expect(await takeIn()).toEqual({ takenIn: 500, left: 1 }); // 300 + 201 - 500
    expect(await takeIn()).toEqual({ takenIn: 1, left: 0 });
  });

  test('leaves what no unit of its day could have, and lets it stand in nobody’s way', async () => {
    const { keepAside, counted, takeIn } = world();
    // registry-kg ended on 2025-07-01, when registry took over its people; an-giang began on that day.
    const orphans = submissionsOf(501, { collector: 'BBBBB', unit: 'an-giang', day: '2025-06-30' });
    const heirs = submissionsOf(2, { collector: 'CCCCC', unit: 'registry-kg', day: '2025-07-01' });
    const absent = [...orphans, ...heirs].map((each) => ({ ...each, reason: 'unit-absent' as const }));
    await keepAside([...absent, ...lateOf(3)]);

    expect(await takeIn()).toEqual({ takenIn: 5, left: 0, withoutUnit: 501 });

    expect(await counted()).toBe(3);
    expect(await takeIn({ collector: 'BBBBB' })).toEqual({ takenIn: 0, left: 0, withoutUnit: 501 });
    expect(await takeIn({ collector: 'AAAAA' })).toEqual({ takenIn: 0, left: 0 });
  });

  // The last day of a collector once decided for all its days: answers of days that nobody serves filled
  // every request before those of "joint", and a last day that nobody serves hid the days before it.
  test.each([
    ['before', '2025-08-01'],
    ['after', '2026-05-01'],
  ])(
    'a day that nobody serves, %s one that somebody serves, does not hold that one up',
    async (_, unserved) => {
      // Split on 1 July 2025, joined again on 1 January 2026, closed on 1 April 2026.
      const { keepAside, takeIn } = world({}, [
        ...mergedProvinces(),
        unitOf('whole', 'agency', 'vn', { until: '2025-07-01' }),
        ...['half', 'other-half'].map((id) =>
          unitOf(id, 'agency', 'vn', { from: '2025-07-01', until: '2026-01-01', predecessors: ['whole'] }),
        ),
        unitOf('joint', 'agency', 'vn', {
          from: '2026-01-01',
          until: '2026-04-01',
          predecessors: ['half', 'other-half'],
        }),
      ]);
      const absent = [
        ...submissionsOf(501, { unit: 'whole', day: unserved }),
        ...submissionsOf(5, { unit: 'whole', day: '2026-02-01' }),
      ];
      await keepAside(absent.map((each) => ({ ...each, reason: 'unit-absent' as const })));

      expect(await takeIn()).toEqual({ takenIn: 5, left: 0, withoutUnit: 501 });

      const counted = submissionModel(opened.connection);
      expect(await counted.countDocuments({ unit: 'joint', day: '2026-02-01' })).toBe(5);
    },
  );

  test('for whatever reason it was kept, it waits as long as no unit could have it', async () => {
    const { keepAside, takeIn } = world();
    await keepAside(lateOf(2, { unit: 'an-giang', day: '2025-06-30' })); // began on 2025-07-01

    expect(await takeIn()).toEqual({ takenIn: 0, left: 0, withoutUnit: 2 });
  });

  test('is an admin’s of the campaign’s unit', async () => {
    const { keepAside, takeIn, counted } = world();
    await keepAside(lateOf(1));
    const supervisor: Actor = { ...admin, grants: [{ role: 'supervisor', unit: 'vn' }] };
    const elsewhere: Actor = { ...admin, grants: [{ role: 'admin', unit: 'land-office' }] };

    await expect(takeIn({}, supervisor)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(takeIn({}, elsewhere)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await counted()).toBe(0);
  });

  test('two admins at once count each once', async () => {
    const { keepAside, counted, takeIn } = world();
    await keepAside(lateOf(40));

    await Promise.all([takeIn(), takeIn()]);

    expect(await counted()).toBe(40);
  });

  test('a crash after the insert is mended by doing it again', async () => {
    const crash = () => Promise.reject(new Error('crashed'));
    const first = world({ removeKeptAside: crash });
    await first.keepAside(lateOf(2));
    await expect(first.takeIn()).rejects.toThrow('crashed');

    const second = world();
    expect(await second.takeIn()).toEqual({ takenIn: 2, left: 0 });
    expect(await second.counted()).toBe(2);
  });

  // The entry once came first, under a key of its own: the log told of what had failed, and twice when it
  // had itself answered too late and the admin did it again.
  test('the log tells of what is counted, also where some of it failed, and of nothing else', async () => {
    const { deps, keepAside, counted, takeIn, written } = world();
    const [chis, ...others] = lateOf(3);
    await keepAside([chis!, ...others]);
    const insertSubmission = (each: Submission) =>
      each.id === chis!.id ? Promise.reject(new Error('full')) : deps.submissions.insertSubmission(each);
    const failing = { ...deps, submissions: { ...deps.submissions, insertSubmission } };

    await expect(takeInKeptAside(failing, admin, { campaign: 'round' }, NOW)).rejects.toThrow('full');

    expect(written.map(({ after }) => after)).toEqual([{ submissions: 2 }]); // 3 - Chị's
    expect(await takeIn()).toEqual({ takenIn: 1, left: 0 });
    expect(written.map(({ after }) => after)).toEqual([{ submissions: 2 }, { submissions: 1 }]);
    expect(await counted()).toBe(3);
  });

  test.each(['the entry', 'what follows it'])(
    'a retry after %s was cut short is the same entry',
    async (cutShort) => {
      let isFirst = true;
      const failOnce = () => {
        const isFailing = isFirst;
        isFirst = false;
        return isFailing ? Promise.reject(new Error('too slow')) : undefined;
      };
      const { deps, keepAside, counted, takeIn, written } = world({
        async removeKeptAside(ids) {
          if (cutShort === 'what follows it') await failOnce();
          return opened.stores.keptAside.removeKeptAside(ids);
        },
      });
      const { append } = deps.audit;
      deps.audit.append = async (entry) => {
        await append(entry); // lands, and yet the caller is told that it took too long
        if (cutShort === 'the entry') await failOnce();
      };
      await keepAside(lateOf(51)); // 50 + 1

      await expect(takeIn()).rejects.toThrow('too slow');
      expect(await takeIn()).toEqual({ takenIn: 51, left: 0 });

      const entries = new Map(written.map(({ key, after }) => [key, after]));
      expect([...entries.values()]).toEqual([{ submissions: 50 }, { submissions: 1 }]);
      expect(await counted()).toBe(51);
    },
  );

  test('what is withdrawn meanwhile is withdrawn', async () => {
    const [chis] = lateOf(1);
    const { keepAside, counted, takeIn, submissions } = world({
      async removeKeptAside(ids) {
        await submissions.replaceByTombstone(chis!.id);
        return opened.stores.keptAside.removeKeptAside(ids);
      },
    });
    await keepAside([chis!]);

    await takeIn();

    expect(await submissions.findKnown(chis!.id)).toEqual({ kind: 'withdrawn' });
    expect(await counted()).toBe(0);
  });

  test('what is withdrawn before the insert is never counted, whatever crashes then', async () => {
    const [chis] = lateOf(1);
    const { keepAside, counted, submissions, takeIn, written } = world({
      removeKeptAside: () => Promise.reject(new Error('crashed')),
      async listKeptAside(...asked) {
        const found = await opened.stores.keptAside.listKeptAside(...asked);
        await submissions.replaceByTombstone(chis!.id); // Chị withdraws in this moment
        return found;
      },
    });
    await keepAside([chis!]);

    await expect(takeIn()).rejects.toThrow('crashed');

    expect(await submissions.findKnown(chis!.id)).toEqual({ kind: 'withdrawn' });
    expect(written).toEqual([]);
    expect(await counted()).toBe(0);
  });

  // As restored from a backup that was not taken at one moment.
  test.each(collections)(
    'what is a tombstone in one place and whole in %s is withdrawn at the next start',
    async (where) => {
      const { deps, keepAside, counted, submissions, takeIn } = world({
        removeKeptAside: () => Promise.reject(new Error('crashed')),
      });
      const [chis, binhs] = lateOf(2);
      await keepAside([chis!, binhs!]);
      await expect(takeIn()).rejects.toThrow('crashed'); // now both are in both places
      for (const name of collections.filter((each) => each !== where)) {
        const rows = opened.connection.collection<{ _id: string }>(name);
        await rows.replaceOne({ _id: chis!.id }, {});
      }

      expect(await finishWithdrawals(deps)).toBe(1);

      expect(await wholeOf(chis!.id)).toEqual([]);
      expect(await submissions.findKnown(chis!.id)).toEqual({ kind: 'withdrawn' });
      expect(await counted()).toBe(1); // Bình's
      expect(await finishWithdrawals(deps)).toBe(0);
    },
  );
});

// All ids that were ever kept aside were once read into memory together, at every start.
test('what is withdrawn at a start is found among thousands, read a thousand at a time', async () => {
  const { deps, keepAside, submissions } = world();
  const [chis] = lateOf(1, { id: 'ffffffff-ffff-4fff-bfff-ffffffffffff' }); // the last of all
  await keepAside([chis!]);
  await submissions.insertSubmissions(submissionsOf(1, { id: chis!.id }));
  const rows = opened.connection.collection<{ _id: string }>('submissionsKeptAside');
  await rows.insertMany(Array.from({ length: 2_000 }, () => ({ _id: randomUUID() })));
  await opened.connection.collection<{ _id: string }>('submissions').replaceOne({ _id: chis!.id }, {});
  const read: number[] = [];
  const exec = Query.prototype.exec;
  const reading = jest.spyOn(Query.prototype, 'exec').mockImplementation(async function (this: never) {
    const found: unknown = await exec.call(this);
    if (Array.isArray(found)) read.push(found.length);
    return found;
  });

  expect(await finishWithdrawals(deps)).toBe(1);
  reading.mockRestore();

  expect(Math.max(...read)).toBe(1_000);
  expect(await wholeOf(chis!.id)).toEqual([]);
});

describe('the marks around what is taken in or out', () => {
  /** What happens, in order; the tallies are marked in truth as well. */
  function recorded(isFailing = false) {
    const { deps, keepAside } = world();
    const happened: string[] = [];
    const { marks, submissions } = deps;
    return {
      happened,
      keepAside,
      deps: {
        ...deps,
        marks: {
          ...marks,
          before: async (keys: Parameters<typeof marks.before>[0]) => {
            await marks.before(keys);
            happened.push('before');
          },
          after: (keys: Parameters<typeof marks.after>[0]) => {
            marks.after(keys);
            happened.push('after');
          },
        },
        submissions: {
          ...submissions,
          insertSubmission: async (each: Parameters<typeof submissions.insertSubmission>[0]) => {
            happened.push('write');
            return submissions.insertSubmission(each);
          },
          replaceByTombstone: async (id: string) => {
            happened.push('write');
            if (isFailing) throw new Error('no store');
            await submissions.replaceByTombstone(id);
          },
        },
      },
    };
  }
  const times = (howMany: number) => Array.from({ length: howMany }, () => 'write');
  const half = (howMany: number) => ({
    ...opened.stores.keptAside,
    findHalfWithdrawn: () => Promise.resolve(lateOf(howMany)),
  });

  // One mark for all was older than the settle period when a slow store took in the last of five hundred.
  test('every batch has its own', async () => {
    const { happened, deps, keepAside } = recorded();
    await keepAside(lateOf(101));

    await takeInKeptAside(deps, admin, { campaign: 'round' }, NOW);

    // 50 + 50 + 1
    const batches = [50, 50, 1].flatMap((size) => ['before', ...times(size), 'after']);
    expect(happened).toEqual(batches);
    happened.length = 0;
    await finishWithdrawals({ ...deps, keptAside: half(101) });
    expect(happened).toEqual(batches);
  });

  test('follow also when a write has failed, which may have landed', async () => {
    const { happened, deps } = recorded(true);

    await expect(finishWithdrawals({ ...deps, keptAside: half(2) })).rejects.toThrow('no store');

    expect(happened).toEqual(['before', 'write', 'write', 'after']);
  });
});

// An admin's take-in once fell between the two writes of a withdrawal: the answer, which was in neither
// place when that place was looked at, stayed counted, and the citizen had been told that it was withdrawn.
describe('a withdrawal while it is being taken in', () => {
  const receipts = createReceipts(TEST_SECRET);
  const late = (): KeptAside & { receipt: string } => {
    const [one] = lateOf(1);
    const receipt = receipts.receiptOf(one!.id);
    return { ...one!, receipt, receiptHash: receipts.hashOf(receipt) };
  };
  const depsOf = ({ deps }: ReturnType<typeof world>) => ({
    ...deps,
    receipts,
    withdrawals: { append: () => Promise.resolve(), load: () => Promise.resolve(undefined) },
    now: () => NOW,
  });

  /** A withdrawal writes at most so often; then come its end and, for a take-in that crashed, never. */
  const MOST_WRITES = 4;
  const END = MOST_WRITES;
  const NEVER = MOST_WRITES + 1;
  const moments = Array.from({ length: NEVER + 1 }, (_, at) => at);
  const crashes = [...moments.slice(0, MOST_WRITES), undefined];
  const schedules = moments.flatMap((insert) =>
    moments
      .filter((remove) => remove >= insert)
      .flatMap((remove) => crashes.map((crash) => ({ insert, remove, crash }))),
  );

  /** Takes the steps of a take-in before the withdrawal's writes of these numbers, and crashes before a write. */
  async function played({ insert, remove, crash }: (typeof schedules)[number]): Promise<string> {
    const own = world();
    const { receipt, ...chis } = late();
    const { reason: _, ...asCounted } = chis;
    await own.keepAside([chis]);
    let writes = 0;
    const stepsAt = async (moment: number) => {
      if (insert === moment) await own.submissions.insertSubmission(asCounted);
      if (remove === moment) await own.deps.keptAside.removeKeptAside([chis.id]);
    };
    const restore = beforeEachWrite(async () => {
      if (writes === crash) throw new Error('crashed');
      await stepsAt(writes++);
    });
    const isConfirmed = await withdrawSubmission(depsOf(own), receipt).then(
      () => true,
      () => false,
    );
    restore();
    const mostWrites = writes;
    for (let moment = writes; moment <= END; moment++) await stepsAt(moment);

    const found = isConfirmed ? 0 : await finishWithdrawals(own.deps);
    const whole = await wholeOf(chis.id);
    const known = await own.submissions.findKnown(chis.id);
    const isRight = known?.kind === 'withdrawn' ? whole.length === 0 : !isConfirmed && whole.length > 0;
    return isRight && mostWrites <= MOST_WRITES
      ? 'right'
      : JSON.stringify({ isConfirmed, found, known, whole });
  }

  test('leaves nothing anywhere once it is confirmed, and nothing half after a crash and a start', async () => {
    const wrong: unknown[] = [];
    for (const schedule of schedules) {
      const outcome = await played(schedule);
      if (outcome !== 'right') wrong.push({ ...schedule, outcome });
    }

    expect(wrong).toEqual([]);
  });

  test('takes it out of the figures, also when it was counted after the withdrawal had found it aside', async () => {
    const own = world();
    const { receipt, ...chis } = late();
    await own.keepAside([chis]);
    const append = async () => {
      await own.takeIn();
      expect(await own.counted()).toBe(1);
    };

    await withdrawSubmission({ ...depsOf(own), audit: { append } }, receipt);

    expect(await own.counted()).toBe(0);
  });
});

/** Where an answer is still more than its id. */
async function wholeOf(id: string): Promise<string[]> {
  const found = await Promise.all(
    collections.map((name) =>
      opened.connection
        .collection<{ _id: string }>(name)
        .countDocuments({ _id: id, answers: { $exists: true } }),
    ),
  );
  return collections.filter((_, at) => found[at]! > 0);
}

/** Runs `act` before every write by which something is withdrawn; its own writes are let through. */
function beforeEachWrite(act: () => Promise<void>): () => void {
  let isActing = false;
  const interrupt = async () => {
    if (isActing) return;
    isActing = true;
    await act().finally(() => {
      isActing = false;
    });
  };
  const models = [submissionModel(opened.connection), keptAsideModel(opened.connection)];
  const replacing = models.map((model) => {
    const replaceOne = model.replaceOne.bind(model) as (...args: unknown[]) => {
      exec: () => Promise<unknown>;
    };
    return jest.spyOn(model, 'replaceOne').mockImplementation(((...args: unknown[]) => {
      const query = replaceOne(...args);
      const exec = query.exec.bind(query);
      return Object.assign(query, { exec: () => interrupt().then(exec) });
    }) as never);
  });
  const { collection } = models[0]!;
  const insertMany = collection.insertMany.bind(collection) as (...args: unknown[]) => Promise<unknown>;
  const inserting = jest
    .spyOn(collection, 'insertMany')
    .mockImplementation(((...args: unknown[]) => interrupt().then(() => insertMany(...args))) as never);
  return () => {
    for (const spy of [...replacing, inserting]) spy.mockRestore();
  };
}
