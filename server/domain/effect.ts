import type { AuditEntry } from './audit.ts';

/**
 * What must follow from a change. Written into the changed document itself
 * and carried out later, at least once, idempotently by key (design, section
 * 7a; decision 0012).
 */
export type Effect = { key: string; kind: 'audit'; entry: Omit<AuditEntry, 'key'> };

/** The next state of something and what follows from it. */
export interface Change<T> {
  next: T;
  effects: readonly Effect[];
}

/** Effects that are still owed, wherever they are written. Implemented in server/storage/effects.ts. */
export interface PendingEffects {
  /** Some that are owed, oldest documents first; empty when nothing is owed. */
  findPending(limit: number): Promise<readonly PendingEffect[]>;
  /** Takes it off its document. Harmless when it has gone already. */
  remove(pending: PendingEffect): Promise<void>;
}

export interface PendingEffect {
  /** The collection and id of the document that carries it. */
  source: { collection: string; id: string };
  effect: Effect;
}
