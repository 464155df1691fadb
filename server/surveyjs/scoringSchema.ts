import { z } from 'zod';
import type { Scoring } from '../domain/scoring.ts';
import { at, type ObjectionList } from './objections.ts';

/** `sipas-service@2023-1`: the survey, the year, the how-manieth of that year. */
export const VERSION = /^[a-z][a-z0-9-]{0,59}@\d{4}-[1-9]\d{0,3}$/;

const key = z.string().regex(/^[a-z][A-Za-z0-9_]*(\.[a-z][A-Za-z0-9_]*)*$/, {
  error: 'is no key; write small words joined by points, like access.seats',
});
const name = z.string().min(1).max(60);
const TEXT = 'must be one text per language, like { "vi": "…", "en": "…" }';
const text = z
  .record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/), z.string().min(1), { error: TEXT })
  .refine((texts) => Object.keys(texts).length > 0, TEXT);
const value = z.union([z.string(), z.number(), z.boolean()]);
const confidence = z.enum(['C', 'M', 'U']);
const level = z.number().int().min(0).max(100);

const scoring = z.strictObject({
  $comment: z.string().optional(),
  version: z.string().regex(VERSION, { error: 'is no version; write it like sipas-service@2023-1' }),
  method: z.strictObject({
    id: name,
    name: text,
    validFrom: z.iso.date(),
    validUntil: z.iso.date().optional(),
    source: text,
    confidence,
  }),
  scales: z.record(
    name,
    z.strictObject({
      levels: z.array(level).min(2).max(20),
      satisfied: z.array(level),
      values: z.array(z.strictObject({ value, level })).min(1).max(100),
      unscored: z.array(value).max(20),
      labels: z.record(z.string(), text),
    }),
  ),
  criteria: z
    .array(
      z.strictObject({
        key,
        factor: name,
        label: text,
        question: name,
        row: name.optional(),
        scale: name,
        confidence,
        missing: z.literal('unscored'),
      }),
    )
    .min(1)
    .max(500),
  factors: z.array(z.strictObject({ key: name, part: name, label: text, rule: z.literal('pooled') })).min(1),
  index: z.discriminatedUnion('rule', [
    z.strictObject({ rule: z.literal('none') }),
    z.strictObject({
      rule: z.literal('weightedMean'),
      weights: z.array(z.strictObject({ factor: name, weight: z.number().positive() })).min(1),
      confidence,
      source: text,
    }),
  ]),
  procedureQuestion: name.optional(),
  countedQuestions: z.array(name).max(150),
});

/** Reads a scoring, or says in one objection per place what is not as it must be. */
export function readScoring(input: unknown, path: string, objections: ObjectionList): Scoring | undefined {
  const result = scoring.safeParse(input);
  // JSON knows no `undefined`, so zod's optional fields are ours
  if (result.success) return result.data as Scoring;

  for (const issue of result.error.issues.slice(0, 50)) {
    const where = at(path, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part))));
    objections.error(
      issue.path.length === 0 ? path : where,
      `The scoring is not as it must be at ${issue.path.join('.') || 'its root'}: ${issue.message}.`,
    );
  }
  return undefined;
}
