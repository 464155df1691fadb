import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Campaign } from '../../../server/domain/campaign.ts';
import { apiPath, request } from '../api.ts';
import type { UnitName } from '../unitName.ts';

export type ListedCampaign = Campaign & {
  unitName?: UnitName;
  /** The reader may change it. */
  isManaged?: true;
  /** How many answers came too late, where the reader may decide on them. */
  keptAside?: number;
};

const campaignsKey = ['campaigns'] as const;

export function useCampaigns() {
  return useQuery({
    queryKey: campaignsKey,
    queryFn: async ({ signal }) =>
      (await request<{ campaigns: ListedCampaign[] }>('GET', '/campaigns', { signal })).campaigns,
    staleTime: 60_000,
  });
}

/** The campaign a reader means who has chosen none: open, of people served, the youngest. */
export function currentCampaign(campaigns: readonly ListedCampaign[]): ListedCampaign | undefined {
  const rank = ({ isOpen, population, from }: ListedCampaign): string =>
    `${isOpen ? 1 : 0}${population === 'served' ? 1 : 0}${from}`;
  return [...campaigns].sort((a, b) => (rank(a) < rank(b) ? 1 : -1))[0];
}

/** null takes an end back. */
export type CampaignDraft = Omit<Campaign, 'until'> & { until?: string | null };

export function useSaveCampaign() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, changes }: { id?: string; changes: Partial<CampaignDraft> }) =>
      id === undefined
        ? request<unknown>('POST', '/campaigns', { body: changes })
        : request<unknown>('PATCH', apiPath`/campaigns/${id}`, { body: changes }),
    onSuccess: () => queries.invalidateQueries({ queryKey: campaignsKey }),
  });
}
