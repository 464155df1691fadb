import type { Campaign, CampaignStore } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import { mayAround } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';

/** The survey rounds in which the reader's units take part, or that lie inside them; newest first. */
export async function listCampaigns(
  { campaigns, tree }: { campaigns: CampaignStore; tree: UnitTree },
  actor: Actor,
  now: Date,
): Promise<Campaign[]> {
  const all = await campaigns.listCampaigns();
  return all.filter(({ unit }) => mayAround(tree, actor.grants, 'read-campaigns', unit, localDayOf(now)));
}
