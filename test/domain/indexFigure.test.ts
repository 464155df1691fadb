import { expect, test } from '@jest/globals';
import { indexFigure } from '../../server/domain/indexFigure.ts';
import type { Figure } from '../../server/domain/report.ts';
import type { IndexRule } from '../../server/domain/scoring.ts';

const published = (share: number, answered = 40): Figure => ({
  kind: 'published',
  answered,
  share,
  interval: { low: 0, high: 1 },
});
const ruleOf = (weights: Record<string, number>): IndexRule => ({
  rule: 'weightedMean',
  weights: Object.entries(weights).map(([factor, weight]) => ({ factor, weight })),
  confidence: 'U',
  source: { vi: 'test' },
});

test('weights factor shares, not people', () => {
  const factors = { access: published(0.5, 40), staff: published(0.9, 5) };

  // (1 · 0.5 + 3 · 0.9) / 4
  expect(indexFigure(ruleOf({ access: 1, staff: 3 }), published(0.7), factors)).toEqual({
    kind: 'published',
    answered: 40,
    value: 0.8,
  });
});

test('the plain mean of the five national factor values of 2023 is 82.89', () => {
  const shares = { access: 0.83, procedure: 0.8302, staff: 0.8312, result: 0.8303, feedback: 0.8227 };
  const factors = Object.fromEntries(Object.entries(shares).map(([key, share]) => [key, published(share)]));
  const equal = ruleOf({ access: 1, procedure: 1, staff: 1, result: 1, feedback: 1 });

  const index = indexFigure(equal, published(0.83), factors);

  expect(index).toMatchObject({ kind: 'published' });
  // (83.00 + 83.02 + 83.12 + 83.03 + 82.27) / 5 = 82.888
  expect(index.kind === 'published' && index.value).toBeCloseTo(0.82888, 10);
});

test('a factor without answers leaves no index, rather than another rule', () => {
  const factors: Record<string, Figure> = { access: published(0.5), staff: { kind: 'unanswered' } };

  expect(indexFigure(ruleOf({ access: 1, staff: 1 }), published(0.5), factors)).toEqual({
    kind: 'unanswered',
  });
});

test('a withheld factor withholds the index, even beside an unanswered one', () => {
  const withheld: Figure = { kind: 'withheld', reason: 'few', minimumAnswers: 5 };

  expect(
    indexFigure(ruleOf({ access: 1, staff: 1 }), published(0.5), {
      access: { kind: 'unanswered' },
      staff: withheld,
    }),
  ).toEqual(withheld);
});

test('a survey without an index says so', () => {
  expect(indexFigure({ rule: 'none' }, published(0.5), {})).toEqual({ kind: 'none' });
});
