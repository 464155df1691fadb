import { describe, expect, test } from '@jest/globals';
import {
  formatCount,
  formatDay,
  formatInstant,
  formatInterval,
  formatShare,
  formatWholePercent,
} from '../../../client/staff/format.ts';

describe('figures as readers see them', () => {
  test.each([
    [518 / 612, '84,64\u00A0%'], // 0.846405…
    [0, '0,00\u00A0%'],
    [1, '100,00\u00A0%'],
    [0.83125, '83,13\u00A0%'], // exactly half: away from zero, and not 83,12 by way of 83.12499…
    [1 / 3, '33,33\u00A0%'],
  ])('a share of %d is printed as %s', (share, printed) => {
    expect(formatShare(share, 'vi')).toBe(printed);
  });

  test('Khmer readers see the figures as they stand on the Vietnamese paper, English readers with a point', () => {
    expect(formatShare(0.8464, 'km')).toBe('84,64\u00A0%');
    expect(formatShare(0.8464, 'en')).toBe('84.64\u00A0%');
  });

  test('an interval does not break over two lines and leaves the percent sign to its column', () => {
    expect(formatInterval({ low: 0.8157, high: 0.8728 }, 'vi')).toBe('81,57\u00A0–\u00A087,28');
  });

  test.each([
    [0, '0'],
    [999, '999'],
    [1126, '1.126'],
    [13684, '13.684'],
  ])('%d people are printed as %s', (count, printed) => {
    expect(formatCount(count, 'vi')).toBe(printed);
  });

  test('"about so many of a hundred" is a whole number', () => {
    expect(formatWholePercent(0.8464, 'vi')).toBe('85');
  });
});

describe('days and instants', () => {
  test('a day is written day first', () => {
    expect(formatDay('2026-10-31')).toBe('31/10/2026');
  });

  test('an instant is the local time of Việt Nam, whatever the clock of the reader', () => {
    expect(formatInstant('2026-11-22T17:30:05Z')).toBe('00:30 23/11/2026');
    expect(formatInstant('2026-11-22T17:30:05Z', { seconds: true })).toBe('00:30:05 23/11/2026');
  });

  test('what is no instant is shown as it came', () => {
    expect(formatInstant('soon')).toBe('soon');
  });
});
