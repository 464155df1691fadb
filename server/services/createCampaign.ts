import { isFirstDayLikely, type Campaign, type CampaignStore } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import { differInScale } from '../domain/questionnaire/meaning.ts';
import type { SurveyVersion, VersionCatalogue } from '../domain/questionnaire/version.ts';
import { demand, mayOn } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { actorOf, auditEffect } from './auditEffect.ts';

export interface CampaignDeps {
  campaigns: CampaignStore;
  versions: VersionCatalogue;
  tree: UnitTree;
}

/**
 * Opens a survey round.
 *
 * @throws Problem `unit-missing`, `forbidden`, `request-invalid`, `campaign-first-day`, `version-missing`,
 *   `series-mismatch`, `campaign-exists`
 */
export async function createCampaign(
  deps: CampaignDeps,
  actor: Actor,
  campaign: Campaign,
  now: Date,
): Promise<Campaign> {
  const { campaigns, tree } = deps;
  if (tree.findUnit(campaign.unit) === undefined) throw problems.unitMissing(campaign.unit);
  const today = localDayOf(now);
  demand(mayOn(tree, actor.grants, 'manage-campaigns', campaign.unit, today));
  if (!isFirstDayLikely(campaign.from, today)) throw problems.campaignFirstDay(campaign.from);
  demandOrder(campaign);
  await demandComparable(deps, campaign);

  const { id, unit } = campaign;
  await campaigns.insertCampaign(campaign, [
    auditEffect({
      at: now,
      actor: actorOf(actor),
      action: 'campaign-created',
      subject: { kind: 'campaign', id },
      unit,
      after: { ...campaign },
    }),
  ]);
  return campaign;
}

/** @throws Problem `request-invalid` */
export function demandOrder({ from, until, uploadUntil }: Campaign): void {
  const faults = [
    ...(until !== undefined && until <= from ? ['until: must be after "from"'] : []),
    ...(uploadUntil !== undefined && uploadUntil < (until ?? from)
      ? ['uploadUntil: must not be before the campaign ends']
      : []),
  ];
  if (faults.length > 0) throw problems.requestInvalid(faults);
}

/**
 * One survey and one method per campaign, and one population and method per
 * series: only then may its figures stand in one line.
 *
 * @throws Problem `version-missing`, `series-mismatch`
 */
export async function demandComparable(
  { campaigns, versions }: CampaignDeps,
  campaign: Campaign,
): Promise<void> {
  const own = await loadVersions(versions, campaign.versions);
  if (new Set(own.map(({ survey }) => survey)).size > 1) throw problems.seriesMismatch('survey');

  const others = (await campaigns.findSeries(campaign.series)).filter(({ id }) => id !== campaign.id);
  if (others.some(({ population }) => population !== campaign.population)) {
    throw problems.seriesMismatch('population');
  }
  const theirs = await loadVersions(
    versions,
    others.flatMap((other) => other.versions),
  );
  const scorings = [...own, ...theirs].map(({ scoring }) => scoring);
  if (new Set(scorings.map(({ method }) => method.id)).size > 1) throw problems.seriesMismatch('method');
  // A version may ask anew what the one before had left out: publication does not see that.
  if (differInScale(scorings)) throw problems.seriesMismatch('scale');
}

async function loadVersions(
  versions: VersionCatalogue,
  names: readonly string[],
): Promise<readonly SurveyVersion[]> {
  return Promise.all(
    [...new Set(names)].map(async (name) => {
      const version = await versions.findVersion(name);
      if (version === undefined) throw problems.versionMissing(name);
      return version;
    }),
  );
}
