import type { z } from 'zod';
import { problems } from '../domain/problem.ts';

/** Turns untrusted input into a typed value, or throws Problem `request-invalid` with every fault found. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw problems.requestInvalid(
    result.error.issues.map((issue) => {
      const path = issue.path.map(String).join('.');
      return path === '' ? issue.message : `${path}: ${issue.message}`;
    }),
  );
}
