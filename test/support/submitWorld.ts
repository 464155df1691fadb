import type { Connection } from 'mongoose';
import type { Campaign, Collector } from '../../server/domain/campaign.ts';
import { createReceipts } from '../../server/services/receipts.ts';
import type { SubmitDeps } from '../../server/services/submitAnswers.ts';
import { catalogueOf, smallSurvey } from './smallSurvey.ts';
import { tallyWorld } from './tallyWorld.ts';

export const roundOf2025: Campaign = {
  id: 'round',
  name: { vi: 'Đợt 2025' },
  series: 'stream',
  population: 'served',
  versions: ['small@1'],
  unit: 'vn',
  channels: ['qr'],
  from: '2025-01-01',
  isOpen: true,
};

export const posterOf = (unit: string, fields: Partial<Collector> = {}): Collector => ({
  code: 'AAAAA',
  unit,
  channel: 'qr',
  label: 'Cửa',
  assignments: [{ campaign: 'round', from: '2025-01-01' }],
  isOpen: true,
  ...fields,
});

export const NOON = new Date('2025-06-30T12:00:00+07:00');

/** Real stores for what is submitted and counted; campaigns and collectors as given. */
export function submitWorld(
  connection: Connection,
  {
    collectors = [posterOf('land-office')],
    campaigns = [roundOf2025],
    now = () => NOON,
    ...options
  }: Parameters<typeof tallyWorld>[1] & {
    collectors?: readonly Collector[];
    campaigns?: readonly Campaign[];
    now?: () => Date;
  } = {},
) {
  const versions = catalogueOf(smallSurvey());
  const world = tallyWorld(connection, { versions, ...options });
  const submit: SubmitDeps = {
    submissions: world.submissions,
    versions,
    campaigns: {
      findCampaign: (id) => Promise.resolve(campaigns.find((each) => each.id === id)),
      findSeries: (series) => Promise.resolve(campaigns.filter((each) => each.series === series)),
    },
    collectors: {
      findCollector: (code) => Promise.resolve(collectors.find((each) => each.code === code)),
    },
    loadTree: world.deps.loadTree,
    marks: world.deps.marks,
    receipts: createReceipts('a secret that only this test has'),
    judgeInside: () => Promise.reject(new Error('no form here has questions of the slow path')),
    now,
  };
  return { ...world, submit };
}
