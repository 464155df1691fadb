import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Scoring } from '../../server/domain/scoring.ts';
import { countOutcomes, shareFigure, wilsonInterval } from '../../server/domain/satisfaction.ts';
import fc from '../support/properties.ts';

const fiveLevels = { levels: [1, 2, 3, 4, 5], satisfied: [4, 5] };

const seats = (levels: Record<number, number>, unscored = 0) => ({
  criterion: 'access.seats',
  levels: Object.entries(levels).map(([level, people]) => ({ level: Number(level), people })),
  unscored,
});

describe('countOutcomes', () => {
  test('neutral people have answered and are not satisfied; skipped questions are neither', () => {
    const lines = [seats({ 5: 20, 4: 10, 3: 10 }, 60)];

    expect(countOutcomes(lines, fiveLevels)).toEqual({
      satisfied: 30,
      answered: 40,
      unscored: 60,
      levels: { 1: 0, 2: 0, 3: 10, 4: 10, 5: 20 },
    });
  });

  test('weighs people, not agencies', () => {
    // 90 of 100 and 1 of 10: averaging the shares would give 0.5; 91 of 110 people are satisfied
    const lines = [seats({ 5: 90, 1: 10 }), seats({ 4: 1, 2: 9 })];

    expect(countOutcomes(lines, fiveLevels)).toMatchObject({ satisfied: 91, answered: 110 });
  });

  test("which levels are satisfied is the scale's word: two points of two in Circular 01/2018", () => {
    expect(countOutcomes([seats({ 0: 5, 1: 7, 2: 8 })], { levels: [0, 1, 2], satisfied: [2] })).toMatchObject(
      {
        satisfied: 8,
        answered: 20,
      },
    );
  });

  test('a level that the scale does not know is our bug, not an unscored answer', () => {
    expect(() => countOutcomes([seats({ 6: 1 })], fiveLevels)).toThrow(RangeError);
  });

  test('the example of the docstring', () => {
    expect(countOutcomes([seats({ 5: 20, 3: 10 }, 60)], fiveLevels)).toEqual({
      satisfied: 20,
      answered: 30,
      unscored: 60,
      levels: { 1: 0, 2: 0, 3: 10, 4: 0, 5: 20 },
    });
  });
});

describe('shareFigure', () => {
  const counts = (satisfied: number, answered: number) => ({ satisfied, answered, unscored: 9, levels: {} });

  test('the share is of those who answered', () => {
    // 81 / 263
    expect(shareFigure(counts(81, 263))).toMatchObject({ answered: 263, share: 81 / 263, unscored: 9 });
  });

  test('a group in which nobody is satisfied is 0, not unanswered', () => {
    expect(shareFigure(counts(0, 20))).toMatchObject({ kind: 'published', share: 0 });
    expect(shareFigure(counts(0, 0))).toEqual({ kind: 'unanswered' });
  });

  // Kiên Giang, commune survey of 2019: published shares, and the counts that give them
  // when the answers to seven three-level items are pooled (domain facts, section 3).
  test.each([
    ['marriage', { satisfied: 5272, neutral: 981, dissatisfied: 89 }, [83.13, 15.47, 1.4]],
    ['certification', { satisfied: 8598, neutral: 1693, dissatisfied: 104 }, [82.71, 16.29, 1.0]],
    ['birth', { satisfied: 7361, neutral: 2229, dissatisfied: 91 }, [76.04, 23.02, 0.94]],
  ])(
    'Kiên Giang 2019, %s: the three published shares',
    (_service, { satisfied, neutral, dissatisfied }, published) => {
      const scoring = JSON.parse(
        readFileSync('test/support/surveys/commune-2019.scoring.json', 'utf8'),
      ) as Scoring;
      const [scale] = Object.values(scoring.scales);
      if (scale === undefined) throw new Error('commune-2019 has no scale');
      const [worst, middle, best] = scale.levels as [number, number, number];

      const outcome = countOutcomes(
        [seats({ [best]: satisfied, [middle]: neutral, [worst]: dissatisfied })],
        scale,
      );

      const percent = (people: number) => Number(((100 * people) / outcome.answered).toFixed(2));
      expect([satisfied, neutral, dissatisfied].map(percent)).toEqual(published);
      expect(shareFigure(outcome)).toMatchObject({ share: satisfied / (satisfied + neutral + dissatisfied) });
    },
  );
});

describe('wilsonInterval', () => {
  // Newcombe (1998), Statistics in Medicine 17, 857–872, table I, score method
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0.0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);

    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('its bounds are where the share lies z standard errors away, found by bisection', () => {
    const isInside = (share: number) =>
      (81 / 263 - share) ** 2 <= (1.959964 ** 2 * share * (1 - share)) / 263;
    const edge = (inside: number, outside: number): number => {
      for (let step = 0; step < 60; step++) {
        const middle = (inside + outside) / 2;
        if (isInside(middle)) inside = middle;
        else outside = middle;
      }
      return inside;
    };

    expect(wilsonInterval(81, 263).low).toBeCloseTo(edge(81 / 263, 0), 10);
    expect(wilsonInterval(81, 263).high).toBeCloseTo(edge(81 / 263, 1), 10);
  });

  test('never leaves 0–1 and always contains the share', () => {
    for (let trials = 1; trials <= 60; trials++) {
      for (let successes = 0; successes <= trials; successes++) {
        const { low, high } = wilsonInterval(successes, trials);
        const share = successes / trials;
        const ordered = 0 <= low && low <= share && share <= high && high <= 1;
        expect({ successes, trials, ordered }).toEqual({ successes, trials, ordered: true });
      }
    }
  });

  test('exchanging satisfied and not satisfied mirrors the interval', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.integer({ min: 1, max: 2000 }), (some, trials) => {
        const successes = Math.min(some, trials);
        const { low, high } = wilsonInterval(successes, trials);
        const mirrored = wilsonInterval(trials - successes, trials);
        expect(mirrored.low).toBeCloseTo(1 - high, 12);
        expect(mirrored.high).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  test.each([
    [0, 0],
    [1, 0],
    [-1, 5],
    [6, 5],
    [2.5, 5],
    [NaN, 5],
  ])('refuses %d of %d', (successes, trials) => {
    expect(() => wilsonInterval(successes, trials)).toThrow(RangeError);
  });
});
