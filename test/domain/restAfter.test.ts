import { expect, test } from '@jest/globals';
import { restAfter } from '../../server/domain/restAfter.ts';

// design, section 7: once a second at most, ten times as long as the count took; decision 0014: ten seconds at most
test.each([
  [0, 1_000],
  [99, 1_000],
  [150, 1_500],
  [1_000, 10_000],
  [7_500, 10_000],
])('after a count of %i ms a tally rests for %i ms', (tookMs, restMs) => {
  expect(restAfter(tookMs)).toBe(restMs);
});
