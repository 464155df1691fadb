/** What both halves of the compiler read in the same way. */
import type { ChoiceValue } from '../domain/questionnaire/plan.ts';
import { isJsonObject, type Json } from './objections.ts';

/** Where the definition does not say how long an answer may be. */
export const LONGEST = { text: 500, comment: 4000, other: 500 } as const;

/** An entry of choices, rows or columns. */
export interface Item {
  value: ChoiceValue;
  json: Json;
}

/** An entry of choices, rows or columns: `{ value, text }` or the bare value. */
export const itemOf = (entry: unknown): Item =>
  isJsonObject(entry)
    ? { value: entry['value'] as ChoiceValue, json: entry }
    : { value: entry as ChoiceValue, json: {} };

export const positive = <Key extends string>(key: Key, value: unknown) =>
  (typeof value === 'number' && value > 0 ? { [key]: value } : {}) as { [K in Key]?: number };

export const number = <Key extends string>(key: Key, value: unknown) =>
  (typeof value === 'number' ? { [key]: value } : {}) as { [K in Key]?: number };
