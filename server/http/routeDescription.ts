import { z } from 'zod';

/** What `/api/v1/openapi.json` says of one route. Stands beside the route; a test finds routes without one. */
export interface RouteDescription {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`, as Express writes it: `/collectors/:code`. */
  path: string;
  summary: string;
  audience: 'anyone' | 'staff';
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  responses: Readonly<Record<number, { description: string; schema?: z.ZodType; type?: string }>>;
}

export const dayText = z.iso.date().meta({ description: 'A day in Việt Nam, YYYY-MM-DD' });

/** Controls, ends of lines, and marks that turn the order of letters around: printed, they say something else than they are. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** A name that is shown and printed. Khmer has invisible spaces between its words, so those may stay. */
export const lineOfText = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => VISIBLE.test(text) && !UNPRINTABLE.test(text), {
      message: 'must be one visible line without control characters',
    });

/** Texts by language code; Vietnamese is always there. */
export const localizedText = z
  .record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/), lineOfText(500))
  .refine((text) => text['vi'] !== undefined, { message: 'must have a Vietnamese text (vi)' });

export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'must be 1 to 80 lower-case letters, digits or hyphens');

export const unitId = z.string().min(1).max(120);
export const moment = z.iso.datetime();
