import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { assembleReport, type CountedRow, type ReportParts } from '../../server/domain/assembleReport.ts';
import type { Campaign } from '../../server/domain/campaign.ts';
import { sharedLines } from '../../server/domain/questionnaire/meaning.ts';
import { wilsonInterval } from '../../server/domain/satisfaction.ts';
import type { Scoring } from '../../server/domain/scoring.ts';
import { OVERALL, type TallyCell } from '../../server/domain/tally.ts';
import { GroupCounter } from '../../server/domain/tallyArithmetic.ts';

const scoring = JSON.parse(readFileSync('surveys/counter-short/2026-1.scoring.json', 'utf8')) as Scoring;
const newer: Scoring = { ...scoring, version: 'counter-short@2026-2' };
const scorings = new Map([scoring, newer].map((each) => [each.version, each]));

/** People who rated a visit, by level: one scored answer each. */
const cellOf = (levels: Record<number, number>): TallyCell => {
  const n = Object.values(levels).reduce((sum, people) => sum + people, 0);
  const s = (levels[4] ?? 0) + (levels[5] ?? 0);
  const sums = { n, s, m: n, ss: s, mm: n, sm: s };
  return {
    channel: 'kiosk',
    procedure: '',
    flagged: false,
    submissions: n,
    criteria: [
      {
        criterion: 'visit.overall',
        levels: Object.entries(levels).map(([level, people]) => ({ level: Number(level), people })),
        unscored: 0,
      },
    ],
    questions: [],
    sums: [
      { factor: 'visit', ...sums },
      { factor: OVERALL, ...sums },
    ],
  };
};

const sameMeaning = sharedLines([]);

const rowOf = (
  id: string,
  name: string,
  cells: [version: string, cell: TallyCell][],
  lines = sameMeaning,
): CountedRow => {
  const counter = new GroupCounter(scorings, lines);
  for (const [version, cell] of cells) counter.add(version, cell);
  const inside = counter.counts;
  return {
    unit: { id, kind: 'agency', name: { vi: name } },
    submissions: inside.submissions,
    inside,
    notes: [],
  };
};

const campaign: Campaign = {
  id: 'round',
  name: { vi: 'round' },
  series: 'rounds',
  population: 'served',
  versions: [newer.version, scoring.version],
  unit: 'vn',
  channels: ['kiosk'],
  from: '2026-01-01',
  isOpen: true,
};

const assemble = (total: CountedRow, rows: CountedRow[], rest: Partial<ReportParts> = {}) =>
  assembleReport({
    query: { campaign: 'round', from: '2026-01-01', until: '2026-02-01', by: 'agency', map: 'today' },
    within: 'can-tho',
    campaigns: [campaign],
    scorings: [newer, scoring],
    versions: [newer.version],
    lineBegins: sameMeaning.begins,
    procedures: {},
    total,
    rows,
    freshAt: new Date('2026-02-01T00:00:00Z'),
    isRecounting: false,
    minimum: 5,
    ...rest,
  });

const total = rowOf('can-tho', 'Cần Thơ', [[newer.version, cellOf({ 5: 40, 3: 10 })]]);

describe('assembleReport', () => {
  test('people of two versions of one survey are added, criterion by criterion', () => {
    const row = rowOf('centre', 'Trung tâm', [
      [scoring.version, cellOf({ 5: 8, 1: 2 })],
      [newer.version, cellOf({ 4: 30, 3: 10 })],
    ]);

    // 38 of 50
    expect(assemble(total, [row]).rows[0]?.criteria['visit.overall']).toMatchObject({
      answered: 50,
      share: 38 / 50,
      levels: { 1: 2, 3: 10, 4: 30, 5: 8 },
    });
  });

  test('a version that meant something else by a criterion is in its factor, not in its line', () => {
    const lines = sharedLines([
      { version: newer.version, scoring: newer, meaningSince: { 'visit.overall': newer.version } },
      { version: scoring.version, scoring },
    ]);
    const row = rowOf(
      'centre',
      'Trung tâm',
      [
        [scoring.version, cellOf({ 5: 8, 1: 2 })],
        [newer.version, cellOf({ 4: 30, 3: 10 })],
      ],
      lines,
    );

    const report = assemble(total, [row], { lineBegins: lines.begins });

    // 30 of 40 of the newer version; 38 of 50 in both
    expect(report.rows[0]?.criteria['visit.overall']).toMatchObject({ answered: 40, share: 30 / 40 });
    expect(report.rows[0]?.factors['visit']).toMatchObject({ answered: 50, share: 38 / 50 });
    expect(report.labels.criteria['visit.overall']?.since).toBe('counter-short@2026-2');
    expect(assemble(total, [row]).labels.criteria['visit.overall']).not.toHaveProperty('since');
  });

  test('three people of the former meaning cannot be had from the factor and its criteria', () => {
    const [key, other] = ['visit.overall', 'visit.other'];
    const two = (each: Scoring): Scoring => ({
      ...each,
      criteria: [each.criteria[0]!, { ...each.criteria[0]!, key: other }],
    });
    const twice = (levels: Record<number, number>): TallyCell => {
      const cell = cellOf(levels);
      return { ...cell, criteria: [cell.criteria[0]!, { ...cell.criteria[0]!, criterion: other }] };
    };
    const versions = [two(newer), two(scoring)];
    const lines = sharedLines([
      { version: newer.version, scoring: versions[0]!, meaningSince: { [key]: newer.version } },
      { version: scoring.version, scoring: versions[1]! },
    ]);
    const counter = new GroupCounter(new Map(versions.map((each) => [each.version, each])), lines);
    counter.add(newer.version, twice({ 4: 50, 2: 50 }));
    counter.add(scoring.version, twice({ 1: 3 }));
    const everybody = { ...total, inside: counter.counts };

    const report = assemble(everybody, [], { scorings: versions, lineBegins: lines.begins });

    // 103 answered the other criterion and 100 this one: the factor's answers by level less both are those of three people.
    expect(report.total.factors['visit']?.kind).toBe('published');
    expect(report.total.criteria[key]).toMatchObject({ kind: 'withheld', reason: 'complementary' });
  });

  test('the scorings named are those of the versions inside, the newest where nobody answered', () => {
    const scoringOf = (versions: string[]) => assemble(total, [], { versions }).scoring;
    const method = scoring.method.id;

    expect(scoringOf([scoring.version])).toBe(`counter-short@2026-1/${method}`);
    expect(scoringOf([scoring.version, newer.version])).toBe(
      `counter-short@2026-2/${method}, counter-short@2026-1/${method}`,
    );
    expect(scoringOf([])).toBe(`counter-short@2026-2/${method}`);
  });

  test('a factor of one criterion, and the whole, print the figure of that criterion', () => {
    const { criteria, factors, overall } = assemble(total, []).total;

    for (const figure of [criteria['visit.overall'], factors['visit'], overall]) {
      expect(figure).toMatchObject({ answered: 50, share: 0.8, interval: wilsonInterval(40, 50) });
    }
  });

  test('a household sample has shares and no interval that ignores its design', () => {
    const report = assemble(total, [], { campaigns: [{ ...campaign, population: 'household' }] });

    expect(report.total.overall).toMatchObject({ kind: 'published', share: 0.8 });
    expect(report.total.overall).not.toHaveProperty('interval');
    expect([report.population, assemble(total, []).population]).toEqual(['household', 'served']);
  });

  test('answers that wait for a whole grain are too few, which is not nobody', () => {
    const waiting = { ...rowOf('centre', 'Trung tâm', []), submissions: 3 };

    expect(assemble(total, [waiting]).rows[0]?.overall).toEqual({
      kind: 'withheld',
      reason: 'few',
      minimumAnswers: 5,
    });
    const many = { ...waiting, submissions: 6 };
    expect(assemble(total, [many]).rows[0]?.overall).toEqual({
      kind: 'withheld',
      reason: 'few',
      minimumAnswers: 5,
      isWaiting: true,
    });
    expect(assemble(total, [rowOf('centre', 'Trung tâm', [])]).rows[0]?.overall).toEqual({
      kind: 'unanswered',
    });
  });

  test('rows come in the order of Vietnamese names', () => {
    const rows = ['Đông', 'Dương', 'Ấn', 'An'].map((name) => rowOf(name, name, []));

    expect(assemble(total, rows).rows.map(({ unit }) => unit.id)).toEqual(['An', 'Ấn', 'Dương', 'Đông']);
  });

  test('a number that is none never leaves', () => {
    expect(() => assemble({ ...total, submissions: NaN }, [])).toThrow(
      'report.total.submissions is not a finite number',
    );
  });

  test('counts of a criterion that the scoring does not know are our bug', () => {
    const cell = cellOf({ 5: 6 });
    const stray = { ...cell, criteria: [{ criterion: 'visit.unknown', levels: [], unscored: 6 }] };

    expect(() => rowOf('centre', 'Trung tâm', [[newer.version, stray]])).toThrow(RangeError);
    expect(() => rowOf('centre', 'Trung tâm', [['other@1', cell]])).toThrow(RangeError);
  });
});
