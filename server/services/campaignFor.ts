import type { Campaign, CampaignStore } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import { demand, mayOn, type Action } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';

/**
 * The campaign, for somebody who may do all of this with it.
 *
 * @throws Problem `campaign-missing`, `forbidden`
 */
export async function campaignFor(
  { campaigns, tree }: { campaigns: Pick<CampaignStore, 'findCampaign'>; tree: UnitTree },
  actor: Actor,
  actions: readonly Action[],
  id: string,
  now: Date,
): Promise<Campaign> {
  const campaign = await campaigns.findCampaign(id);
  if (campaign === undefined) throw problems.campaignMissing(id);
  for (const action of actions) {
    demand(mayOn(tree, actor.grants, action, campaign.unit, localDayOf(now)));
  }
  return campaign;
}
