import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Grant, Role } from '../../../server/domain/staff.ts';
import type { UnitId } from '../../../server/domain/unit.ts';
import { apiPath, request } from '../api.ts';
import type { UnitName } from '../unitName.ts';

/** A grant with the name of its unit, wherever the server put it. */
export interface ListedGrant {
  role: Role;
  unit: UnitId | { id: UnitId; name: UnitName };
  unitName?: UnitName;
}

export interface ListedMember {
  id: string;
  email: string;
  name: string;
  grants: readonly ListedGrant[];
  isActive: boolean;
  invited?: boolean;
}

const membersKey = ['members'] as const;

export const grantUnit = ({ unit, unitName }: ListedGrant): { id: UnitId; name: UnitName } =>
  typeof unit === 'string' ? { id: unit, name: unitName ?? unit } : unit;

export function useMembers() {
  return useQuery({
    queryKey: membersKey,
    queryFn: async ({ signal }) =>
      (await request<{ members: ListedMember[] }>('GET', '/staff', { signal })).members,
  });
}

export function useInvite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (invitation: { name: string; email: string; grants: readonly Grant[] }) =>
      request<{ link: string; expiresAt: string }>('POST', '/staff/invitations', { body: invitation }),
    onSuccess: () => queries.invalidateQueries({ queryKey: membersKey }),
  });
}

export function useChangeMember() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({
      id,
      ...changes
    }: {
      id: string;
      grants?: readonly Grant[];
      isActive?: boolean;
      name?: string;
    }) => request<unknown>('PATCH', apiPath`/staff/${id}`, { body: changes }),
    onSuccess: () => queries.invalidateQueries({ queryKey: membersKey }),
  });
}

/** A new one-time link, for a forgotten password or a lost invitation. */
export function useRenewLink() {
  return useMutation({
    mutationFn: (id: string) =>
      request<{ link: string; expiresAt: string }>('POST', apiPath`/staff/${id}/link`, { body: {} }),
  });
}
