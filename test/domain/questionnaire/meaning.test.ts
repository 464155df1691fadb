import { expect, test } from '@jest/globals';
import { differInScale, sharedLines } from '../../../server/domain/questionnaire/meaning.ts';
import { smallSurvey } from '../../support/smallSurvey.ts';

const { scoring } = smallSurvey();
const [first, second] = scoring.criteria.map(({ key }) => key) as [string, string];

test('what an older version meant otherwise, or a newer one asks anew, is a line of its own', () => {
  const lines = sharedLines([
    { version: 'small@4', scoring, meaningSince: { [first]: 'small@3' } },
    { version: 'small@3', scoring, meaningSince: { [first]: 'small@3' } },
    { version: 'small@2', scoring },
  ]);

  expect(['small@4', 'small@3', 'small@2'].map((version) => lines.isOnLine(version, first))).toEqual([
    true,
    true,
    false,
  ]);
  expect(lines.isOnLine('small@2', second)).toBe(true);
  expect([...lines.begins]).toEqual([[first, 'small@3']]);
});

test('two scales under one criterion are noticed, two names of one scale are not', () => {
  const [criterion] = scoring.criteria;
  const scale = scoring.scales[criterion!.scale]!;
  const stricter = {
    ...scoring,
    scales: { ...scoring.scales, [criterion!.scale]: { ...scale, satisfied: scale.satisfied.slice(1) } },
  };
  const renamed = {
    ...scoring,
    scales: { ...scoring.scales, other: scale },
    criteria: scoring.criteria.map((each) =>
      each.scale === criterion!.scale ? { ...each, scale: 'other' } : each,
    ),
  };

  const turned = {
    ...scoring,
    scales: {
      ...scoring.scales,
      [criterion!.scale]: { ...scale, satisfied: [...scale.satisfied].reverse() },
    },
  };

  expect(differInScale([scoring, turned])).toBe(false);
  expect(differInScale([scoring, stricter])).toBe(true);
  expect(differInScale([scoring, renamed])).toBe(false);
  expect(differInScale([])).toBe(false);
});
