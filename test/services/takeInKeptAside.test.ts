import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../server/domain/audit.ts';
import type { Actor } from '../../server/domain/staff.ts';
import type { KeptAside, KeptAsideStore } from '../../server/domain/submission.ts';
import { catchUp } from '../../server/services/catchUp.ts';
import { finishWithdrawals, takeInKeptAside } from '../../server/services/takeInKeptAside.ts';
import { openStores } from '../support/openStores.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { tallyWorld } from '../support/tallyWorld.ts';

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
const lateOf = (howMany: number, fields = {}): KeptAside[] =>
  submissionsOf(howMany, fields).map((each) => ({ ...each, reason: 'after-last-upload' }));

function world(change: Partial<KeptAsideStore> = {}) {
  const tallies = tallyWorld(opened.connection, { settleMs: 0 });
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
    takeInKeptAside(deps, actor, { campaign: 'round', ...more }, new Date('2025-07-10T05:00:00Z'));
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
    await keepAside(lateOf(501));

    expect(await takeIn()).toEqual({ takenIn: 500, left: 1 });
    expect(await takeIn()).toEqual({ takenIn: 1, left: 0 });
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

  test('what is withdrawn meanwhile is withdrawn', async () => {
    const [chis] = lateOf(1);
    const { keepAside, counted, takeIn, submissions } = world({
      async removeKeptAside(id) {
        await submissions.replaceByTombstone(id);
        return opened.stores.keptAside.removeKeptAside(id);
      },
    });
    await keepAside([chis!]);

    await takeIn();

    expect(await submissions.findKnown(chis!.id)).toEqual({ kind: 'withdrawn' });
    expect(await counted()).toBe(0);
  });

  test('what was withdrawn before the insert, after which it crashed, is taken out at the next start', async () => {
    const [chis] = lateOf(1);
    const { keepAside, deps, submissions, takeIn } = world({
      removeKeptAside: () => Promise.reject(new Error('crashed')),
      async listKeptAside(of, limit) {
        const found = await opened.stores.keptAside.listKeptAside(of, limit);
        await submissions.replaceByTombstone(chis!.id); // Chị withdraws in this moment
        return found;
      },
    });
    await keepAside([chis!]);
    await expect(takeIn()).rejects.toThrow('crashed');
    expect(await submissions.findKnown(chis!.id)).toMatchObject({ kind: 'counted' });

    const next = world();
    expect(await finishWithdrawals(deps)).toBe(1);

    expect(await next.submissions.findKnown(chis!.id)).toEqual({ kind: 'withdrawn' });
    expect(await next.counted()).toBe(0);
    expect(await finishWithdrawals(deps)).toBe(0);
  });
});
