import { createHmac, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { localDayOf } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';

export interface SubmissionLimitOptions {
  windowSeconds: number;
  /** New submissions per window from one address: an office's Wi-Fi, or a whole mobile network, is one. */
  perAddress: number;
  perCollector: number;
}

/** Twenty a second for five minutes on end: no office is as busy, and no flood gets through. */
const DEFAULTS: SubmissionLimitOptions = { windowSeconds: 300, perAddress: 6_000, perCollector: 6_000 };

export interface SubmissionLimits {
  /** @throws Problem `too-many-requests` with the seconds to wait */
  admit(from: { address: string; collector: string }): Promise<void>;
}

/**
 * Limits new submissions, in this process only: counting in the store would
 * cost more than the submission it guards. Addresses are hashed under a key
 * that is thrown away every day.
 */
export function createSubmissionLimits(
  now: () => Date,
  { windowSeconds, perAddress, perCollector }: SubmissionLimitOptions = DEFAULTS,
): SubmissionLimits {
  const byAddress = new RateLimiterMemory({ points: perAddress, duration: windowSeconds });
  const byCollector = new RateLimiterMemory({ points: perCollector, duration: windowSeconds });
  let dayKey = { day: '', key: randomBytes(32) };

  const hashOf = (address: string): string => {
    const day = localDayOf(now());
    if (dayKey.day !== day) dayKey = { day, key: randomBytes(32) };
    return createHmac('sha256', dayKey.key).update(address).digest('base64url');
  };

  return {
    async admit({ address, collector }) {
      try {
        await byAddress.consume(hashOf(address));
        await byCollector.consume(collector);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw problems.tooManyRequests(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
      }
    },
  };
}
