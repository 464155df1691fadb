import { randomUUID } from 'node:crypto';
import type { AuditActor, AuditEntry } from '../domain/audit.ts';
import type { Effect } from '../domain/effect.ts';
import type { Actor } from '../domain/staff.ts';

/** The effect that leaves a trace of a change, with a key of its own. */
export const auditEffect = (entry: Omit<AuditEntry, 'key'>): Effect => ({
  key: randomUUID(),
  kind: 'audit',
  entry,
});

export const actorOf = ({ id, name }: Pick<Actor, 'id' | 'name'>): AuditActor => ({
  kind: 'staff',
  id,
  name,
});

/** The fields that differ, as they were and as they are; compared as JSON. */
export function differenceOf(
  before: object,
  after: object,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const old = before as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]),
  );
  const pick = (from: Record<string, unknown>) =>
    Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));
  return { before: pick(old), after: pick(now) };
}
