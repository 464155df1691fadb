import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Grant, StaffStore } from '../../server/domain/staff.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { changeStaff } from '../../server/services/changeStaff.ts';
import { openStores } from '../support/openStores.ts';
import { unitOf } from '../support/units.ts';

let opened: Awaited<ReturnType<typeof openStores>>;
beforeAll(async () => {
  opened = await openStores();
});
afterAll(() => opened.close());

const tree = new UnitTree([unitOf('vn', 'country')]);
const grants: readonly Grant[] = [{ role: 'admin', unit: 'vn' }];
const account = (id: string) => ({
  id,
  email: `${id}@example.vn`,
  name: id,
  grants,
  isActive: true,
  passwordHash: 'a hash',
});

/** Runs until its next step, whenever it is told to; a step is one look at the accounts, or one change. */
function stepwise(run: (staff: StaffStore) => Promise<unknown>) {
  let isOver = false;
  let go: () => void = () => undefined;
  let stop: () => void = () => undefined;
  const untilItStops = () =>
    new Promise<void>((resolve) => {
      stop = resolve;
    });
  const turn = () =>
    new Promise<void>((resolve) => {
      go = resolve;
      stop();
    });
  const { staff } = opened.stores;
  let stopped = untilItStops();
  const outcome = run({
    ...staff,
    listAccounts: () => turn().then(() => staff.listAccounts()),
    changeAccount: (id, decide) => turn().then(() => staff.changeAccount(id, decide)),
  })
    .then(
      () => 'changed',
      (error: { code: string }) => error.code,
    )
    .finally(() => {
      isOver = true;
      stop();
    });
  return {
    outcome,
    async step() {
      await stopped;
      if (isOver) return;
      stopped = untilItStops();
      go();
      await stopped;
    },
  };
}

/** All orders of so many steps of An and of Bình. */
const orders = (an: number, binh: number): string[] =>
  an + binh === 0
    ? ['']
    : [
        ...(an > 0 ? orders(an - 1, binh).map((rest) => `a${rest}`) : []),
        ...(binh > 0 ? orders(an, binh - 1).map((rest) => `b${rest}`) : []),
      ];

// Each had looked before the other had changed anything, and was told that somebody else was left.
test('two last admins who close each other leave one at least, in whatever order', async () => {
  const change = { isActive: false };
  const wrong: unknown[] = [];
  const outcomes = new Set<string>();
  const actor = (id: string) => ({ id, name: id, grants });

  // Look, change, look again, take back: 8 steps, in 70 orders, half of which are the others with names exchanged.
  for (const order of orders(3, 4).map((rest) => `a${rest}`)) {
    await opened.connection.collection('staff').deleteMany({});
    for (const id of ['a', 'b']) await opened.stores.staff.insertAccount(account(id), []);
    const { sessions } = opened.stores;
    const now = new Date('2026-01-01T00:00:00Z');
    const a = stepwise((staff) => changeStaff({ staff, sessions, tree }, actor('a'), 'b', change, now));
    const b = stepwise((staff) => changeStaff({ staff, sessions, tree }, actor('b'), 'a', change, now));

    for (const who of order) await (who === 'a' ? a : b).step();
    const outcome = [await a.outcome, await b.outcome];

    outcomes.add(outcome.join(', '));
    const admins = (await opened.stores.staff.listAccounts()).filter(
      (each) => each.isActive && each.grants.length > 0,
    );
    const refused = outcome.filter((each) => each === 'last-admin').length;
    // Who was refused finds the other as before.
    if (refused === 0 || admins.length !== refused) wrong.push({ order, outcome, admins });
  }

  expect(wrong).toEqual([]);
  expect([...outcomes].sort()).toEqual([
    'changed, last-admin',
    'last-admin, changed',
    'last-admin, last-admin',
  ]);
});
