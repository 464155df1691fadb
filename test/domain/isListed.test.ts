import { expect, test } from '@jest/globals';
import type { Campaign } from '../../server/domain/campaign.ts';
import { isListed } from '../../server/domain/isListed.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { campaignOf } from '../support/campaignOf.ts';
import { MERGER_DAY, mergedProvinces, unitOf } from '../support/units.ts';

const tree = new UnitTree([
  ...mergedProvinces(),
  unitOf('district', 'district', 'kien-giang', { until: MERGER_DAY }),
  unitOf('commune', 'commune', 'district', {
    parents: [
      { value: 'district', until: MERGER_DAY },
      { value: 'an-giang', from: MERGER_DAY },
    ],
  }),
]);

const round = (unit: string, from: string, until?: string): Campaign =>
  campaignOf('round', { unit, from, ...(until === undefined ? {} : { until }) });

const sees = (unit: string, campaign: Campaign) =>
  isListed(tree, [{ role: 'supervisor', unit }], campaign, '2026-03-20');

test('rounds above, around and inside the reader’s units are listed, those beside them are not', () => {
  expect(sees('commune', round('vn', '2026-01-01'))).toBe(true);
  expect(sees('an-giang', round('commune', '2026-01-01'))).toBe(true);
  expect(sees('commune', round('can-tho', '2026-01-01'))).toBe(false);
});

test('a commune keeps the rounds of its former district, of the days when it was below it', () => {
  expect(sees('commune', round('district', '2025-01-01', '2025-07-01'))).toBe(true);
  expect(sees('can-tho-office', round('district', '2025-01-01', '2025-07-01'))).toBe(false);
});
