import type { Campaign } from '../../server/domain/campaign.ts';

/** An open round of everybody served, from the beginning of 2026 on; what a test does not say does not matter. */
export const campaignOf = (id: string, rest: Partial<Campaign> = {}): Campaign => ({
  id,
  name: { vi: id },
  series: 'rounds',
  population: 'served',
  versions: ['small@1'],
  unit: 'vn',
  channels: ['qr'],
  from: '2026-01-01',
  isOpen: true,
  ...rest,
});
