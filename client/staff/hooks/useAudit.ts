import { useQuery } from '@tanstack/react-query';
import { request } from '../api.ts';

export interface AuditEntry {
  sequence: number;
  at: string;
  actor: { kind: 'staff' | 'system'; name: string };
  action: string;
  subject: { kind: string; id: string };
  summary: string;
}

export function useAudit(limit: number) {
  return useQuery({
    queryKey: ['audit', limit],
    queryFn: async ({ signal }) =>
      (await request<{ entries: AuditEntry[] }>('GET', `/audit?limit=${limit}`, { signal })).entries,
  });
}
