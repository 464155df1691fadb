import { afterAll, describe, expect, test } from '@jest/globals';
import { judgeAnswers } from '../../../server/domain/questionnaire/slowPath.ts';
import { JudgeProcess } from '../../../server/surveyjs/judgeProcess.ts';
import { type Json, planOf, question } from '../../support/questionnaires.ts';
import { slowPlan } from '../../support/slowSurvey.ts';

const plan = slowPlan();
const judge = new JudgeProcess();
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
    ).toEqual({ ...around, visits: [{ minutes: 5, reason: 'queue' }], waits: { desk: { pace: 'fast' } } });
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
    ['a number is past its limit', { visits: [{ minutes: 601 }] }],
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

describe('what SurveyJS shows inside is what is asked of the answer', () => {
  const verdictOf = (element: Json, answer: unknown) =>
    judgeAnswers(planOf(element), answer === undefined ? {} : { q: answer }, judge.judge);
  const kids = (...templateElements: Json[]) => question('paneldynamic', 'q', { templateElements });
  const isX = { visibleIf: "{panel.a} = 'x'" };

  test.each<[string, Json, Json]>([
    [
      'a minimum of ticks in a hidden checkbox',
      question('checkbox', 'b', { choices: [1, 2, 3], minSelectedChoices: 2, ...isX }),
      { b: [1, 2] },
    ],
    [
      'every row of a hidden matrix',
      question('matrix', 'b', { rows: ['r', 's'], columns: [1, 2], eachRowRequired: true, ...isX }),
      { b: { r: 1, s: 2 } },
    ],
  ])('%s', async (_, hidden, filled) => {
    const element = kids(question('text', 'a'), hidden);

    expect((await verdictOf(element, [{ a: 'y' }])).faults).toEqual([]);
    expect((await verdictOf(element, [{ a: 'x', ...filled }])).faults).toEqual([]);
    // shown, it is asked for
    expect(
      (await verdictOf(element, [{ a: 'x', b: Array.isArray(filled['b']) ? [1] : { r: 1 } }])).faults,
    ).toEqual([{ question: 'q', reason: 'inside' }]);
  });

  test('a ranking of which some choices are hidden is ranked without them', async () => {
    const element = question('ranking', 'q', {
      choices: ['a', { value: 'b', visibleIf: 'false' }, 'c'],
    });

    expect(await verdictOf(element, ['c', 'a'])).toEqual({ faults: [], answers: { q: ['c', 'a'] } });
  });

  test.each(['matrixdynamic', 'paneldynamic'])(
    'entries of a %s that SurveyJS shows at first and somebody removed do not come back',
    async (type) => {
      const inner = [{ type: 'text', cellType: 'text', name: 'a', title: 'A', isRequired: true }];
      const element =
        type === 'matrixdynamic'
          ? question(type, 'q', { columns: inner.map(({ type: _, ...column }) => column) })
          : question(type, 'q', {
              panelCount: 1,
              templateElements: inner.map(({ cellType: _, ...one }) => one),
            });

      expect(await verdictOf(element, undefined)).toEqual({ faults: [], answers: {} });
    },
  );

  test('a field has the length that is allowed, also where the definition says none', async () => {
    const element = question('multipletext', 'q', { items: [{ name: 'a', title: 'A' }] });
    const { pages } = planOf(element);

    // 500 letters for a line, see LONGEST in server/surveyjs/compilePlan.ts
    expect(pages[0]?.elements[0]).toMatchObject({ json: { items: [{ name: 'a', maxLength: 500 }] } });
    expect((await verdictOf(element, { a: 'x'.repeat(501) })).faults).toMatchObject([
      { limits: { part: 'a', why: 'too-long' } },
    ]);
  });

  test('hidden cells are emptied as hidden fields are, one after the other', async () => {
    const chain = kids(
      question('text', 'c', { visibleIf: '{panel.b} notempty' }),
      question('text', 'b', { visibleIf: "{panel.a} = '1'" }),
      question('text', 'a'),
      question('text', 'd', { visibleIf: '{panel.b} empty', isRequired: true }),
    );
    const rows = question('matrixdynamic', 'q', {
      rowCount: 0,
      columns: [
        { name: 'a', title: 'A', cellType: 'text' },
        { name: 'b', title: 'B', cellType: 'text', visibleIf: "{row.a} = '1'" },
      ],
    });

    expect(await verdictOf(chain, [{ a: '2', b: 'x', c: 'y', d: 'z' }])).toEqual({
      faults: [],
      answers: { q: [{ a: '2', d: 'z' }] },
    });
    expect((await verdictOf(chain, [{ a: '2', b: 'x' }])).faults).toEqual([
      { question: 'q', reason: 'inside' },
    ]);
    expect((await verdictOf(rows, [{ a: '2', b: 'x' }])).answers).toEqual({ q: [{ a: '2' }] });
  });

  test('words beside a choice stay only where "other" is chosen, and not without end', async () => {
    const element = kids(question('radiogroup', 'r', { choices: ['a'], showOtherItem: true }));

    expect((await verdictOf(element, [{ r: 'a', 'r-Comment': 'x' }])).answers).toEqual({ q: [{ r: 'a' }] });
    expect((await verdictOf(element, [{ r: 'other', 'r-Comment': 'x' }])).answers).toEqual({
      q: [{ r: 'other', 'r-Comment': 'x' }],
    });
    // 500 letters, see LONGEST in server/surveyjs/compilePlan.ts
    expect((await verdictOf(element, [{ r: 'other', 'r-Comment': 'x'.repeat(501) }])).faults).toMatchObject([
      { limits: { part: 'r', why: 'too-long' } },
    ]);
  });

  test('a question that is seen only because another one was emptied is judged too', async () => {
    const plan = planOf(
      kids(question('text', 'a', { visibleIf: 'false' })),
      question('multipletext', 'then', {
        visibleIf: '{q} empty',
        items: [
          { name: 'must', title: 'M', isRequired: true },
          { name: 'may', title: 'N' },
        ],
      }),
    );

    const { faults } = await judgeAnswers(plan, { q: [{ a: 'hidden' }], then: { may: 'x' } }, judge.judge);

    expect(faults).toEqual([{ question: 'then', reason: 'inside' }]);
  });

  test('cleaned answers are judged the same again', async () => {
    const first = await verdictOn({
      visits: [{ minutes: 5, reason: 'queue', which: 'tờ khai' }],
      waits: { desk: { pace: 'fast', why: 'đông' } },
      papers: [{ paper: 'a' }, { paper: 'b', kind: 'copy' }],
    });

    expect(first.faults).toEqual([]);
    expect(await judgeAnswers(plan, first.answers, judge.judge)).toEqual(first);
  });
});
