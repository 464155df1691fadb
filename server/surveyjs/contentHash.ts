import { createHash } from 'node:crypto';

/** SHA-256, hexadecimal, over the canonical JSON of definition and scoring: keys sorted, no spaces. */
export const contentHash = (definition: unknown, scoring: unknown): string =>
  createHash('sha256').update(canonicalJson({ definition, scoring })).digest('hex');

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
}
