import type { LocalDay } from '../domain/day.ts';
import type { TallyStore } from '../domain/recount.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { SubmissionStore } from '../domain/submission.ts';
import type { LocalizedText } from '../domain/text.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { findByReceipt } from './findByReceipt.ts';
import type { Receipts } from './receipts.ts';

/** What whoever holds a receipt may know: that the answer arrived, never what it says. */
export interface LookedUp {
  receipt: Receipt;
  unit: { name: LocalizedText };
  day: LocalDay;
  /** `waiting`: the figures do not hold it yet; `kept-aside`: an admin decides, see `KeptAsideReason`. */
  status: 'counted' | 'waiting' | 'kept-aside';
}

/** @throws Problem `receipt-invalid`; `receipt-missing`, also for what was withdrawn: nothing ties its receipt to it */
export async function lookUpReceipt(
  deps: {
    submissions: SubmissionStore;
    receipts: Receipts;
    tallies: Pick<TallyStore, 'loadTallies'>;
    loadTree: () => Promise<UnitTree>;
  },
  text: string,
): Promise<LookedUp> {
  const { receipt, known } = await findByReceipt(deps, text);
  const { unit, day, version, campaign } = known.submission;
  const name = (await deps.loadTree()).nameOn(unit, day);
  if (known.kind === 'kept-aside') return { receipt, unit: { name }, day, status: 'kept-aside' };

  const [tally] = await deps.tallies.loadTallies([{ unit, version, campaign, period: day }]);
  return { receipt, unit: { name }, day, status: tally?.isFresh === true ? 'counted' : 'waiting' };
}
