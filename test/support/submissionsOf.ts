import { randomUUID } from 'node:crypto';
import type { Submission } from '../../server/domain/submission.ts';

/** So many submissions; what a test does not say does not matter. Every field a query filters on can be said. */
export function submissionsOf(howMany: number, fields: Partial<Submission> = {}): Submission[] {
  return Array.from({ length: howMany }, () => ({
    id: randomUUID(),
    version: 'small@1',
    campaign: 'round',
    collector: 'AAAAA',
    channel: 'qr',
    unit: 'land-office',
    day: '2025-06-30',
    receivedAt: new Date('2025-06-30T03:00:00Z'),
    answers: { staff: { polite: 5 } },
    locale: 'vi',
    quality: { tooFast: false, straightLined: false },
    receiptHash: randomUUID(),
    ...fields,
  }));
}
