import { problems } from '../domain/problem.ts';
import { readReceipt, type Receipt } from '../domain/receipt.ts';
import type { KnownSubmission, SubmissionStore } from '../domain/submission.ts';
import type { Receipts } from './receipts.ts';

/**
 * The submission behind a receipt, however it was typed.
 *
 * @throws Problem `receipt-invalid`, `receipt-missing`
 */
export async function findByReceipt(
  { submissions, receipts }: { submissions: SubmissionStore; receipts: Receipts },
  text: string,
): Promise<{ receipt: Receipt; known: Exclude<KnownSubmission, { kind: 'withdrawn' }> }> {
  const receipt = readReceipt(text);
  if (receipt === undefined) throw problems.receiptInvalid();
  const known = await submissions.findByReceipt(receipts.hashOf(receipt));
  if (known === undefined) throw problems.receiptMissing();
  return { receipt, known };
}
