import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../../server/domain/day.ts';
import {
  isRecent,
  isRunning,
  kindOf,
  lastDayOf,
  parseTypedDay,
  periodAround,
  presets,
  quarterOf,
  recentPeriod,
  shiftMonth,
  stepPeriod,
} from '../../../client/staff/period.ts';
import fc from '../../support/properties.ts';

const anyDay = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('2000-01-01', days));
const anyKind = fc.constantFrom('month', 'quarter', 'half', 'nine', 'year');

describe('periods', () => {
  test('who has chosen nothing sees thirty days, today among them', () => {
    // 25 to 31 October are 7 days, 1 to 23 November are 23; 3 to 31 December are 29, and 1 January.
    expect(recentPeriod('2026-11-23')).toEqual({ from: '2026-10-25', until: '2026-11-24' });
    expect(recentPeriod('2026-01-01')).toEqual({ from: '2025-12-03', until: '2026-01-02' });
    expect(isRecent(recentPeriod('2026-11-23'), '2026-11-23')).toBe(true);
    expect(isRecent(recentPeriod('2026-11-23'), '2026-11-24')).toBe(false);
  });

  test('at the end of a month of thirty days those are the month, and stand in the menu once', () => {
    const recent = recentPeriod('2026-11-30');

    expect(recent).toEqual({ from: '2026-11-01', until: '2026-12-01' });
    expect(isRecent(recent, '2026-11-30')).toBe(false);
    expect(presets('2026-11-30').filter(({ period }) => period.from === '2026-11-01')).toEqual([
      { kind: 'month', period: recent },
    ]);
    expect(presets('2026-11-29')[0]).toEqual({ kind: 'custom', period: recentPeriod('2026-11-29') });
  });

  test.each([
    [{ from: '2026-10-01', until: '2026-11-01' }, 'month'],
    [{ from: '2026-07-01', until: '2026-10-01' }, 'quarter'],
    [{ from: '2026-01-01', until: '2026-07-01' }, 'half'],
    [{ from: '2026-01-01', until: '2026-10-01' }, 'nine'],
    [{ from: '2026-01-01', until: '2027-01-01' }, 'year'],
    [{ from: '2026-08-01', until: '2026-11-01' }, 'custom'], // three months, but no quarter
    [{ from: '2026-07-01', until: '2027-01-01' }, 'custom'], // the second half is not "6 tháng đầu năm"
    [{ from: '2026-10-02', until: '2026-11-02' }, 'custom'],
  ])('%j is a %s', (period, kind) => {
    expect(kindOf(period)).toBe(kind);
  });

  test('a calendar period is recognised, and stepping forth and back leads to it again', () => {
    fc.assert(
      fc.property(anyDay, anyKind, (day, kind) => {
        const period = periodAround(kind, day);

        expect(kindOf(period)).toBe(kind);
        expect(stepPeriod(stepPeriod(period, 1), -1)).toEqual(period);
        expect(kindOf(stepPeriod(period, 1))).toBe(kind);
      }),
    );
  });

  test('months and quarters follow one another without a gap', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom('month', 'quarter'), (day, kind) => {
        const period = periodAround(kind, day);

        expect(stepPeriod(period, 1).from).toBe(period.until);
        expect(period.from <= day && day < period.until).toBe(true);
      }),
    );
  });

  test('a period of own days steps by its own length', () => {
    expect(stepPeriod({ from: '2026-03-10', until: '2026-03-20' }, -1)).toEqual({
      from: '2026-02-28',
      until: '2026-03-10',
    });
  });

  test('months are shifted across years', () => {
    expect(shiftMonth('2026-01', -1)).toBe('2025-12');
    expect(shiftMonth('2026-11', 3)).toBe('2027-02');
    expect(shiftMonth('2026-06', -18)).toBe('2024-12');
  });

  test('the half and the nine months offered are whole ones', () => {
    const today = '2026-08-15';

    for (const { kind, period } of presets(today)) {
      if (kind === 'half' || kind === 'nine') expect(isRunning(period, today)).toBe(false);
    }
    expect(presets(today)).toContainEqual({
      kind: 'nine',
      period: { from: '2025-01-01', until: '2025-10-01' },
    });
  });

  test('quarters are counted in Roman numerals', () => {
    expect(['2026-01-01', '2026-04-01', '2026-07-01', '2026-12-31'].map(quarterOf)).toEqual([
      'I',
      'II',
      'III',
      'IV',
    ]);
  });

  test('the last day of a period is inside it', () => {
    expect(lastDayOf({ from: '2026-10-01', until: '2026-11-01' })).toBe('2026-10-31');
  });
});

describe('days as they are typed', () => {
  test.each([
    ['07/09/2026', '2026-09-07'],
    ['7/9/2026', '2026-09-07'],
    [' 7.9.2026 ', '2026-09-07'],
    ['29/02/2024', '2024-02-29'],
    ['29/02/2025', undefined],
    ['2026-09-07', undefined],
    ['31/04/2026', undefined],
    ['', undefined],
  ])('%j is %s', (text, day) => {
    expect(parseTypedDay(text)).toBe(day);
  });
});
