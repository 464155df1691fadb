import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { treeOf } from '../../server/domain/unitTree.ts';
import type { Unit } from '../../server/domain/unit.ts';
import { seedUnits } from '../../server/services/seedUnits.ts';
import { vietnamUnits } from '../../server/storage/reference/vietnamUnits.ts';
import { createUnitStore } from '../../server/storage/unitStore.ts';
import { openStores } from '../support/openStores.ts';
import { mergedProvinces, unitOf } from '../support/units.ts';

let connection: Connection;
let close: () => Promise<void>;
/** The stores' clock, which only the test moves. */
let time = 0;
const aProcess = () => createUnitStore(connection, { now: () => time });

beforeEach(async () => {
  ({ connection, close } = await openStores());
  time = 0;
});
afterEach(() => close());

const byId = (units: readonly Unit[]) => [...units].sort((a, b) => (a.id < b.id ? -1 : 1));
const renamed = (unit: Unit, name: string): Unit => ({
  ...unit,
  names: [
    { value: { vi: unit.id }, until: '2026-04-30' },
    { value: { vi: name, en: `${name} city` }, from: '2026-04-30' },
  ],
});

describe('units in a store', () => {
  test('come back as they were put in', async () => {
    const ministry = unitOf('ministry', 'agency', 'vn');
    const branch = unitOf('branch', 'agency', 'can-tho', {
      lines: [{ value: 'ministry', from: '2025-01-01' }],
      codes: [{ value: { scheme: 'vn-34', code: '007' }, from: '2025-07-01', until: '2026-01-01' }],
    });
    const units = [...mergedProvinces(), ministry, branch];

    await aProcess().insertUnits(units);

    expect(await aProcess().loadUnits()).toEqual(byId(units));
  });

  test('are one array until something changes, so that one tree is built', async () => {
    const store = aProcess();
    await store.insertUnits(mergedProvinces());

    const first = await store.loadUnits();
    time += 40_000; // past the time after which everything is read anew
    const second = await store.loadUnits();

    expect(second).toBe(first);
    expect(treeOf(second)).toBe(treeOf(first));
  });

  test('a change is seen at once by the process that made it, and within two seconds by others', async () => {
    const mine = aProcess();
    const other = aProcess();
    await mine.insertUnits(mergedProvinces());
    await other.loadUnits();
    const city = renamed(unitOf('can-tho', 'province', 'vn'), 'Cần Thơ');

    await mine.replaceUnit(city);

    expect(await mine.loadUnits()).toContainEqual(city);
    expect(await other.loadUnits()).not.toContainEqual(city);
    time += 2_000;
    expect(await other.loadUnits()).toContainEqual(city);
  });

  test('a change whose author died before saying so is seen within half a minute', async () => {
    const store = aProcess();
    await store.insertUnits(mergedProvinces());
    await store.loadUnits();
    await connection.collection<{ _id: string }>('units').insertOne({
      _id: 'late',
      ...{ kind: 'agency', names: [{ value: { vi: 'late' } }], codes: [] },
      ...{ parents: [{ value: 'can-tho' }], predecessors: [] },
    });

    time += 5_000;
    expect(await store.loadUnits()).toHaveLength(mergedProvinces().length);
    time += 30_000;
    expect(await store.loadUnits()).toHaveLength(mergedProvinces().length + 1);
  });

  test('are refused with a sentence when they do not fit what is there, and nothing is written', async () => {
    const store = aProcess();
    await store.insertUnits(mergedProvinces());

    await expect(
      store.insertUnits([unitOf('good', 'agency', 'can-tho'), unitOf('lost', 'agency', 'nowhere')]),
    ).rejects.toMatchObject({ code: 'units-invalid', message: expect.stringContaining('"nowhere"') });
    await expect(store.insertUnits([unitOf('can-tho', 'province', 'vn')])).rejects.toMatchObject({
      code: 'unit-exists',
    });
    await expect(store.replaceUnit(unitOf('kien-giang', 'province', 'vn'))).rejects.toMatchObject({
      code: 'units-invalid',
      message: expect.stringContaining('still exists'),
    });
    await expect(store.replaceUnit(unitOf('nobody', 'province', 'vn'))).rejects.toMatchObject({
      code: 'unit-missing',
    });
    expect(await aProcess().loadUnits()).toEqual(byId(mergedProvinces()));
  });
});

describe('seedUnits', () => {
  test('fills an empty store, once', async () => {
    const reference = vietnamUnits();

    expect(await seedUnits(aProcess(), reference)).toBe(reference.length);
    expect(await seedUnits(aProcess(), reference)).toBe(0);
    expect(await aProcess().loadUnits()).toEqual(byId(reference));
  });

  test('finishes what was interrupted', async () => {
    const reference = mergedProvinces();
    await aProcess().insertUnits(reference.slice(0, 4));

    expect(await seedUnits(aProcess(), reference)).toBe(reference.length - 4);
    expect(await aProcess().loadUnits()).toEqual(byId(reference));
  });

  test('two processes that start at once seed one set of units', async () => {
    const reference = mergedProvinces();

    await Promise.all([seedUnits(aProcess(), reference), seedUnits(aProcess(), reference)]);

    expect(await aProcess().loadUnits()).toEqual(byId(reference));
  });

  test.each([
    ['some', 4],
    ['all', mergedProvinces().length],
  ])('finishes when another process puts %s there after it has looked', async (_which, count) => {
    const reference = mergedProvinces();
    await aProcess().insertUnits(reference.slice(0, count));
    const store = aProcess();
    let looks = 0;
    const early = { ...store, loadUnits: async () => (looks++ === 0 ? [] : store.loadUnits()) };

    await seedUnits(early, reference);

    expect(await aProcess().loadUnits()).toEqual(byId(reference));
  });

  test('adds nothing to a store in which somebody has units of their own', async () => {
    const mine = [unitOf('vn', 'country'), unitOf('my-province', 'province', 'vn')];
    await aProcess().insertUnits(mine);

    expect(await seedUnits(aProcess(), vietnamUnits())).toBe(0);
    expect(await aProcess().loadUnits()).toEqual(byId(mine));
  });
});
