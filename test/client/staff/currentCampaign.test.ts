import { expect, test } from '@jest/globals';
import { currentCampaign, type ListedCampaign } from '../../../client/staff/hooks/useCampaigns.ts';
import { campaignOf } from '../../support/campaignOf.ts';

const TODAY = '2026-11-29';

const round = (id: string, rest: Partial<ListedCampaign> = {}): ListedCampaign => ({
  ...campaignOf(id),
  unitKind: 'country',
  ...rest,
});

const running = round('running');

test.each([
  ['one that begins next year', round('next', { from: '2027-01-01' })],
  ['one that is over, though open', round('over', { from: '2026-06-01', until: '2026-07-01' })],
  ['one that was closed', round('closed', { from: '2026-06-01', isOpen: false })],
  ['a household sample', round('household', { from: '2026-06-01', population: 'household' })],
  ['one that a province runs for itself', round('own', { from: '2026-11-01', unitKind: 'province' })],
])('%s does not take the place of the round that runs', (_what, other) => {
  expect(currentCampaign([other, running], TODAY)?.id).toBe('running');
  expect(currentCampaign([running, other], TODAY)?.id).toBe('running');
});

test('of two that run everywhere the younger one is meant; of none, the one that ran last', () => {
  const younger = round('younger', { from: '2026-10-01' });
  const over = round('over', { until: '2026-06-01' });
  const next = round('next', { from: '2027-01-01' });

  expect(currentCampaign([running, younger], TODAY)?.id).toBe('younger');
  expect(currentCampaign([next, over], TODAY)?.id).toBe('over');
  expect(currentCampaign([], TODAY)).toBeUndefined();
});
