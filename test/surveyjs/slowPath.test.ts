import { afterAll, describe, expect, test } from '@jest/globals';
import { judgeAnswers } from '../../server/domain/questionnaire/slowPath.ts';
import { checkDefinition } from '../../server/surveyjs/checkDefinition.ts';
import { InnerJudgeWorker } from '../../server/surveyjs/innerJudge.ts';
import { definitionOf, type Json, question, visitScoring } from '../support/questionnaires.ts';
import { slowDefinition, slowPlan, slowQuestions } from '../support/slowSurvey.ts';

const plan = slowPlan();
const judge = new InnerJudgeWorker();
afterAll(() => judge.close());

/** What is needed so that nothing else is wrong. */
const around = { procedure: 'land', overall_rating: 4, times: { came: '08:00' } };
const verdictOn = (answers: Json) => judgeAnswers(plan, { ...around, ...answers }, judge.judge);
const keptOf = async (answers: Json) => {
  const verdict = await verdictOn(answers);
  expect(verdict.faults).toEqual([]);
  return verdict.answers;
};

describe('answers of the slow path that are in order', () => {
  test.each<[string, Json]>([
    ['entries of panels', { visits: [{ minutes: 15, reason: 'queue' }, { minutes: 0 }] }],
    ['rows that were added', { papers: [{ paper: 'Giấy khai sinh', kind: 'copy' }] }],
    ['cells of fixed rows', { waits: { desk: { pace: 'slow', why: 'đông' }, counter: { pace: 'fast' } } }],
    ['lines of text', { times: { came: '07:30', left: '08:15' } }],
    ['an order', { order: ['cost', 'speed', 'respect'] }],
    ['a place on a line', { effort: 7 }],
  ])('%s are kept as they are', async (_, answers) => {
    expect(await keptOf(answers)).toEqual({ ...around, ...answers });
  });

  test('what is hidden inside is dropped, as the page may have kept it', async () => {
    expect(
      await keptOf({
        visits: [{ minutes: 5, reason: 'queue', which: 'tờ khai' }],
        waits: { desk: { pace: 'fast', why: 'đông' } },
      }),
    ).toMatchObject({ visits: [{ minutes: 5, reason: 'queue' }], waits: { desk: { pace: 'fast' } } });
  });

  test('a question that the form around it hides is dropped with everything inside', async () => {
    const { answers, faults } = await verdictOn({ procedure: 'birth', visits: [{ minutes: 'x' }] });

    expect({ faults, answers }).toEqual({ faults: [], answers: { ...around, procedure: 'birth' } });
  });

  test('entries without a word are no answer', async () => {
    expect(await keptOf({ visits: [], papers: [{}] })).toEqual(around);
  });
});

describe('answers of the slow path that cannot be taken', () => {
  test.each<[string, Json, Json]>([
    [
      'a text for a number',
      { visits: [{ minutes: 'mười' }] },
      { entry: 1, part: 'minutes', why: 'not-a-number' },
    ],
    [
      'a number past its limit',
      { visits: [{ minutes: 601 }] },
      { entry: 1, part: 'minutes', why: 'too-large' },
    ],
    [
      'a choice that is none',
      { visits: [{ minutes: 1, reason: 'x' }] },
      { entry: 1, part: 'reason', why: 'alien-choice' },
    ],
    [
      'a field that is none',
      { papers: [{ paper: 'a', $where: '1' }] },
      { entry: 1, part: '$where', why: 'unknown-question' },
    ],
    [
      'a text that is too long',
      { visits: [{ minutes: 1, reason: 'papers', which: 'x'.repeat(41) }] },
      { entry: 1, part: 'which', why: 'too-long' },
    ],
    ['more entries than allowed', { visits: Array.from({ length: 4 }, () => ({ minutes: 1 })) }, { most: 3 }],
    ['an object in a text', { times: { came: { $gt: '' } } }, { part: 'came', why: 'wrong-type' }],
    ['half an order', { order: ['cost'] }, { part: 'order', why: 'too-few-choices' }],
    ['a place outside the line', { effort: 11 }, { part: 'effort', why: 'too-large' }],
    ['no time', { times: { came: '25:00' } }, { part: 'came', why: 'not-a-date' }],
  ])('%s', async (_, answers, limits) => {
    const { faults } = await verdictOn(answers);

    expect(faults).toEqual([{ question: Object.keys(answers)[0], reason: 'inside', limits }]);
  });

  test.each<[string, Json]>([
    ['an inner answer is missing', { visits: [{ reason: 'queue' }] }],
    ['one that a choice inside asks for is missing', { visits: [{ minutes: 1, reason: 'papers' }] }],
    ['a key is there twice', { papers: [{ paper: 'a' }, { paper: 'a' }] }],
    ['a line must be filled in', { times: { left: '09:00' } }],
  ])('SurveyJS itself objects: %s', async (_, answers) => {
    expect((await verdictOn(answers)).faults).toEqual([
      { question: Object.keys(answers)[0], reason: 'inside' },
    ]);
  });

  test.each<[Json, string]>([
    [{ visits: { 0: { minutes: 1 } } }, 'wrong-type'],
    [{ visits: [7] }, 'wrong-type'],
    [{ waits: [] }, 'wrong-type'],
    [{ waits: { elsewhere: { pace: 'fast' } } }, 'alien-row'],
    [{ times: 'x' }, 'wrong-type'],
  ])('%j is of a wrong shape', async (answers, reason) => {
    expect((await verdictOn(answers)).faults).toMatchObject([{ question: Object.keys(answers)[0], reason }]);
  });

  test('__proto__ inside changes nothing', async () => {
    const answers = JSON.parse('{"visits":[{"minutes":1,"__proto__":{"polluted":true}}]}') as Json;

    expect((await verdictOn(answers)).faults).toMatchObject([{ limits: { part: '__proto__' } }]);
    expect(({} as Json)['polluted']).toBeUndefined();
  });
});

describe('the worker', () => {
  test('a form that keeps it too long is sent away for the moment, and the next one is judged', async () => {
    const failures: string[] = [];
    const hasty = new InnerJudgeWorker({
      limitMs: 1,
      reportFailure: ({ message }) => failures.push(message),
    });
    const many = Array.from({ length: 3 }, () => ({ minutes: 1, reason: 'papers', which: 'x' }));

    await expect(judgeAnswers(plan, { ...around, visits: many }, hasty.judge)).rejects.toMatchObject({
      code: 'form-busy',
      kind: 'unavailable',
    });
    expect(failures).toEqual(['one form took longer than 1 ms']);
    await hasty.close();

    expect(await keptOf({ visits: many })).toMatchObject({ visits: many });
  });

  test('too little memory ends the worker and nothing else', async () => {
    const small = new InnerJudgeWorker({ heapMb: 4, reportFailure: () => undefined });

    await expect(judgeAnswers(plan, around, small.judge)).rejects.toMatchObject({ code: 'form-busy' });
    await small.close();
  });

  test('when too many wait, the next one is sent away', async () => {
    const short = new InnerJudgeWorker({ longestQueue: 1 });
    const first = judgeAnswers(plan, around, short.judge);
    const second = judgeAnswers(plan, around, short.judge);

    await expect(second).rejects.toMatchObject({ code: 'form-busy' });
    expect((await first).faults).toEqual([]);
    await short.close();
  });

  test('ends when nothing comes, and starts again when something does', async () => {
    const brief = new InnerJudgeWorker({ idleMs: 1 });
    await judgeAnswers(plan, around, brief.judge);
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect((await judgeAnswers(plan, around, brief.judge)).faults).toEqual([]);
    await brief.close();
  });

  test('a form without such questions never wakes it', async () => {
    const { pages } = plan;
    const fast = { ...plan, pages: pages.slice(0, 1) };
    const never = () => Promise.reject(new Error('asked'));

    expect((await judgeAnswers(fast, { overall_rating: 4 }, never)).faults).toEqual([]);
  });
});

describe('publication', () => {
  const errorsOf = (element: Json) =>
    checkDefinition({ definition: definitionOf(element), scoring: visitScoring() })
      .filter(({ severity, path }) => severity === 'error' && !path.startsWith('/scoring'))
      .map(({ path, message }) => `${path} ${message}`);
  const inside = '/definition/pages/0/elements/0';

  test('says of each type of the slow path what it costs, and has nothing against it', () => {
    const objections = checkDefinition({ definition: slowDefinition(), scoring: visitScoring() });

    expect(objections.map(({ severity, message }) => `${severity} ${message}`)).toEqual(
      Object.values(slowQuestions).map(
        ({ name, type }) =>
          `warning Question "${name}" is a ${type}: its page loads SurveyJS (some 400 KB), and nobody can answer it without JavaScript.`,
      ),
    );
  });

  test.each<[string, Json, string]>([
    [
      'HTML inside',
      { ...slowQuestions.visits, templateElements: [{ type: 'html', name: 'h', html: '<b>x</b>' }] },
      `${inside}/templateElements/0/type Type "html" carries HTML`,
    ],
    [
      'a panel inside a panel that grows too',
      { ...slowQuestions.visits, templateElements: [{ ...slowQuestions.papers }] },
      `${inside}/templateElements/0/type A paneldynamic can hold ordinary questions and panels, but no "matrixdynamic"`,
    ],
    [
      'a remote list of choices in a cell',
      {
        ...slowQuestions.papers,
        columns: [{ name: 'a', title: 'A', cellType: 'dropdown', choicesByUrl: { url: 'http://x' } }],
      },
      `${inside}/columns/0/choicesByUrl Property "choicesByUrl" fetches choices`,
    ],
    [
      'an unsafe pattern in a line',
      {
        ...slowQuestions.times,
        items: [{ name: 'a', title: 'A', validators: [{ type: 'regex', regex: '^(a+)+$' }] }],
      },
      `${inside}/items/0/validators/0/regex The pattern ^(a+)+$ can be made to run for hours`,
    ],
    [
      'two columns of one name',
      {
        ...slowQuestions.papers,
        columns: [
          { name: 'aB', title: 'A' },
          { name: 'ab', title: 'B' },
        ],
      },
      `${inside}/columns/1/name The name "ab" is used twice`,
    ],
    [
      'nothing inside',
      { ...slowQuestions.papers, columns: [] },
      `${inside}/columns Question "papers" has 0 columns`,
    ],
    [
      'more entries than SurveyJS can bear',
      { ...slowQuestions.papers, maxRowCount: 51 },
      'may become 51 entries of 2 answers; allow at most 50',
    ],
    [
      'a condition that cannot be read',
      { ...slowQuestions.visits, templateVisibleIf: '{a' },
      `${inside}/templateVisibleIf The expression "{a" cannot be read`,
    ],
    [
      'a function that does not exist',
      { ...slowQuestions.visits, templateVisibleIf: 'stealCookies({a})' },
      'There is no function "stealCookies" in SurveyJS',
    ],
    [
      'a placeholder',
      { ...slowQuestions.visits, templateTitle: 'Chào {name}' },
      `${inside}/templateTitle The text has a placeholder "{name}"`,
    ],
    [
      'a preset answer',
      { ...slowQuestions.papers, defaultRowValue: { paper: 'x' } },
      'Property "defaultRowValue" of a matrixdynamic is not supported',
    ],
    [
      'a column without a title',
      { ...slowQuestions.papers, columns: [{ name: 'a' }] },
      'Question "a" has no title',
    ],
  ])('refuses %s', (_, element, sentence) => {
    expect(errorsOf(element)).toContainEqual(expect.stringContaining(sentence));
  });

  test('a condition may ask whether such a question is answered, and how long its list is', () => {
    const condition = (visibleIf: string) =>
      checkDefinition({
        definition: definitionOf(
          question('paneldynamic', 'kids', {
            templateElements: [question('text', 'age')],
          }),
          question('text', 'more', { visibleIf }),
        ),
        scoring: visitScoring(),
      })
        .filter(({ severity, path }) => severity === 'error' && path.endsWith('visibleIf'))
        .map(({ message }) => message);

    expect(condition('{kids} notempty and {kids.length} > 1')).toEqual([]);
    expect(condition('{kids[0].age} > 1')).toEqual([
      expect.stringContaining('has a position, which only a checkbox has'),
    ]);
    expect(condition('{kids.age} > 1')).toEqual([
      expect.stringContaining('looks into a paneldynamic; only whether it is answered'),
    ]);
  });

  test('a criterion cannot be a question of the slow path', () => {
    const scoring = visitScoring();
    const [first, ...others] = scoring.criteria;
    const objections = checkDefinition({
      definition: slowDefinition(),
      scoring: { ...scoring, criteria: [{ ...first!, question: 'effort', row: undefined }, ...others] },
    });

    expect(objections.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('takes question "effort", a slider, which has no single level'),
    );
  });
});
