import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { judgeAnswers } from '../../server/domain/questionnaire/slowPath.ts';
import { JudgeProcess } from '../../server/surveyjs/judgeProcess.ts';
import { slowPlan } from '../support/slowSurvey.ts';

const plan = slowPlan();
const around = { procedure: 'land', overall_rating: 4, times: { came: '08:00' } };

/** A process that was killed stays a zombie until its end has been noticed. */
function isRunning(pid: number | undefined): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describe('the process that judges', () => {
  test('a form that keeps it too long is sent away for the moment, and the next one is judged', async () => {
    const failures: string[] = [];
    const hasty = new JudgeProcess({
      limitMs: 1,
      reportFailure: ({ message }) => failures.push(message),
    });
    const many = Array.from({ length: 3 }, () => ({ minutes: 1, reason: 'papers', which: 'x' }));

    await expect(judgeAnswers(plan, { ...around, visits: many }, hasty.judge)).rejects.toMatchObject({
      code: 'form-busy',
      kind: 'unavailable',
    });
    expect(failures).toEqual(['one form took longer than 1 ms']);
    hasty.close();

    const patient = new JudgeProcess();
    const { faults } = await judgeAnswers(plan, { ...around, visits: many }, patient.judge);
    expect(faults).toEqual([]);
    patient.close();
  });

  test('too little memory ends it and nothing else', async () => {
    const small = new JudgeProcess({ heapMb: 4, reportFailure: () => undefined });

    await expect(judgeAnswers(plan, around, small.judge)).rejects.toMatchObject({ code: 'form-busy' });
    small.close();
  });

  test('when too many wait, the next one is sent away', async () => {
    const short = new JudgeProcess({ longestQueue: 1 });
    const first = judgeAnswers(plan, around, short.judge);
    const second = judgeAnswers(plan, around, short.judge);

    await expect(second).rejects.toMatchObject({ code: 'form-busy' });
    expect((await first).faults).toEqual([]);
    short.close();
  });

  test('ends when nothing comes, and starts again when something does', async () => {
    const brief = new JudgeProcess({ idleMs: 50 });
    await judgeAnswers(plan, around, brief.judge);
    const { pid } = brief;
    expect(isRunning(pid)).toBe(true);
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));

    expect((await judgeAnswers(plan, around, brief.judge)).faults).toEqual([]);
    brief.close();
  });

  test('a form that waits too long for its turn is sent away, and does not come up later', async () => {
    const failures: string[] = [];
    const impatient = new JudgeProcess({
      patienceMs: 1,
      reportFailure: ({ message }) => failures.push(message),
    });

    await expect(judgeAnswers(plan, around, impatient.judge)).rejects.toMatchObject({ code: 'form-busy' });
    impatient.close();
    expect(failures).toEqual([]);
  });

  test('what survey-core fails on is a bug of ours, and the process goes on', async () => {
    const judge = new JudgeProcess();
    const broken = { name: 'q', json: null as never, value: 1 };

    await expect(judge.judge({ questions: [broken], answers: {} })).rejects.toThrow(
      'survey-core failed on a form: Cannot read properties of null',
    );
    expect((await judgeAnswers(plan, around, judge.judge)).faults).toEqual([]);
    judge.close();
  });

  test('a form without such questions never wakes it', async () => {
    const { pages } = plan;
    const fast = { ...plan, pages: pages.slice(0, 1) };
    const never = () => Promise.reject(new Error('asked'));

    expect((await judgeAnswers(fast, { overall_rating: 4 }, never)).faults).toEqual([]);
  });
});
