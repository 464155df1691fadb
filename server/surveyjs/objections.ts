import type { Objection } from '../domain/questionnaire/objection.ts';

/** Gathers objections; `at` builds the JSON pointer. */
export class ObjectionList {
  readonly all: Objection[] = [];

  error(path: string, message: string): void {
    this.all.push({ severity: 'error', path, message });
  }

  warning(path: string, message: string): void {
    this.all.push({ severity: 'warning', path, message });
  }

  /** A text that is missing in a language. */
  gap(path: string, message: string): void {
    this.all.push({ severity: 'warning', path, message, isGap: true });
  }

  get hasErrors(): boolean {
    return this.all.some(({ severity }) => severity === 'error');
  }
}

/** `/definition/pages/0` + `elements` + 2 → `/definition/pages/0/elements/2`. */
export const at = (path: string, ...keys: (string | number)[]): string =>
  [path, ...keys.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');

/** A name or value of somebody's definition inside one of our sentences: quoted, and not for ever. */
export const quoted = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
};

export type Json = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
