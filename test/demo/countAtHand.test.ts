import { expect, test } from '@jest/globals';
import { countAtHand } from '../../server/demo/countAtHand.ts';
import { layoutOf, unpackCounts } from '../../server/domain/tallyLayout.ts';
import { naiveCells, sortedCells } from '../support/naiveCounts.ts';
import { smallSurvey } from '../support/smallSurvey.ts';
import { submissionsOf } from '../support/submissionsOf.ts';

test('counts one unit, version, campaign and day as somebody would on paper', async () => {
  const wanted = [
    ...submissionsOf(3, { answers: { staff: { polite: 5, '3': 2 }, result: 'good' } }),
    ...submissionsOf(2, { channel: 'kiosk', procedure: 'land' }),
    ...submissionsOf(1, { quality: { tooFast: true, straightLined: false } }),
  ];
  const decoys = [
    ...submissionsOf(4, { day: '2025-06-29' }),
    ...submissionsOf(4, { unit: 'registry-kg' }),
    ...submissionsOf(4, { campaign: 'other-round' }),
    ...submissionsOf(4, { version: 'small@2' }),
  ];

  const [counted, ...others] = await countAtHand([...wanted, ...decoys]).countOwnDays({
    version: smallSurvey(),
    campaign: 'round',
    units: ['land-office'],
    days: ['2025-06-30', '2025-07-01'],
  });

  expect(others).toEqual([]);
  expect(counted).toMatchObject({ unit: 'land-office', day: '2025-06-30' });
  const { cells } = unpackCounts(layoutOf(smallSurvey()), counted?.cells ?? [], undefined);
  expect(sortedCells(cells)).toEqual(sortedCells(naiveCells(smallSurvey(), wanted)));
});
