import { describe, expect, test } from '@jest/globals';
import {
  covers,
  mayAround,
  mayForCountry,
  mayManage,
  mayOn,
  rolesThatMay,
  unitsAllowed,
  unitsBelow,
  type Action,
} from '../../server/domain/rights.ts';
import type { Grant, Role } from '../../server/domain/staff.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { mergedProvinces, unitOf } from '../support/units.ts';

const BEFORE = '2025-06-30';
const AFTER = '2025-07-01';
const tree = new UnitTree(mergedProvinces());
const as = (role: Role, unit: string): Grant[] => [{ role, unit }];

describe('the matrix', () => {
  // One line a role: exactly these actions, on its own ground.
  test.each<[Role, Action[]]>([
    ['admin', Object.keys(rolesThatMay) as Action[]],
    [
      'editor',
      ['read-units', 'read-surveys', 'read-drafts', 'edit-drafts', 'read-campaigns', 'read-collectors'],
    ],
    [
      'approver',
      [
        'read-units',
        'read-surveys',
        'read-drafts',
        'publish',
        'read-campaigns',
        'choose-versions',
        'read-collectors',
      ],
    ],
    ['supervisor', ['read-units', 'read-figures', 'read-surveys', 'read-campaigns', 'read-collectors']],
    ['viewer', ['read-units', 'read-figures', 'read-surveys', 'read-campaigns', 'read-collectors']],
  ])('%s may do exactly what its line says', (role, actions) => {
    const allowed = (Object.keys(rolesThatMay) as Action[]).filter((action) =>
      mayOn(tree, as(role, 'vn'), action, 'vn', AFTER),
    );

    expect(allowed.sort()).toEqual([...actions].sort());
  });

  test('two grants do not mix: an editor of one unit who supervises another edits only the one', () => {
    const grants: Grant[] = [...as('editor', 'can-tho'), ...as('supervisor', 'an-giang')];

    expect(mayOn(tree, grants, 'edit-drafts', 'can-tho-office', AFTER)).toBe(true);
    expect(mayOn(tree, grants, 'edit-drafts', 'land-office', AFTER)).toBe(false);
    expect(mayOn(tree, grants, 'read-figures', 'land-office', AFTER)).toBe(true);
    expect(mayOn(tree, grants, 'read-figures', 'can-tho-office', AFTER)).toBe(false);
  });
});

describe('the ground of a grant', () => {
  test('is the unit and what is below it, not what is above or beside it', () => {
    const grants = as('admin', 'an-giang');

    expect(mayOn(tree, grants, 'manage-collectors', 'an-giang', AFTER)).toBe(true);
    expect(mayOn(tree, grants, 'manage-collectors', 'land-office', AFTER)).toBe(true);
    expect(mayOn(tree, grants, 'manage-collectors', 'vn', AFTER)).toBe(false);
    expect(mayOn(tree, grants, 'manage-collectors', 'can-tho-office', AFTER)).toBe(false);
    expect(mayOn(tree, grants, 'manage-collectors', 'no-such-unit', AFTER)).toBe(false);
    expect(mayOn(tree, as('admin', 'no-such-unit'), 'manage-collectors', 'land-office', AFTER)).toBe(false);
  });

  test('follows the lineage: who holds the merged province holds what it was made of', () => {
    expect(covers(tree, 'an-giang', 'kien-giang', AFTER)).toBe(true);
    expect(covers(tree, 'an-giang', 'registry-kg', AFTER)).toBe(true);
    // The old province got nothing of the new one, though its old office is still its past.
    expect(covers(tree, 'kien-giang', 'an-giang', AFTER)).toBe(false);
    expect(covers(tree, 'kien-giang', 'land-office', AFTER)).toBe(false);
    expect(covers(tree, 'kien-giang', 'land-office', BEFORE)).toBe(true);
  });

  test('does not take in a predecessor that was divided between several', () => {
    const divided = new UnitTree([
      unitOf('vn', 'country'),
      unitOf('old', 'province', 'vn', { until: AFTER }),
      unitOf('north', 'province', 'vn', { from: AFTER, predecessors: ['old'] }),
      unitOf('south', 'province', 'vn', { from: AFTER, predecessors: ['old'] }),
      unitOf('old-office', 'agency', 'old', { until: AFTER }),
    ]);

    expect(covers(divided, 'north', 'old-office', AFTER)).toBe(false);
    expect(covers(divided, 'vn', 'old-office', AFTER)).toBe(true);
  });

  test('lists the units of a day, and with them those that a predecessor had then', () => {
    expect([...unitsAllowed(tree, as('viewer', 'an-giang'), 'read-units', AFTER)].sort()).toEqual([
      'an-giang',
      'land-office',
      'registry',
    ]);
    expect([...unitsAllowed(tree, as('viewer', 'an-giang'), 'read-units', BEFORE)].sort()).toEqual([
      'an-giang-63',
      'kien-giang',
      'land-office',
      'registry-ag',
      'registry-kg',
    ]);
  });
});

test('whether a unit is covered and whether it is listed are one question, on every day of its life', () => {
  for (const day of [BEFORE, AFTER]) {
    for (const { id: root } of tree.units) {
      const listed = [...unitsBelow(tree, root, day)].sort();
      const covered = tree.units
        .map(({ id }) => id)
        .filter((id) => tree.existsOn(id, day) && covers(tree, root, id, day));
      expect({ root, day, listed }).toEqual({ root, day, listed: covered.sort() });
    }
  }
});

test('a campaign is seen by those above it and by those who take part, not by the neighbours', () => {
  const sees = (grants: Grant[], unit: string) => mayAround(tree, grants, 'read-campaigns', unit, AFTER);

  expect(sees(as('viewer', 'land-office'), 'vn')).toBe(true);
  expect(sees(as('viewer', 'vn'), 'an-giang')).toBe(true);
  expect(sees(as('viewer', 'can-tho'), 'an-giang')).toBe(false);
});

test('questionnaires belong to the country: an editor of a province edits none', () => {
  expect(mayForCountry(tree, as('editor', 'vn'), 'edit-drafts')).toBe(true);
  expect(mayForCountry(tree, as('editor', 'an-giang'), 'edit-drafts')).toBe(false);
});

describe('accounts', () => {
  test('are managed only by whoever administers the ground of every right they hold', () => {
    const provincial = as('admin', 'an-giang');

    expect(mayManage(tree, provincial, as('viewer', 'land-office'), AFTER)).toBe(true);
    expect(mayManage(tree, provincial, as('admin', 'an-giang'), AFTER)).toBe(true);
    expect(mayManage(tree, provincial, as('admin', 'vn'), AFTER)).toBe(false);
    expect(
      mayManage(tree, provincial, [...as('viewer', 'land-office'), ...as('viewer', 'can-tho')], AFTER),
    ).toBe(false);
    expect(mayManage(tree, as('supervisor', 'vn'), as('viewer', 'land-office'), AFTER)).toBe(false);
  });

  test('without any right belong to the country', () => {
    expect(mayManage(tree, as('admin', 'an-giang'), [], AFTER)).toBe(false);
    expect(mayManage(tree, as('admin', 'vn'), [], AFTER)).toBe(true);
  });
});
