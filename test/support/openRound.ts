import type { Campaign, Collector } from '../../server/domain/campaign.ts';
import type { SurveyVersion } from '../../server/domain/questionnaire/version.ts';
import type { Unit } from '../../server/domain/unit.ts';
import type { TestApp } from './testApp.ts';
import { smallSurvey } from './smallSurvey.ts';
import { unitOf } from './units.ts';

/** Inserts what a survey round needs into the real stores: version, office, campaign, poster. */
export async function openRound(
  { stores }: Pick<TestApp, 'stores'>,
  {
    version = smallSurvey(),
    unit = unitOf('agency-land-office', 'agency', 'vn', { names: [{ value: { vi: 'Phòng Đất đai' } }] }),
    campaign = {},
    collector = {},
  }: {
    version?: SurveyVersion;
    unit?: Unit;
    campaign?: Partial<Campaign>;
    collector?: Partial<Collector>;
  } = {},
): Promise<{ campaign: Campaign; collector: Collector }> {
  if ((await stores.surveys.findVersion(version.version)) === undefined) {
    await stores.surveys.insertVersion(version, []);
  }
  if ((await stores.loadTree()).findUnit(unit.id) === undefined) await stores.units.insertUnits([unit]);

  const round: Campaign = {
    id: 'round',
    name: { vi: 'Đợt 2025' },
    series: 'stream',
    population: 'served',
    versions: [version.version],
    unit: 'vn',
    channels: ['qr', 'link', 'kiosk'],
    from: '2019-01-01',
    isOpen: true,
    ...campaign,
  };
  if ((await stores.campaigns.findCampaign(round.id)) === undefined) {
    await stores.campaigns.insertCampaign(round, []);
  }
  const point: Collector = {
    code: 'K7M01',
    unit: unit.id,
    channel: 'qr',
    label: 'Cửa chính',
    assignments: [{ campaign: round.id, from: round.from }],
    isOpen: true,
    ...collector,
  };
  await stores.collectors.insertCollector(point, []);
  return { campaign: round, collector: point };
}
