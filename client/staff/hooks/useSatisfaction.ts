import { useQuery } from '@tanstack/react-query';
import type { Report } from '../../../server/domain/report.ts';
import { request } from '../api.ts';

/** How often an open page asks for new numbers. Only while it is visible. */
export const REFRESH_MS = 3_000;

/** The report for a query string of `reportQuery`; asks again by itself while the page is visible. */
export function useSatisfaction(query: string | undefined) {
  return useQuery({
    queryKey: ['satisfaction', query],
    queryFn: ({ signal }) => request<Report>('GET', `/reports/satisfaction?${query}`, { signal }),
    enabled: query !== undefined,
    refetchInterval: REFRESH_MS,
  });
}
