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
  /** Some that are owed, oldest documents first, without those of some documents; empty when nothing else is owed. */
  findPending(limit: number, except?: readonly EffectSource[]): Promise<readonly PendingEffect[]>;
  /** Takes it off its document. Harmless when it has gone already. */
  remove(pending: PendingEffect): Promise<void>;
}

/** The collection and id of the document that carries an effect. */
export interface EffectSource {
  collection: string;
  id: string;
}

export interface PendingEffect {
  source: EffectSource;
  effect: Effect;
}
