import { useMutation, useQuery } from '@tanstack/react-query';
import type { ChainFault } from '../../../server/domain/audit.ts';
import type { AuditChange } from '../../../server/domain/auditChanges.ts';
import { request } from '../api.ts';

export interface AuditEntry {
  sequence: number;
  at: string;
  actor: { kind: 'staff' | 'system'; name: string };
  action: string;
  subject: { kind: string; id: string };
  changes: readonly AuditChange[];
}

export function useAudit(limit: number) {
  return useQuery({
    queryKey: ['audit', limit],
    queryFn: async ({ signal }) =>
      (await request<{ entries: AuditEntry[] }>('GET', `/audit?limit=${limit}`, { signal })).entries,
  });
}

export interface AuditCheck {
  entries: number;
  faulty: number;
  /** The first of them. */
  faults: readonly ChainFault[];
}

/** Walks the whole log when asked to. */
export const useAuditCheck = () =>
  useMutation({ mutationFn: () => request<AuditCheck>('GET', '/audit/check') });
