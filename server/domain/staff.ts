import type { UnitId } from './unit.ts';

/**
 * What a person may do below one unit.
 *
 * admin: everything, users too · editor: drafts · approver: publishes ·
 * supervisor: reads figures (and reviewed comments) · viewer: figures only.
 */
export type Role = 'admin' | 'editor' | 'approver' | 'supervisor' | 'viewer';

export interface Grant {
  role: Role;
  unit: UnitId;
}

export interface StaffMember {
  id: string;
  email: string;
  name: string;
  grants: readonly Grant[];
  isActive: boolean;
}
