import { describe, expect, test } from '@jest/globals';
import { readingOf } from '../../server/domain/mapReading.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { faultsOfUnits } from '../../server/domain/validateUnits.ts';
import { vietnamUnits } from '../../server/storage/reference/vietnamUnits.ts';

const units = vietnamUnits();
const tree = new UnitTree(units);
const on = (day: string, kind: 'province' | 'commune') =>
  units.filter((unit) => unit.kind === kind && tree.existsOn(unit.id, day));
const startingWith = (word: string, day: string, kind: 'province' | 'commune') =>
  on(day, kind).filter(({ id }) => tree.nameOn(id, day)['vi']?.startsWith(word)).length;

describe('the reference units', () => {
  test('may be stored', () => {
    expect(faultsOfUnits(units)).toEqual([]);
  });

  test('are 63 provinces before the reform, 34 provinces and 3,321 communes since', () => {
    expect(on('2025-06-30', 'province')).toHaveLength(63);
    expect(on('2025-06-30', 'commune')).toHaveLength(0);
    expect(on('2025-07-01', 'province')).toHaveLength(34);
    expect(on('2025-07-01', 'commune')).toHaveLength(3321);
  });

  test('have the kinds that were counted on the day of the reform, and after the changes of 2026', () => {
    const kindsOn = (day: string) =>
      ['Phường', 'Xã', 'Đặc khu'].map((word) => startingWith(word, day, 'commune'));

    expect(kindsOn('2025-07-01')).toEqual([687, 2621, 13]);
    expect(kindsOn('2026-07-25')).toEqual([697, 2611, 13]); // after Đồng Nai's ten
    expect(kindsOn('2026-11-25')).toEqual([709, 2599, 13]); // after Bắc Ninh's twelve
    expect(
      ['2025-07-01', '2026-04-30', '2026-09-20'].map((day) => startingWith('Thành phố', day, 'province')),
    ).toEqual([6, 7, 9]);
  });

  test('have a code of the scheme of the day', () => {
    const codes = (day: string, scheme: string) =>
      new Set(on(day, 'province').map(({ id }) => tree.codeOn(id, day, scheme)?.code));

    expect(codes('2025-06-30', 'vn-63').size).toBe(63);
    expect(codes('2025-07-01', 'vn-34').size).toBe(34);
    expect([...codes('2025-07-01', 'vn-63')]).toEqual([undefined]);
  });

  test('code 91 was Kiên Giang and is An Giang', () => {
    const provinceWith = (code: string, scheme: string, day: string) =>
      on(day, 'province').find(({ id }) => tree.codeOn(id, day, scheme)?.code === code)?.id;

    expect(provinceWith('91', 'vn-63', '2025-06-30')).toBe('vn-kien-giang');
    expect(provinceWith('91', 'vn-34', '2025-07-01')).toBe('vn-an-giang');
    expect(provinceWith('89', 'vn-63', '2025-06-30')).toBe('vn-an-giang-63');
  });

  // NQ 202/2025/QH15: which former provinces each was made of, and how many communes it has
  test.each([
    ['vn-an-giang', ['vn-an-giang-63', 'vn-kien-giang'], 102],
    ['vn-can-tho', ['vn-can-tho-63', 'vn-hau-giang', 'vn-soc-trang'], 103],
    ['vn-phu-tho', ['vn-hoa-binh', 'vn-phu-tho-63', 'vn-vinh-phuc'], 148],
    ['vn-ho-chi-minh', ['vn-ba-ria-vung-tau', 'vn-binh-duong', 'vn-ho-chi-minh-63'], 168],
    ['vn-ha-noi', [], 126],
    ['vn-hue', [], 40],
  ])('%s was made of %j and has %i communes', (id, predecessors, communes) => {
    expect([...tree.getUnit(id).predecessors].sort()).toEqual(predecessors);
    expect(tree.childrenOn(id, '2026-01-01')).toHaveLength(communes);
  });

  test('every former province went wholly into one of today’s', () => {
    const { rows, unsplit } = readingOf(tree, {
      map: 'today',
      by: 'province',
      within: 'vn',
      from: '2025-01-01',
      until: '2025-07-01',
      today: '2026-11-25',
    });

    expect(unsplit).toEqual([]);
    expect(rows).toHaveLength(34);
    expect(rows.flatMap(({ parts }) => parts)).toHaveLength(63);
  });

  test('keep their name in Vietnamese letters in every language', () => {
    expect(tree.nameOn('vn-an-giang', '2026-01-01')).toMatchObject({
      vi: 'Tỉnh An Giang',
      en: 'An Giang province',
    });
    expect(tree.nameOn('vn-hue', '2024-12-31')).toMatchObject({ vi: 'Tỉnh Thừa Thiên Huế' });
    expect(tree.nameOn('vn-hue', '2025-01-01')).toMatchObject({ vi: 'Thành phố Huế', en: 'Huế city' });
    const [phuQuoc] = tree.search('dac khu phu quoc');
    expect(phuQuoc?.names[0]?.value).toMatchObject({ vi: 'Đặc khu Phú Quốc', en: 'Phú Quốc special zone' });
  });
});
