/**
 * A process that submits, or recounts, and kills itself with SIGKILL at a named
 * step. Run by steps.test.ts:
 *
 *   node --import tsx test/crash/dieAt.ts URI STEP SETTLE_MS
 */
import { randomUUID } from 'node:crypto';
import { createTallyMarks } from '../../server/services/tallyMarks.ts';
import { recountTallies } from '../../server/services/recountTallies.ts';
import { submitAnswers } from '../../server/services/submitAnswers.ts';
import { connectStore } from '../../server/storage/connect.ts';
import { submitWorld } from '../support/submitWorld.ts';

const [uri = '', step = '', settleMs = ''] = process.argv.slice(2);
const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('this line is never reached');
};

const connection = await connectStore(uri);
const { submit, deps } = submitWorld(connection, { settleMs: Number(settleMs) });
const { tallies } = deps;

let marks = 0;
const dyingMarks = createTallyMarks({
  markTallies: async (keys) => {
    await tallies.markTallies(keys);
    marks += 1;
    if (step === 'after the first mark' && marks === 1) die();
    if (step === 'after the second mark' && marks === 2) die();
  },
  reportBug: (error) => {
    throw error;
  },
});

await submitAnswers(
  {
    ...submit,
    marks: dyingMarks,
    submissions: {
      ...submit.submissions,
      async insertSubmission(submission) {
        const isNew = await submit.submissions.insertSubmission(submission);
        if (step === 'after the insert') die();
        return isNew;
      },
    },
  },
  {
    id: randomUUID(),
    collector: 'AAAAA',
    version: 'small@1',
    locale: 'vi',
    answers: { staff: { polite: 5 } },
  },
  () => Promise.resolve(),
);
await dyingMarks.flush();

let writes = 0;
await recountTallies({
  ...deps,
  tallies: {
    ...tallies,
    async markTallies(keys) {
      await tallies.markTallies(keys);
      if (step === 'recount: after the mark above') die();
    },
    async writeRecounts(...args) {
      if (step === 'recount: after counting') die();
      await tallies.writeRecounts(...args);
      writes += 1;
      if (step === 'recount: between child and parent' && writes === 1) die();
      if (step === 'recount: half way up' && writes === 2) die();
    },
  },
});
throw new Error(`there is no step "${step}"`);
