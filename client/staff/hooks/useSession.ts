import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Role } from '../../../server/domain/staff.ts';
import type { UnitId, UnitKind } from '../../../server/domain/unit.ts';
import { ApiProblem, request } from '../api.ts';
import type { UnitName } from '../unitName.ts';

export interface SessionUser {
  id: string;
  email: string;
  name: string;
  grants: readonly { role: Role; unit: { id: UnitId; kind: UnitKind; name: UnitName } }[];
}

export const sessionKey = ['session'] as const;
/** True after the server no longer knew a session that it had known; the sign-in page then says so. */
export const expiredKey = ['session', 'expired'] as const;

/** Who is signed in; null for nobody. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: async ({ signal }): Promise<SessionUser | null> => {
      try {
        return (await request<{ user: SessionUser }>('GET', '/session', { signal })).user;
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: Infinity,
  });
}

/**
 * The reader for whom the guard renders its pages. A context and not the query:
 * when a session ends, a page that renders for a reason of its own before the
 * guard has heard of it must not find itself without a reader.
 */
export const ReaderContext = createContext<SessionUser | undefined>(undefined);

/** The signed-in reader. Only for pages behind the guard, which renders them for nobody else. */
export function useReader(): SessionUser {
  const reader = useContext(ReaderContext);
  if (reader === undefined) throw new Error('useReader: this page is shown to signed-in readers only');
  return reader;
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (credentials: { email: string; password: string }) =>
      request<{ user: SessionUser }>('POST', '/session', { body: credentials }),
    onSuccess: ({ user }) => {
      // Another person may have signed in than the one whose session ended.
      queries.clear();
      queries.setQueryData(sessionKey, user);
    },
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => request<undefined>('DELETE', '/session'),
    onSuccess: () => {
      // Nothing that this reader saw may be shown to the next one.
      queries.clear();
      queries.setQueryData(sessionKey, null);
    },
  });
}

export function useInvitation(token: string) {
  return useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) =>
      request<{ name: string; email: string }>('POST', '/staff/invitations/look-up', {
        body: { token },
        signal,
      }),
    enabled: token !== '',
    staleTime: Infinity,
  });
}

export function useAcceptInvitation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (acceptance: { token: string; password: string }) =>
      request<{ user: SessionUser }>('POST', '/staff/invitations/accept', { body: acceptance }),
    onSuccess: ({ user }) => queries.setQueryData(sessionKey, user),
  });
}
