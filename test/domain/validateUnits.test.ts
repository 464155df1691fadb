import { describe, expect, test } from '@jest/globals';
import { faultsOfUnits, validateUnits } from '../../server/domain/validateUnits.ts';
import { mergedProvinces, unitOf } from '../support/units.ts';

const country = unitOf('vn', 'country');
const province = unitOf('an-giang', 'province', 'vn');

describe('validateUnits', () => {
  test('accepts a merger of two provinces', () => {
    expect(faultsOfUnits(mergedProvinces())).toEqual([]);
  });

  test('refuses parents that lead back to where they began', () => {
    const units = [country, unitOf('a', 'commune', 'b'), unitOf('b', 'commune', 'a')];

    expect(faultsOfUnits(units)).toContain(
      'The parents of "a", "b" lead back to where they began; a unit cannot lie in itself.',
    );
  });

  test('refuses predecessors that lead back to where they began', () => {
    const units = [
      country,
      unitOf('a', 'province', 'vn', { from: '2025-01-01', predecessors: ['b'] }),
      unitOf('b', 'province', 'vn', { from: '2025-01-01', predecessors: ['a'] }),
    ];

    expect(faultsOfUnits(units)).toContain(
      'The predecessors of "a", "b" lead back to where they began; nothing precedes itself.',
    );
  });

  test.each([
    [
      'two names on one day',
      unitOf('an-giang', 'province', 'vn', {
        names: [
          { value: { vi: 'Tỉnh An Giang' }, until: '2026-05-01' },
          { value: { vi: 'Thành phố An Giang' }, from: '2026-04-30' },
        ],
      }),
      'More than one name of "an-giang" holds on 2026-04-30; end the first before the second begins.',
    ],
    [
      'two parents on one day',
      unitOf('an-giang', 'province', 'vn', {
        parents: [{ value: 'vn' }, { value: 'vn', from: '2025-01-01' }],
      }),
      'More than one parent of "an-giang" holds on 2025-01-01; end the first before the second begins.',
    ],
    [
      'two codes of one scheme since ever',
      unitOf('an-giang', 'province', 'vn', {
        codes: [
          { value: { scheme: 'vn-34', code: '91' } },
          { value: { scheme: 'vn-34', code: '89' } },
          { value: { scheme: 'vn-63', code: '89' } },
        ],
      }),
      'More than one vn-34 code of "an-giang" holds from the beginning; end the first before the second begins.',
    ],
    [
      'an unknown parent',
      unitOf('an-giang', 'province', 'nowhere'),
      'Unit "an-giang" has the parent "nowhere", which is not a unit.',
    ],
    [
      'days without a parent',
      unitOf('an-giang', 'province', 'vn', { parents: [{ value: 'vn', from: '2025-07-01' }] }),
      'Unit "an-giang" has no parent before 2025-07-01; its people would be missing from every total.',
    ],
    [
      'a period that ends before it begins',
      unitOf('an-giang', 'province', 'vn', { from: '2025-07-01', until: '2025-07-01' }),
      'Unit "an-giang" ends on 2025-07-01, which is not after its beginning on 2025-07-01.',
    ],
    [
      'a day that the calendar does not have',
      unitOf('an-giang', 'province', 'vn', { from: '2025-02-29' }),
      'Unit "an-giang" has the day "2025-02-29", which is not in the calendar; write it as 2025-07-01.',
    ],
    [
      'an id that could be taken for two',
      unitOf('an:giang', 'province', 'vn'),
      'The id "an:giang" may only have small letters, digits and hyphens, 80 at most.',
    ],
    [
      'no name',
      unitOf('an-giang', 'province', 'vn', { names: [] }),
      'Unit "an-giang" has no name; give it at least one.',
    ],
  ])('refuses %s', (_, unit, sentence) => {
    expect(faultsOfUnits([country, unit])).toEqual([sentence]);
  });

  test.each([
    ['a counter of a province', unitOf('desk-1', 'counter', 'an-giang'), 'must lie in a agency'],
    ['a province in a province', unitOf('inner', 'province', 'an-giang'), 'must lie in a country'],
    ['a country somewhere', unitOf('inner', 'country', 'an-giang'), 'must lie in nothing'],
  ])('refuses %s', (_, unit, words) => {
    expect(faultsOfUnits([country, province, unit]).join()).toContain(words);
  });

  test('refuses a parent on days on which it does not exist', () => {
    const ended = unitOf('kien-giang', 'province', 'vn', { until: '2025-07-01' });

    expect(faultsOfUnits([country, ended, unitOf('office', 'agency', 'kien-giang')])).toEqual([
      'Unit "office" lies in "kien-giang" from 2025-07-01 on, when "kien-giang" does not exist.',
    ]);
  });

  test('refuses a predecessor that still exists, is unknown, of another kind, or named twice', () => {
    const heir = (predecessors: string[]) =>
      faultsOfUnits([
        country,
        province,
        unitOf('office', 'agency', 'an-giang', { until: '2025-07-01' }),
        unitOf('heir', 'province', 'vn', { from: '2025-07-01', predecessors }),
      ]);

    expect(heir(['an-giang'])).toEqual([
      'The predecessor "an-giang" of "heir" still exists on 2025-07-01; end it on that day or before.',
    ]);
    expect(heir(['nowhere'])).toEqual(['Unit "heir" has the predecessor "nowhere", which is not a unit.']);
    expect(heir(['office']).join()).toContain('name predecessors of the same kind');
    expect(heir(['an-giang', 'an-giang']).join()).toContain('names a predecessor twice');
  });

  test('throws one problem with every sentence', () => {
    const broken = [unitOf('an-giang', 'province', 'nowhere', { names: [] })];

    expect(() => validateUnits(broken)).toThrow(
      expect.objectContaining({ code: 'units-invalid', details: { faults: faultsOfUnits(broken) } }),
    );
  });
});
