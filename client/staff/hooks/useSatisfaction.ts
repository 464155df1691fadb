import { useRef } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Report } from '../../../server/domain/report.ts';
import { request } from '../api.ts';

/** How long an open page rests before it asks for new numbers, so that an answer is seen within two seconds. */
const REFRESH_MS = 1_000;
/** It rests so many times as long as the last report took: what is much work for the server is asked for less often. */
const REST_FACTOR = 10;

/** The report for a query string of `reportQuery`; asks again by itself while the page is visible. */
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
    refetchInterval: () => Math.max(REFRESH_MS, REST_FACTOR * tookMs.current),
  });
}
