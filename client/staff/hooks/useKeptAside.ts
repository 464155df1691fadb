import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { KeptAsideGroup } from '../../../server/domain/submission.ts';
import { apiPath, request } from '../api.ts';
import type { UnitName } from '../unitName.ts';

export type ListedKeptAside = Omit<KeptAsideGroup, 'unit'> & {
  label?: string;
  unit: { id: string; name: UnitName };
};

const keyOf = (campaign: string) => ['kept-aside', campaign] as const;

/** What is kept aside of a campaign. */
export function useKeptAside(campaign: string) {
  return useQuery({
    queryKey: keyOf(campaign),
    queryFn: async ({ signal }) =>
      (
        await request<{ groups: ListedKeptAside[] }>('GET', apiPath`/campaigns/${campaign}/kept-aside`, {
          signal,
        })
      ).groups,
  });
}

/** What counting them came to. */
export interface TakenIn {
  taken: number;
  /** They wait still: no unit of their day could have them. */
  withoutUnit: number;
}

/** Counts them, as often as it takes until none is left. */
export function useTakeIn(campaign: string, onProgress: (left: number) => void) {
  const queries = useQueryClient();
  return useMutation({
    async mutationFn(collector: string | undefined): Promise<TakenIn> {
      const path = apiPath`/campaigns/${campaign}/kept-aside/take-in`;
      const body = collector === undefined ? {} : { collector };
      let taken = 0;
      for (;;) {
        const {
          takenIn,
          left,
          withoutUnit = 0,
        } = await request<{
          takenIn: number;
          left: number;
          withoutUnit?: number;
        }>('POST', path, { body });
        taken += takenIn;
        if (left === 0 || takenIn === 0) return { taken, withoutUnit };
        onProgress(left);
      }
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: keyOf(campaign) }),
        queries.invalidateQueries({ queryKey: ['campaigns'] }),
      ]),
  });
}
