import { useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Report } from '../../../server/domain/report.ts';
import { restAfter } from '../../../server/domain/restAfter.ts';
import { request } from '../api.ts';

/** The report for a query string of `reportQuery`; asks again by itself while the page is visible, a slow report less often. */
export function useSatisfaction(query: string | undefined) {
  const tookMs = useRef(0);
  return useQuery({
    queryKey: ['satisfaction', query],
    queryFn: async ({ signal }) => {
      const begun = performance.now();
      const report = await request<Report>('GET', `/reports/satisfaction?${query}`, { signal });
      tookMs.current = performance.now() - begun;
      return report;
    },
    enabled: query !== undefined,
    refetchInterval: () => restAfter(tookMs.current),
  });
}
