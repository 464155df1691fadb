import type { CampaignStore, CollectorStore } from '../domain/campaign.ts';
import type { Actor } from '../domain/staff.ts';
import type { KeptAsideGroup, KeptAsideStore } from '../domain/submission.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { campaignFor } from './campaignFor.ts';

/**
 * What is kept aside of a campaign, by collector and reason; never what it says.
 *
 * @throws Problem `campaign-missing`, `forbidden`
 */
export async function listKeptAside(
  deps: {
    campaigns: CampaignStore;
    collectors: Pick<CollectorStore, 'findCollector'>;
    keptAside: KeptAsideStore;
    tree: UnitTree;
  },
  actor: Actor,
  id: string,
  now: Date,
): Promise<(KeptAsideGroup & { label?: string })[]> {
  await campaignFor(deps, actor, ['manage-campaigns'], id, now);
  const groups = await deps.keptAside.groupKeptAside(id);
  return Promise.all(
    groups.map(async (group) => {
      const label = (await deps.collectors.findCollector(group.collector))?.label;
      return { ...group, ...(label !== undefined && { label }) };
    }),
  );
}
