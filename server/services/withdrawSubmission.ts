import { createHash } from 'node:crypto';
import { toTheMinute } from '../domain/admission.ts';
import type { AuditLog } from '../domain/audit.ts';
import type { SubmissionStore } from '../domain/submission.ts';
import { withRank } from '../domain/tallyTree.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { findByReceipt } from './findByReceipt.ts';
import type { Receipts } from './receipts.ts';
import type { TallyMarks } from './tallyMarks.ts';
import type { WithdrawalsFile } from './withdrawalsFile.ts';

/**
 * Takes an answer back: it leaves nothing but its id, and the figures follow.
 *
 * The list outside the database and the audit line come first, both harmless
 * when a crash makes the person try again; the mark around the replacement
 * keeps the tally due until it has been counted without the answer.
 *
 * @throws Problem `receipt-invalid`, `receipt-missing`
 */
export async function withdrawSubmission(
  deps: {
    submissions: SubmissionStore;
    receipts: Receipts;
    withdrawals: WithdrawalsFile;
    audit: AuditLog;
    marks: TallyMarks;
    loadTree: () => Promise<UnitTree>;
    now: () => Date;
  },
  text: string,
): Promise<void> {
  const { receipt, known } = await findByReceipt(deps, text);
  const { id, unit, day, version, campaign } = known.submission;

  await deps.withdrawals.append(id);
  // The key is the same for every attempt, and tells nobody which submission it was.
  const key = createHash('sha256').update(deps.receipts.hashOf(receipt)).digest('base64url').slice(0, 22);
  await deps.audit.append({
    key: `submission-withdrawn-${key}`,
    at: toTheMinute(deps.now()),
    actor: { kind: 'system', name: 'citizen' },
    action: 'submission-withdrawn',
    subject: { kind: 'submission', id: key },
    unit,
  });

  // Also of what is kept aside: it may have been taken in, and counted, since it was looked up.
  const tally = withRank(await deps.loadTree(), { unit, version, campaign, period: day });
  await deps.marks.before([tally]);
  await deps.submissions.replaceByTombstone(id).finally(() => {
    deps.marks.after([tally]);
  });
}
