import type { AuditEntry } from './audit.ts';

/** A value longer than this is cut in a summary; the entry keeps it whole. */
const VALUE_CHARACTERS = 80;

/** What changed in one line: `isOpen: true → false; until: – → 2025-07-01`. Empty where nothing was written down. */
export function auditSummary({ before = {}, after = {} }: Pick<AuditEntry, 'before' | 'after'>): string {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const isNew = Object.keys(before).length === 0;
  return fields
    .map((field) =>
      isNew
        ? `${field}: ${printed(after[field])}`
        : `${field}: ${printed(before[field])} → ${printed(after[field])}`,
    )
    .join('; ');
}

function printed(value: unknown): string {
  if (value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= VALUE_CHARACTERS ? text : `${text.slice(0, VALUE_CHARACTERS - 1)}…`;
}
