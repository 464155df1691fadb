import { ExpressionRunner, SurveyModel } from 'survey-core';
import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../server/domain/questionnaire/evaluate.ts';
import { validateAnswers } from '../../server/domain/questionnaire/validate.ts';
import { compileExpression } from '../../server/surveyjs/compileExpression.ts';
import { expressionQuestions, generatedExpression } from '../support/generatedSurveys.ts';
import fc, { manyRuns } from '../support/properties.ts';
import { copyOf, unlessASumFails } from '../support/surveyOracle.ts';
import { definitionOf, planOf, question } from '../support/questionnaires.ts';

const options = manyRuns(1500);

test(`${options.numRuns} generated expressions have survey-core's value`, () => {
  fc.assert(
    fc.property(generatedExpression, ({ text, values }) => {
      const expression = compileExpression(text, { questions: expressionQuestions });
      const lookup = (path: readonly string[]) => {
        const [name = '', key] = path;
        const value = values[name];
        if (key === undefined || value === null) return key === 'length' ? 0 : value;
        if (key === 'length') return (value as { length?: number }).length ?? 0;
        return (value as Record<string, unknown>)[key] ?? null;
      };

      const ours = evaluate(expression, lookup) ?? null;

      const theirs = unlessASumFails<unknown>(() => new ExpressionRunner(text).runValues(copyOf(values)));
      if (theirs !== undefined)
        expect({ text, values, result: ours }).toEqual({ text, values, result: theirs.said ?? null });
    }),
    options,
  );
}, 240_000);

describe('every rule at its limits', () => {
  const text = (validator: object, inputType = 'text') =>
    question('text', 'q', { inputType, validators: [validator] });
  const ticks = (more: object) => question('checkbox', 'q', { choices: [1, 2, 3, 4], ...more });

  test.each([
    [
      'numeric',
      text({ type: 'numeric', minValue: 2, maxValue: 4 }),
      ['1', '2', '3', '4', '5', '1,9', '4.01', 'x', '0x3'],
    ],
    ['numeric, one-sided', text({ type: 'numeric', minValue: 0 }), ['-1', '0', '1e3']],
    [
      'number input',
      question('text', 'q', { inputType: 'number', min: 2, max: 4 }),
      [1, 1.99, 2, 4, 4.01, 5],
    ],
    [
      'date',
      question('text', 'q', { inputType: 'date', min: '2025-07-01', max: '2026-01-31' }),
      ['2025-06-30', '2025-07-01', '2026-01-31', '2026-02-01'],
    ],
    ['month', question('text', 'q', { inputType: 'month', min: '2025-07' }), ['2025-06', '2025-07']],
    [
      'length',
      text({ type: 'text', minLength: 2, maxLength: 4 }),
      ['a', 'ab', 'abcd', 'abcde', 'ếễệổ', ' a '],
    ],
    [
      'e-mail',
      text({ type: 'email' }),
      ['a@b.vn', 'a@b', 'a b@c.vn', '"a b"@c.vn', '@c.vn', 'a@b.c', 'a@b.cd', 'A.B@C.VN'],
    ],
    ['e-mail input', question('text', 'q', { inputType: 'email' }), ['a@b.vn', 'a@b']],
    ['pattern', text({ type: 'regex', regex: '^[0-9]+$' }), ['12', '1a', '']],
    [
      'answer count',
      ticks({ validators: [{ type: 'answercount', minCount: 2, maxCount: 3 }] }),
      [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4]],
    ],
    [
      'least ticks',
      ticks({ minSelectedChoices: 2, showNoneItem: true, noneText: 'Không' }),
      [[], [1], [1, 2], ['none']],
    ],
  ] as const)('%s', (_, element, answers) => {
    const plan = planOf(element);

    const ours = answers.map((q) => validateAnswers(plan, { q }).faults.length === 0);

    const theirs = answers.map((q) => {
      const model = new SurveyModel(definitionOf(element));
      model.data = { q: copyOf(q) };
      return model.validate(false);
    });
    expect(ours).toEqual(theirs);
  });
});

// Capitals, spaces and numbers as text meet too rarely by chance.
test.each([
  ["{a} = 'YES'", 'yes'],
  ["{a} = ' yes '", 'yes'],
  ['{b} = [1, 2]', ['2', '1']],
  ["{b} = ['01']", ['1']],
  ["{b} contains '1.0'", ['1']],
  ["{b} contains 'A'", ['a']],
  ["{a} = '012'", 12],
  ['{a} = 12', '012'],
  ['{a} > 2', '012'],
])('%s for %j', (text, value) => {
  const values = { [text.slice(1, 2)]: value };
  const expression = compileExpression(text, { questions: expressionQuestions });

  const ours = evaluate(expression, ([name = '']) => (values as Record<string, unknown>)[name]);

  expect(ours).toBe(new ExpressionRunner(text).runValues(copyOf(values)));
});
