import { describe, expect, test } from '@jest/globals';
import { validateAnswers, validatePage } from '../../../server/domain/questionnaire/validate.ts';
import { planOf, question } from '../../support/questionnaires.ts';

const choices = ['land', 'birth', 3];

// Everything in this block is stored by survey-core without a word (stack.md), so its model cannot be the judge.
describe('what survey-core does not check', () => {
  test.each([
    ['a choice that is not there', question('radiogroup', 'q', { choices }), 'tax', 'alien-choice'],
    ['a number where the choice is text', question('radiogroup', 'q', { choices: ['1'] }), 1, 'alien-choice'],
    ['text where the choice is a number', question('radiogroup', 'q', { choices }), '3', 'alien-choice'],
    ['a choice in other capitals', question('dropdown', 'q', { choices }), 'LAND', 'alien-choice'],
    ['a rating outside the scale', question('rating', 'q'), 6, 'alien-choice'],
    ['a rating between two steps', question('rating', 'q'), 4.5, 'alien-choice'],
    ['a boolean as text', question('boolean', 'q'), 'true', 'alien-choice'],
    ['an object in a text question', question('text', 'q'), { $gt: '' }, 'wrong-type'],
    ['a list in a comment', question('comment', 'q'), ['a'], 'wrong-type'],
    ['a number in a text question', question('text', 'q'), 12, 'wrong-type'],
    ['text in a number question', question('text', 'q', { inputType: 'number' }), '12', 'not-a-number'],
    ['a list in a radiogroup', question('radiogroup', 'q', { choices }), ['land'], 'wrong-type'],
    ['text in a checkbox', question('checkbox', 'q', { choices }), 'land', 'wrong-type'],
    [
      'an alien choice in a checkbox',
      question('checkbox', 'q', { choices }),
      ['land', 'tax'],
      'alien-choice',
    ],
    ['the same tick twice', question('checkbox', 'q', { choices }), ['land', 'land'], 'duplicate-choice'],
    [
      'more ticks than allowed',
      question('checkbox', 'q', { choices, maxSelectedChoices: 1 }),
      ['land', 'birth'],
      'too-many-choices',
    ],
    [
      '"none" beside another tick',
      question('checkbox', 'q', { choices, showNoneItem: true }),
      ['none', 'land'],
      'exclusive-choice',
    ],
    ['text longer than its field', question('text', 'q', { maxLength: 3 }), 'bốn chữ', 'too-long'],
    ['a comment longer than its field', question('comment', 'q', { maxLength: 3 }), 'bốn chữ', 'too-long'],
    ['a day that does not exist', question('text', 'q', { inputType: 'date' }), '2026-02-30', 'not-a-date'],
    ['a day of no leap year', question('text', 'q', { inputType: 'date' }), '2100-02-29', 'not-a-date'],
    ['a month that does not exist', question('text', 'q', { inputType: 'month' }), '2026-13', 'not-a-date'],
    ['a time that does not exist', question('text', 'q', { inputType: 'time' }), '24:00', 'not-a-date'],
  ])('%s is refused', (_, element, answer, reason) => {
    const { faults } = validateAnswers(planOf(element), { q: answer });

    expect(faults).toMatchObject([{ question: 'q', reason }]);
  });

  const matrix = question('matrix', 'm', { rows: ['seats', 'signs'], columns: [1, 2] });

  test.each([
    ['a row that is not there', { seats: 1, desks: 1 }, { row: 'desks', reason: 'alien-row' }],
    ['a column that is not there', { seats: 9 }, { row: 'seats', reason: 'alien-choice' }],
    ['a cell that is no value', { seats: { $ne: 1 } }, { row: 'seats', reason: 'wrong-type' }],
    ['a list', [1, 2], { reason: 'wrong-type' }],
    ['text', 'seats', { reason: 'wrong-type' }],
  ])('a matrix with %s is refused', (_, answer, fault) => {
    expect(validateAnswers(planOf(matrix), { m: answer }).faults).toMatchObject([
      { question: 'm', ...fault },
    ]);
  });

  test('a row named like a part of every object is no row', () => {
    const answer = JSON.parse('{ "__proto__": 1, "constructor": 1, "toString": 1 }') as object;

    const { faults, answers } = validateAnswers(planOf(matrix), { m: answer });

    expect(faults.map(({ row }) => row)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(answers).toEqual({});
  });

  test('the words behind "other" are text, not too long, and kept only while "other" is chosen', () => {
    const plan = planOf(question('radiogroup', 'q', { choices, showOtherItem: true }));
    const judge = (q: string, words: unknown) => validateAnswers(plan, { q, 'q-Comment': words });

    expect(judge('other', 'Đổi đất')).toEqual({
      faults: [],
      answers: { q: 'other', 'q-Comment': 'Đổi đất' },
    });
    expect(judge('land', 'Đổi đất')).toEqual({ faults: [], answers: { q: 'land' } });
    expect(judge('other', 'x'.repeat(501)).faults).toMatchObject([
      { reason: 'too-long', limits: { max: 500 } },
    ]);
    expect(judge('other', {}).faults).toContainEqual({ question: 'q', reason: 'wrong-type' });
    expect(judge('other', '  ').faults).toEqual([{ question: 'q', reason: 'other-missing' }]);
  });
});

describe('a whole form', () => {
  const plan = planOf(
    question('radiogroup', 'visited', { choices: ['yes', 'no'], isRequired: true }),
    question('rating', 'rating', { isRequired: true, visibleIf: "{visited} = 'yes'" }),
    question('comment', 'words', { maxLength: 10 }),
    question('matrix', 'm', { rows: ['a', 'b'], columns: [1, 2], eachRowRequired: true }),
  );

  test('says everything that is wrong, all at once, and says where', () => {
    const { faults } = validateAnswers(plan, { visited: 'yes', words: 'quá nhiều chữ', m: { b: 7 }, spy: 1 });

    expect(faults).toEqual([
      { question: 'spy', reason: 'unknown-question' },
      { question: 'rating', reason: 'missing' },
      { question: 'words', reason: 'too-long', limits: { max: 10 } },
      { question: 'm', row: 'b', reason: 'alien-choice' },
    ]);
  });

  test('names every row that is missing', () => {
    expect(validateAnswers(plan, { visited: 'no' }).faults).toEqual([
      { question: 'm', row: 'a', reason: 'missing' },
      { question: 'm', row: 'b', reason: 'missing' },
    ]);
  });

  test('drops the answer of a hidden question, whatever it is', () => {
    const m = { a: 1, b: 2 };

    expect(validateAnswers(plan, { visited: 'no', rating: { $where: 'x' }, m })).toEqual({
      faults: [],
      answers: { visited: 'no', m },
    });
  });

  test('an answer that is hidden decides nothing: what hangs on it is hidden too', () => {
    const chain = planOf(
      question('boolean', 'a'),
      question('boolean', 'b', { visibleIf: '{a} = true' }),
      question('boolean', 'c', { visibleIf: '{b} = true' }),
    );

    expect(validateAnswers(chain, { a: false, b: true, c: true }).answers).toEqual({ a: false });
    expect(validateAnswers(chain, { a: true, b: true, c: true }).answers).toEqual({
      a: true,
      b: true,
      c: true,
    });
  });

  test('spaces are no answer', () => {
    const required = planOf(question('comment', 'words', { isRequired: true }));

    expect(validateAnswers(required, { words: ' \n ' })).toEqual({
      faults: [{ question: 'words', reason: 'missing' }],
      answers: {},
    });
  });

  test('keys that mean something elsewhere are unknown questions here', () => {
    const raw = JSON.parse(
      '{ "visited": "no", "m": { "a": 1, "b": 1 }, "__proto__": { "admin": true }, "constructor": 1, "$where": "sleep(1000)", "a.b": 1 }',
    ) as Record<string, unknown>;

    const { faults, answers } = validateAnswers(plan, raw);

    expect(faults).toEqual(
      ['__proto__', 'constructor', '$where', 'a.b'].map((question) => ({
        question,
        reason: 'unknown-question',
      })),
    );
    expect(Object.keys(answers)).toEqual(['visited', 'm']);
    expect(Object.getPrototypeOf(answers)).toBe(Object.prototype);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('ten thousand unknown keys are refused without listing them all', () => {
    const raw = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x${i}`, 1]));

    const unknown = validateAnswers(plan, raw).faults.filter(({ reason }) => reason === 'unknown-question');

    expect(unknown).toHaveLength(50);
  });

  test('a page is judged for itself, with the other pages’ answers at hand', () => {
    const pages = {
      ...plan,
      pages: [
        { name: 'first', elements: plan.pages[0]?.elements.slice(0, 1) ?? [] },
        { name: 'second', elements: plan.pages[0]?.elements.slice(1, 2) ?? [] },
      ],
    };

    expect(validatePage(pages, 'first', {})).toEqual([{ question: 'visited', reason: 'missing' }]);
    expect(validatePage(pages, 'second', {})).toEqual([]);
    expect(validatePage(pages, 'second', { visited: 'yes' })).toEqual([
      { question: 'rating', reason: 'missing' },
    ]);
    expect(validatePage(pages, 'second', { visited: 'maybe' })).toEqual([]);
  });

  test('what is disabled need not be answered, but is not a way around the choices', () => {
    const gated = planOf(
      question('boolean', 'open'),
      question('radiogroup', 'q', { choices, isRequired: true, enableIf: '{open} = true' }),
    );

    expect(validateAnswers(gated, { open: false }).faults).toEqual([]);
    expect(validateAnswers(gated, { open: false, q: 'tax' }).faults).toMatchObject([
      { reason: 'alien-choice' },
    ]);
    expect(validateAnswers(gated, { open: true }).faults).toMatchObject([{ reason: 'missing' }]);
  });
});
