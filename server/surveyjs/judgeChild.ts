/** The process behind judgeProcess.ts: answers one request after the other, and ends with its parent. */
import type { InnerRequest, InnerVerdict } from '../domain/questionnaire/slowPath.ts';
import { judgeInside } from './judgeInside.ts';

/** `failure`: survey-core threw, which it would do again with the same answers. */
export type ChildReply = { verdicts: InnerVerdict[] } | { failure: string };

const answer = (request: InnerRequest): ChildReply => {
  try {
    return { verdicts: judgeInside(request) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
};

process.on('message', (request: InnerRequest) => {
  process.send?.(answer(request));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
