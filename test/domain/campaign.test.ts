import { expect, test } from '@jest/globals';
import { isFirstDayLikely } from '../../server/domain/campaign.ts';

// A round "since 1026" made a report read a thousand years of months, and the process stood still.
test('a round begins between 2010 and the same day in five years', () => {
  const begins = (from: string) => isFirstDayLikely(from, '2028-02-29');

  expect(['2010-01-01', '2028-02-29', '2033-02-28'].map(begins)).toEqual([true, true, true]);
  expect(['0202-01-01', '1026-07-01', '2009-12-31', '2033-03-01'].map(begins)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
