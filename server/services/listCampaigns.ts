import type { Campaign, CampaignStore } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import { isListed } from '../domain/isListed.ts';
import { mayOn } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { KeptAsideStore } from '../domain/submission.ts';
import type { UnitTree } from '../domain/unitTree.ts';

export interface ListedCampaign extends Campaign {
  /** The reader may change it. */
  isManaged?: true;
  /** How many answers are kept aside, where the reader may decide on them and there are some. */
  keptAside?: number;
}

/** The survey rounds in which the reader's units take part, or that lie inside them; newest first. */
export async function listCampaigns(
  { campaigns, keptAside, tree }: { campaigns: CampaignStore; keptAside: KeptAsideStore; tree: UnitTree },
  actor: Actor,
  now: Date,
): Promise<ListedCampaign[]> {
  const today = localDayOf(now);
  const all = await campaigns.listCampaigns();
  const found = all.filter((campaign) => isListed(tree, actor.grants, campaign, today));
  const managed = new Set(
    found.filter(({ unit }) => mayOn(tree, actor.grants, 'manage-campaigns', unit, today)),
  );
  // Everybody who reads figures lists campaigns; only those who may decide wait for a count.
  if (managed.size === 0) return found;
  const waiting = await keptAside.countByCampaign();
  return found.map((campaign) => {
    if (!managed.has(campaign)) return campaign;
    const count = waiting.get(campaign.id);
    return { ...campaign, isManaged: true, ...(count !== undefined && { keptAside: count }) };
  });
}
