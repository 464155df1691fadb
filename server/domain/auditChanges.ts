import type { AuditEntry } from './audit.ts';

/** A value that is longer as JSON is cut in a list; the entry keeps it whole. */
const VALUE_CHARACTERS = 400;

/** One field that an entry says something of; without `before` where it is new, without `after` where it is gone. */
export interface AuditChange {
  field: string;
  before?: unknown;
  after?: unknown;
}

/** What an entry wrote down, field by field; empty where nothing was. */
export function auditChanges({
  before = {},
  after = {},
}: Pick<AuditEntry, 'before' | 'after'>): AuditChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.map((field) => ({
    field,
    ...(before[field] === undefined ? {} : { before: short(before[field]) }),
    ...(after[field] === undefined ? {} : { after: short(after[field]) }),
  }));
}

function short(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text.length <= VALUE_CHARACTERS ? value : `${text.slice(0, VALUE_CHARACTERS)}…`;
}
