import { SETTLE_MS } from '../domain/recount.ts';

/**
 * The ranges of `dueAt` that are due at this instant of the store's clock. What
 * is due later than anything can be was written before that clock was put back.
 */
export const dueTimes = (now: Date): { $lte?: Date; $gt?: Date }[] => [
  { $lte: now },
  { $gt: new Date(now.getTime() + 2 * SETTLE_MS) },
];
