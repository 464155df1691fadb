import { describe, expect, test } from '@jest/globals';
import { mayRead } from '../../server/domain/mayRead.ts';
import { searchKey } from '../../server/domain/searchKey.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { mergedProvinces, unitOf } from '../support/units.ts';

const tree = new UnitTree([
  ...mergedProvinces(),
  unitOf('dong-nai', 'province', 'vn', {
    names: [
      { value: { vi: 'Tỉnh Đồng Nai' }, until: '2026-04-30' },
      { value: { vi: 'Thành phố Đồng Nai' }, from: '2026-04-30' },
    ],
    codes: [
      { value: { scheme: 'vn-63', code: '75' }, until: '2025-07-01' },
      { value: { scheme: 'vn-34', code: '75' }, from: '2025-07-01' },
    ],
  }),
]);

describe('UnitTree', () => {
  test('a name holds until the day before the next one begins', () => {
    expect(tree.nameOn('dong-nai', '2026-04-29')).toEqual({ vi: 'Tỉnh Đồng Nai' });
    expect(tree.nameOn('dong-nai', '2026-04-30')).toEqual({ vi: 'Thành phố Đồng Nai' });
  });

  test('a code is found by day and scheme', () => {
    expect(tree.codeOn('dong-nai', '2025-06-30', 'vn-63')).toEqual({ scheme: 'vn-63', code: '75' });
    expect(tree.codeOn('dong-nai', '2025-07-01', 'vn-63')).toBeUndefined();
    expect(tree.codeOn('dong-nai', '2025-07-01')).toEqual({ scheme: 'vn-34', code: '75' });
  });

  test('a new parent keeps the unit', () => {
    expect(tree.ancestorsOn('land-office', '2025-06-30')).toEqual(['kien-giang', 'vn']);
    expect(tree.ancestorsOn('land-office', '2025-07-01')).toEqual(['an-giang', 'vn']);
    expect(tree.isWithinOn('land-office', 'kien-giang', '2025-07-01')).toBe(false);
  });

  test('children are those of the day', () => {
    const ids = (day: string) => tree.childrenOn('vn', day).map(({ id }) => id);

    expect(ids('2025-06-30')).toEqual(['kien-giang', 'an-giang-63', 'can-tho', 'dong-nai']);
    expect(ids('2025-07-01')).toEqual(['an-giang', 'can-tho', 'dong-nai']);
  });

  test('a unit lies below a root only on the days on which every link holds', () => {
    const spans = tree.spansWithin('kien-giang', { from: '2025-01-01', until: '2026-01-01' });

    expect(Object.fromEntries(spans)).toEqual({
      'kien-giang': [{ from: '2025-01-01', until: '2025-07-01' }],
      'land-office': [{ from: '2025-01-01', until: '2025-07-01' }],
      'registry-kg': [{ from: '2025-01-01', until: '2025-07-01' }],
    });
  });

  test('units of a kind are those that existed during the period', () => {
    const provinces = (from: string, until: string) =>
      tree.unitsOfKind('province', 'vn', { from, until }).map(({ id }) => id);

    expect(provinces('2025-06-30', '2025-07-01')).not.toContain('an-giang');
    expect(provinces('2025-06-30', '2025-07-02')).toEqual(
      expect.arrayContaining(['kien-giang', 'an-giang-63', 'an-giang']),
    );
    expect(provinces('2025-07-01', '2025-07-02')).not.toContain('kien-giang');
  });

  test('people are served by their unit while it exists, then by the one that all of them came to', () => {
    const served = new UnitTree([
      ...mergedProvinces(),
      unitOf('closed', 'agency', 'can-tho', { until: '2025-07-01' }),
      unitOf('split', 'agency', 'can-tho', { until: '2025-07-01' }),
      unitOf('half', 'agency', 'can-tho', {
        from: '2025-07-01',
        until: '2026-01-01',
        predecessors: ['split'],
      }),
      unitOf('other-half', 'agency', 'can-tho', {
        from: '2025-07-01',
        until: '2026-01-01',
        predecessors: ['split'],
      }),
      unitOf('rejoined', 'agency', 'can-tho', {
        from: '2026-01-01',
        predecessors: ['half', 'other-half'],
      }),
    ]);

    expect(served.servingOn('registry-kg', '2025-06-30')).toBe('registry-kg');
    expect(served.servingOn('registry-kg', '2025-07-01')).toBe('registry');
    expect(served.servingOn('registry', '2025-06-30')).toBeUndefined();
    expect(served.servingOn('closed', '2025-07-01')).toBeUndefined();
    expect(served.servingOn('split', '2025-12-31')).toBeUndefined();
    expect(served.servingOn('split', '2026-01-01')).toBe('rejoined');
  });

  test('a lineage reaches over several mergers', () => {
    const chain = new UnitTree([
      unitOf('vn', 'country'),
      unitOf('first', 'province', 'vn', { until: '2020-01-01' }),
      unitOf('second', 'province', 'vn', {
        from: '2020-01-01',
        until: '2025-01-01',
        predecessors: ['first'],
      }),
      unitOf('third', 'province', 'vn', { from: '2025-01-01', predecessors: ['second'] }),
    ]);

    expect(chain.lineageOf('second')).toEqual({ predecessors: ['first'], successors: ['third'] });
    expect(chain.wholeLineageOf('third')).toEqual(['third', 'second', 'first']);
  });

  test('a unit that was divided belongs wholly to none of its successors', () => {
    const divided = new UnitTree([
      unitOf('vn', 'country'),
      unitOf('old', 'province', 'vn', { until: '2020-01-01' }),
      unitOf('north', 'province', 'vn', { from: '2020-01-01', until: '2025-01-01', predecessors: ['old'] }),
      unitOf('south', 'province', 'vn', { from: '2020-01-01', until: '2025-01-01', predecessors: ['old'] }),
      unitOf('new', 'province', 'vn', { from: '2025-01-01', predecessors: ['north', 'south'] }),
    ]);

    expect(divided.wholeLineageOf('north')).toEqual(['north']);
    expect(divided.wholeLineageOf('new').sort()).toEqual(['new', 'north', 'old', 'south']);
  });

  test('a search needs no diacritics and finds former names', () => {
    expect(tree.search('dong nai').map(({ id }) => id)).toEqual(['dong-nai']);
    expect(tree.search('tinh dong').map(({ id }) => id)).toEqual(['dong-nai']);
    expect(tree.search('Đồng Nai').map(({ id }) => id)).toEqual(['dong-nai']);
  });

  test('an unknown unit is our bug', () => {
    expect(() => tree.getUnit('nowhere')).toThrow(RangeError);
  });
});

describe('searchKey', () => {
  test('has neither diacritics nor capitals nor punctuation', () => {
    expect(searchKey('  Đặc khu Phú Quốc – Bà Rịa, VŨNG TÀU')).toBe('dac khu phu quoc ba ria vung tau');
  });
});

describe('mayRead', () => {
  const holder = (unit: string, role: 'supervisor' | 'editor' = 'supervisor') => [{ role, unit }];
  const asked = { period: { from: '2026-03-01', until: '2026-04-01' }, today: '2026-03-20' };

  test('a grant opens the unit, what lies below it, and nothing beside it', () => {
    expect(mayRead(tree, holder('an-giang'), 'an-giang', asked)).toBe(true);
    expect(mayRead(tree, holder('an-giang'), 'registry', asked)).toBe(true);
    expect(mayRead(tree, holder('an-giang'), 'can-tho', asked)).toBe(false);
    expect(mayRead(tree, holder('an-giang'), 'vn', asked)).toBe(false);
    expect(mayRead(tree, [], 'vn', asked)).toBe(false);
  });

  test('whoever holds a successor reads its predecessors and what lay below them', () => {
    expect(mayRead(tree, holder('an-giang'), 'kien-giang', asked)).toBe(true);
    expect(mayRead(tree, holder('an-giang'), 'registry-kg', asked)).toBe(true);
    expect(mayRead(tree, holder('can-tho'), 'kien-giang', asked)).toBe(false);
  });

  test('whoever holds a unit of the past reads nothing of its successor', () => {
    expect(mayRead(tree, holder('kien-giang'), 'an-giang', asked)).toBe(false);
  });

  test('an office that closed with its province is read by those of the new province', () => {
    const closed = new UnitTree([
      ...mergedProvinces(),
      unitOf('closed', 'agency', 'kien-giang', { until: '2024-01-01' }),
    ]);

    expect(mayRead(closed, holder('an-giang'), 'closed', asked)).toBe(true);
    expect(mayRead(closed, holder('can-tho'), 'closed', asked)).toBe(false);
  });

  test('an office that went on in one half of a divided province is not read by the other half', () => {
    const divided = new UnitTree([
      unitOf('vn', 'country'),
      unitOf('old', 'province', 'vn', { until: '2020-01-01' }),
      unitOf('north', 'province', 'vn', { from: '2020-01-01', predecessors: ['old'] }),
      unitOf('south', 'province', 'vn', { from: '2020-01-01', predecessors: ['old'] }),
      unitOf('office', 'agency', 'old', {
        parents: [
          { value: 'old', until: '2020-01-01' },
          { value: 'south', from: '2020-01-01' },
        ],
      }),
    ]);

    expect(mayRead(divided, holder('south'), 'office', asked)).toBe(true);
    expect(mayRead(divided, holder('north'), 'office', asked)).toBe(false);
    expect(mayRead(divided, holder('north'), 'old', asked)).toBe(true);
  });

  test('a former parent reads the days on which the unit was below it, and no others', () => {
    const moved = new UnitTree([
      ...mergedProvinces(),
      unitOf('moved', 'agency', 'can-tho', {
        parents: [
          { value: 'can-tho', until: '2026-01-01' },
          { value: 'an-giang', from: '2026-01-01' },
        ],
      }),
    ]);
    const readsOf = (unit: string, from: string, until: string) =>
      mayRead(moved, holder(unit), 'moved', { period: { from, until }, today: '2026-03-20' });

    expect(readsOf('can-tho', '2025-12-01', '2026-01-01')).toBe(true);
    expect(readsOf('can-tho', '2025-12-01', '2026-01-02')).toBe(false);
    expect(readsOf('can-tho', '2026-02-01', '2026-03-01')).toBe(false);
    // Whoever holds today's parent answers for all of its history.
    expect(readsOf('an-giang', '2025-12-01', '2026-03-01')).toBe(true);
    // Kiên Giang ended in 2025: what went on from it is read by those of the new province.
    expect(mayRead(tree, holder('kien-giang'), 'land-office', asked)).toBe(false);
  });

  test('a role without figures opens none', () => {
    expect(mayRead(tree, holder('an-giang', 'editor'), 'an-giang', asked)).toBe(false);
  });
});
