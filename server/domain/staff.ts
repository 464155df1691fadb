import type { Change, Effect } from './effect.ts';
import type { UnitId } from './unit.ts';

/**
 * What a person may do below one unit (the matrix is in rights.ts).
 *
 * admin: everything, users too · editor: drafts · approver: publishes ·
 * supervisor: reads figures (and reviewed comments) · viewer: figures only.
 */
export type Role = 'admin' | 'editor' | 'approver' | 'supervisor' | 'viewer';
export const ROLES: readonly Role[] = ['admin', 'editor', 'approver', 'supervisor', 'viewer'];

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

/** Who asks for something: a signed-in member of staff. */
export type Actor = Pick<StaffMember, 'id' | 'name' | 'grants'>;

/** A member with what only signing in needs. Never leaves the server. */
export interface StaffAccount extends StaffMember {
  /** Argon2id, PHC text; absent until the first link was used. */
  passwordHash?: string;
  /** A one-time link that has not been used: setting the password uses it up. */
  invitation?: Invitation;
}

export interface Invitation {
  tokenHash: string;
  expiresAt: Date;
}

/** E-mail addresses are compared and kept like this. */
export const normalEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();

/** Implemented in server/storage/staffStore.ts. */
export interface StaffStore {
  findAccount(id: string): Promise<StaffAccount | undefined>;
  findAccountByEmail(email: string): Promise<StaffAccount | undefined>;
  findAccountByInvitation(tokenHash: string): Promise<StaffAccount | undefined>;
  /** Ordered by name. */
  listAccounts(): Promise<readonly StaffAccount[]>;
  /** @throws Problem `staff-exists` */
  insertAccount(account: StaffAccount, effects: readonly Effect[]): Promise<void>;
  /**
   * Reads, decides, writes if nobody was faster, else reads and decides again.
   *
   * @throws Problem `staff-missing`, and what `decide` throws
   */
  changeAccount(id: string, decide: (account: StaffAccount) => Change<StaffAccount>): Promise<StaffAccount>;
}

/** A sign-in that lasts. Known by the hash of an opaque token (decision 0011). */
export interface Session {
  staff: string;
  startedAt: Date;
  lastSeenAt: Date;
  /** Ends then however busy it is. */
  expiresAt: Date;
}

/** Implemented in server/storage/sessionStore.ts. */
export interface SessionStore {
  insertSession(tokenHash: string, session: Session): Promise<void>;
  findSession(tokenHash: string): Promise<Session | undefined>;
  touchSession(tokenHash: string, seenAt: Date): Promise<void>;
  removeSession(tokenHash: string): Promise<void>;
  /** Every session of a person: after a new password, or when the account is closed. */
  removeSessionsOf(staff: string): Promise<void>;
}

/** Slow on purpose. Implemented in server/passwords.ts. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** With no hash (unknown account) it takes as long as with one, and is false. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}
