import { describe, expect, test } from '@jest/globals';
import type { Campaign } from '../../server/domain/campaign.ts';
import {
  coverageOf,
  DayCounts,
  daysOfCampaign,
  monthsOf,
  periodsOf,
  type CoveredPart,
} from '../../server/domain/coverage.ts';
import { readingOf } from '../../server/domain/mapReading.ts';
import type { DaysReading } from '../../server/domain/tally.ts';
import type { CellFilter } from '../../server/domain/tallyArithmetic.ts';
import type { UnitKind } from '../../server/domain/unit.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { campaignOf } from '../support/campaignOf.ts';
import { MERGER_DAY, mergedProvinces, unitOf } from '../support/units.ts';

const tree = new UnitTree([
  unitOf('vn', 'country'),
  unitOf('can-tho', 'province', 'vn'),
  unitOf('ninh-kieu', 'commune', 'can-tho'),
  unitOf('centre', 'agency', 'ninh-kieu'),
  unitOf('registry', 'agency', 'ninh-kieu'),
]);

const campaign = (id: string, rest: Partial<Campaign> = {}): Campaign =>
  campaignOf(id, { from: '2026-03-01', ...rest });

const daysOf = (unit: string, days: Record<string, number>, round = 'round'): DaysReading => ({
  unit,
  version: 'small@1',
  campaign: round,
  period: '2026-03',
  days: Object.entries(days).map(([day, submissions]) => ({
    day: `2026-03-${day}`,
    channel: 'qr',
    procedure: '',
    flagged: false,
    submissions,
  })),
});

const cover = (
  readings: readonly DaysReading[],
  {
    within,
    by,
    campaigns = [campaign('round')],
    filter = {},
  }: {
    within: string;
    by: UnitKind;
    campaigns?: readonly Campaign[];
    filter?: CellFilter;
  },
) => {
  const today = '2026-03-31';
  const reading = readingOf(tree, {
    map: 'as-was',
    by,
    within,
    from: '2026-03-01',
    until: '2026-04-01',
    today,
  });
  return coverageOf({ reading, tree, campaigns, days: new DayCounts(readings, filter), today, minimum: 5 });
};

const spansOf = (coverage: ReturnType<typeof cover>, unit: string) =>
  coverage.rows
    .find((row) => row.unit === unit)
    ?.covered.map(({ campaign: round, from, until }) => [round, from, until]);

describe('coverageOf', () => {
  test('a province is covered up to now, an agency in whole grains', () => {
    const coverage = cover([daysOf('centre', { '02': 4, '09': 4, '20': 1 })], {
      within: 'can-tho',
      by: 'agency',
    });

    expect(coverage.total.covered).toEqual([
      { unit: 'can-tho', campaign: 'round', from: '2026-03-01', until: '2026-04-01' },
    ]);
    expect(spansOf(coverage, 'centre')).toEqual([['round', '2026-03-02', '2026-03-10']]);
  });

  test('rows of a small total are kept to the days of the total', () => {
    const coverage = cover(
      [
        daysOf('ninh-kieu', { '02': 6, '09': 3 }),
        daysOf('centre', { '02': 1, '09': 0 }),
        daysOf('registry', { '02': 5, '09': 3 }),
      ],
      { within: 'ninh-kieu', by: 'agency' },
    );

    // the commune's second run is open, so nobody's second run is shown
    expect(coverage.total.covered.map(({ until }) => until)).toEqual(['2026-03-03']);
    expect(spansOf(coverage, 'registry')).toEqual([['round', '2026-03-02', '2026-03-03']]);
    expect(spansOf(coverage, 'centre')).toEqual([]);
  });

  test('rows are kept to the days of that part of the total which they lay below', () => {
    // registry (of today) is made of two offices that ended on 1 July 2025, each with counters of its own.
    const merged = new UnitTree([
      ...mergedProvinces(),
      unitOf('kg-1', 'counter', 'registry-kg', { until: MERGER_DAY }),
      unitOf('kg-2', 'counter', 'registry-kg', { until: MERGER_DAY }),
      unitOf('ag-1', 'counter', 'registry-ag', { until: MERGER_DAY }),
    ]);
    const june = (unit: string, days: Record<string, number>): DaysReading => ({
      ...daysOf(unit, {}),
      period: '2025-06',
      days: daysOf(unit, days).days.map((entry) => ({
        ...entry,
        day: entry.day.replace('2026-03', '2025-06'),
      })),
    });
    const days = new DayCounts(
      [
        june('registry-kg', { '01': 7, '19': 5, '20': 1 }),
        june('kg-1', { '01': 3, '19': 5 }),
        june('kg-2', { '01': 4, '20': 1 }),
        june('registry-ag', { '01': 6, '28': 6 }),
        june('ag-1', { '01': 6, '28': 6 }),
      ],
      {},
    );
    const question = {
      map: 'as-was',
      by: 'counter',
      within: 'registry',
      from: '2025-06-01',
      until: '2025-07-01',
      today: '2026-03-31',
    } as const;

    const { total, rows } = coverageOf({
      reading: readingOf(merged, question),
      tree: merged,
      campaigns: [campaign('round', { from: '2025-01-01' })],
      days,
      today: '2026-03-31',
      minimum: 5,
    });

    const people = (parts: readonly CoveredPart[]) =>
      parts.reduce((sum, part) => sum + days.submissionsIn(part), 0);
    // Kiên Giang's office to 19 June (7 + 5), An Giang's to 28 June (6 + 6).
    expect(people(total.covered)).toBe(24);
    // kg-2 reached five people on 20 June, a day that its office does not show.
    expect(rows.map(({ unit, covered }) => [unit, people(covered)]).sort()).toEqual([
      ['ag-1', 12],
      ['kg-1', 8],
      ['kg-2', 0],
    ]);
  });

  test('each campaign of a series has its own grains: none is made of two rounds', () => {
    const coverage = cover(
      [daysOf('centre', { '02': 4 }, 'first'), daysOf('centre', { '20': 4 }, 'second')],
      {
        within: 'can-tho',
        by: 'agency',
        campaigns: [campaign('first', { until: '2026-03-15' }), campaign('second', { from: '2026-03-15' })],
      },
    );

    expect(spansOf(coverage, 'centre')).toEqual([]);
  });

  test('what is asked for, and counted live, is the whole period inside each campaign', () => {
    const coverage = cover([], {
      within: 'can-tho',
      by: 'agency',
      campaigns: [campaign('first', { until: '2026-03-15' })],
    });

    expect(coverage.rows.find(({ unit }) => unit === 'centre')?.asked).toEqual([
      { unit: 'centre', campaign: 'first', from: '2026-03-01', until: '2026-03-15' },
    ]);
  });
});

test('a campaign has answers up to and with today, never beyond its end', () => {
  expect(daysOfCampaign(campaign('open'), '2026-03-10')).toEqual({ from: '2026-03-01', until: '2026-03-11' });
  expect(daysOfCampaign(campaign('over', { until: '2026-03-05' }), '2026-03-10').until).toBe('2026-03-05');
});

test('months that a period touches, over a turn of the year', () => {
  expect(monthsOf({ from: '2025-11-30', until: '2026-02-01' })).toEqual(['2025-11', '2025-12', '2026-01']);
  expect(monthsOf({ from: '2026-02-01', until: '2026-02-01' })).toEqual([]);
});

test('at the edges of a small unit only days with people are looked for', () => {
  const days = new DayCounts([daysOf('centre', { '30': 2 })], {});
  const part = { unit: 'centre', campaign: 'round', from: '2026-03-29', until: '2026-05-01' };

  expect(periodsOf(tree, part, days)).toEqual(['2026-04', '2026-03-30']);
  expect(periodsOf(tree, { ...part, unit: 'can-tho' }, days)).toEqual([
    '2026-04',
    '2026-03-29',
    '2026-03-30',
    '2026-03-31',
  ]);
});
