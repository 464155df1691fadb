import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Channel, Collector } from '../../../server/domain/campaign.ts';
import type { LocalDay } from '../../../server/domain/day.ts';
import type { UnitId } from '../../../server/domain/unit.ts';
import { apiPath, request } from '../api.ts';
import type { UnitName } from '../unitName.ts';

/** A collector with the campaign that it serves today; the server may name it or send it whole. */
export type ListedCollector = Collector & {
  unitName?: UnitName;
  campaign?: string | { id: string; name: UnitName };
};

const collectorsKey = ['collectors'] as const;

export function useCollectors(within: UnitId | undefined) {
  return useQuery({
    queryKey: [...collectorsKey, within],
    queryFn: async ({ signal }) =>
      (
        await request<{ collectors: ListedCollector[] }>(
          'GET',
          within === undefined ? '/collectors' : `/collectors?${new URLSearchParams({ within }).toString()}`,
          { signal },
        )
      ).collectors,
    staleTime: 15_000,
  });
}

function useCollectorChange<V>(change: (variables: V) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: collectorsKey }),
  });
}

export const useCreateCollector = () =>
  useCollectorChange((collector: { unit: UnitId; channel: Channel; label: string; procedure?: string }) =>
    request<unknown>('POST', '/collectors', { body: collector }),
  );

export const useChangeCollector = () =>
  useCollectorChange(({ code, ...changes }: { code: string; label?: string; isOpen?: boolean }) =>
    request<unknown>('PATCH', apiPath`/collectors/${code}`, { body: changes }),
  );

export const useAssignCollector = () =>
  useCollectorChange(
    ({ code, ...assignment }: { code: string; campaign: string; from: LocalDay; until?: LocalDay }) =>
      request<unknown>('POST', apiPath`/collectors/${code}/assignments`, { body: assignment }),
  );
