import { describe, expect, test } from '@jest/globals';
import { levelsOf, qualityOf } from '../../../server/domain/questionnaire/levels.ts';
import { planOf, question, visitScoring } from '../../support/questionnaires.ts';

describe('levelsOf', () => {
  const scoring = visitScoring();

  test('gives every criterion its level, and none to what is skipped or does not apply', () => {
    const levels = levelsOf(scoring, { staff: { polite: 5, clear: 'na' }, overall_rating: 1 });

    expect([...levels]).toEqual([
      ['staff.polite', 5],
      ['staff.listen', undefined],
      ['staff.clear', undefined],
      ['whole', 1],
    ]);
  });

  test('the lowest level is a level and not a missing answer', () => {
    const zero = {
      levels: [0, 1],
      satisfied: [1],
      values: [{ value: 'no', level: 0 }],
      unscored: [],
      labels: {},
    };
    const { criteria } = scoring;

    const levels = levelsOf(
      { ...scoring, scales: { stars: zero }, criteria: criteria.slice(3) },
      { overall_rating: 'no' },
    );

    expect(levels.get('whole')).toBe(0);
  });

  test('a value that only looks like the scored one has no level', () => {
    expect(levelsOf(scoring, { overall_rating: '5' }).get('whole')).toBeUndefined();
    expect(levelsOf(scoring, {}).get('whole')).toBeUndefined();
  });
});

describe('qualityOf', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'];
  const plan = planOf(
    question('matrix', 'five', { rows, columns: [1, 2, 3, 4, 5, 'na'] }),
    question('matrix', 'three', { rows: rows.slice(0, 3), columns: [1, 2, 3, 4, 5, 'na'] }),
  );
  const base = visitScoring();
  const scoring = {
    ...base,
    criteria: [
      ...rows.map((row) => ({ ...base.criteria[0], key: `five.${row}`, question: 'five', row })),
      ...rows
        .slice(0, 3)
        .map((row) => ({ ...base.criteria[0], key: `three.${row}`, question: 'three', row })),
    ] as typeof base.criteria,
  };
  const line = (levels: (number | string)[]) =>
    Object.fromEntries(levels.map((level, i) => [rows[i], level]));
  const signals = (five: (number | string)[], elapsedMs?: number) =>
    qualityOf(plan, scoring, { five: line(five), three: line([1, 2, 3]) }, elapsedMs);

  test('one level all the way down a long matrix is a straight line; a short matrix does not matter', () => {
    expect(signals([4, 4, 4, 4, 4]).straightLined).toBe(true);
    expect(signals([4, 4, 4, 4, 5]).straightLined).toBe(false);
  });

  test('four answered rows and one that does not apply are no line', () => {
    expect(signals([4, 4, 4, 4, 'na']).straightLined).toBe(false);
    expect(signals([4, 4, 4, 4]).straightLined).toBe(false);
  });

  test('eight answers in less than eight seconds are too fast', () => {
    // 5 + 3 rows, one second each
    expect(signals([1, 2, 3, 4, 5], 7_999).tooFast).toBe(true);
    expect(signals([1, 2, 3, 4, 5], 8_000).tooFast).toBe(false);
  });

  test('without a time, and in a short form, nobody is too fast', () => {
    expect(signals([1, 2, 3, 4, 5]).tooFast).toBe(false);
    expect(qualityOf(plan, scoring, { three: line([1, 2, 3]) }, 10).tooFast).toBe(false);
  });
});
