import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Campaign } from '../../../server/domain/campaign.ts';
import type { LocalDay } from '../../../server/domain/day.ts';
import { END_OF_DAYS } from '../../../server/domain/span.ts';
import { UNIT_KINDS, type UnitKind } from '../../../server/domain/unit.ts';
import { apiPath, request } from '../api.ts';
import type { UnitName } from '../unitName.ts';

export type ListedCampaign = Campaign & {
  unitName?: UnitName;
  unitKind?: UnitKind;
  /** The reader may change it. */
  isManaged?: true;
  /** How many answers are kept aside, where the reader may decide on them. */
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

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/**
 * The campaign a reader means who has chosen none: of people served, running
 * today, of the widest unit, the youngest. A round that is being prepared, or
 * one that a part of the units runs for itself, takes nobody's figures away.
 */
export function currentCampaign(
  campaigns: readonly ListedCampaign[],
  today: LocalDay,
): ListedCampaign | undefined {
  const rank = ({ isOpen, population, from, until = END_OF_DAYS, unitKind }: ListedCampaign): string => {
    const [isServed, hasBegun, isRunning] = [
      population === 'served',
      from <= today,
      isOpen && from <= today && today < until,
    ];
    const width = unitKind === undefined ? 0 : UNIT_KINDS.length - UNIT_KINDS.indexOf(unitKind);
    return [isServed, isRunning, hasBegun].map(Number).join('') + width + from;
  };
  // Of equals the one whose id sorts first, in whatever order they came.
  return [...campaigns].sort((a, b) => compare(rank(b), rank(a)) || compare(a.id, b.id))[0];
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
