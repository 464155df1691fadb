/** The trace of changes: who did what to what, when, with what before and after (design, section 9). */
import type { UnitId } from './unit.ts';

export interface AuditEntry {
  /** Made with the change; an entry is taken in once per key, however often it is handed over. */
  key: string;
  at: Date;
  actor: AuditActor;
  /** `campaign-changed`, `draft-saved`, …: a noun and what happened to it. */
  action: string;
  subject: { kind: AuditSubject; id: string };
  /** The unit whose readers may see the entry. */
  unit: UnitId;
  /** What it was and what it is. Never answers, never passwords or tokens. */
  before?: Readonly<Record<string, unknown>>;
  after?: Readonly<Record<string, unknown>>;
}

/** A member of staff; or the platform itself (seeding, a citizen's withdrawal, an operator's script). */
export type AuditActor = { kind: 'staff'; id: string; name: string } | { kind: 'system'; name: string };

export type AuditSubject = 'campaign' | 'collector' | 'staff' | 'submission' | 'survey' | 'unit' | 'report';

/** What services need to leave a trace. Implemented in server/storage/auditStore.ts. */
export interface AuditLog {
  /** Idempotent by key. Resolves when the entry is stored. */
  append(entry: AuditEntry): Promise<void>;
}

/** An entry as it stands in the chain. */
export interface ChainedEntry extends AuditEntry {
  /** 1, 2, 3, … without a gap. */
  sequence: number;
}

export interface AuditReader {
  /** Newest first; only entries of the given units where they are given. */
  listEntries(query: { limit: number; units?: readonly UnitId[] }): Promise<readonly ChainedEntry[]>;
}

/** One thing that is wrong with the chain. */
export interface ChainFault {
  sequence: number;
  /** missing: no such entry · edited: its content is not what was written · broken: it does not follow its predecessor. */
  fault: 'missing' | 'edited' | 'broken';
}

export interface AuditVerifier {
  /** Walks the whole chain; no faults: nothing is missing or edited. */
  verifyAudit(): Promise<{ entries: number; faults: readonly ChainFault[] }>;
}
