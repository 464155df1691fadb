import { describe, expect, test } from '@jest/globals';
import { answersOfFields, fieldName } from '../../../server/domain/questionnaire/formFields.ts';
import type { PlanQuestion } from '../../../server/domain/questionnaire/plan.ts';
import { indexOf, valuesOf } from '../../../server/domain/questionnaire/planIndex.ts';
import { everyKindPlan } from '../../support/everyKindSurvey.ts';
import fc from '../../support/properties.ts';

const readerOf =
  (fields: Readonly<Record<string, string | string[]>>) =>
  (name: string): string[] =>
    Object.hasOwn(fields, name) ? [fields[name]!].flat() : [];

describe('answers behind the fields of a plain form', () => {
  test('choices become the values of the questionnaire: numbers, truth, lists, rows', () => {
    const answers = answersOfFields(
      everyKindPlan,
      readerOf({
        came: 'false',
        stars: '4',
        office: '2',
        wishes: ['fast', 'near'],
        'signs.water row': 'no',
        people: '12',
        words: 'Chờ lâu.\r\nGhế ít.',
      }),
    );

    expect(answers).toEqual({
      came: false,
      stars: 4,
      office: 2,
      wishes: ['fast', 'near'],
      signs: { 'water row': 'no' },
      people: 12,
      words: 'Chờ lâu.\nGhế ít.',
    });
  });

  test('what was left empty is no answer, and what is not ours is not looked at', () => {
    const fields = JSON.parse('{"why":"  ","people":"","office":"","alien":"1","__proto__":"x"}') as object;

    expect(answersOfFields(everyKindPlan, readerOf(fields as Record<string, string>))).toEqual({});
  });

  test('what the plan does not know stays as it came, for validation to name', () => {
    const answers = answersOfFields(everyKindPlan, readerOf({ office: '9', people: 'vài', wishes: 'alien' }));

    expect(answers).toEqual({ office: '9', people: 'vài', wishes: ['alien'] });
  });

  test('words beside "other" choose it, but do not overrule another choice', () => {
    const words = { 'wishes-Comment': 'ghế', 'visits-Comment': '7 lần' };

    expect(answersOfFields(everyKindPlan, readerOf({ ...words, wishes: ['fast'] }))).toEqual({
      wishes: ['fast', 'other'],
      visits: 'other',
      ...words,
    });
    expect(answersOfFields(everyKindPlan, readerOf({ visits: '2', ...words }))).toMatchObject({ visits: 2 });
  });

  test('any choices go through the fields unchanged', () => {
    const closed = indexOf(everyKindPlan)
      .questions.map(({ question }) => question)
      .filter((question) => valuesOf(question).length > 0);
    const answerTo = (question: PlanQuestion): fc.Arbitrary<unknown> => {
      const value = fc.constantFrom(...valuesOf(question));
      if (question.kind === 'matrix') {
        return fc
          .dictionary(fc.constantFrom(...question.rows.map((row) => row.value)), value, { minKeys: 1 })
          .map((cells) => ({ ...cells }));
      }
      return question.kind === 'checkbox' ? fc.uniqueArray(value, { minLength: 1 }) : value;
    };
    const anyAnswers = fc.record(
      Object.fromEntries(closed.map((question) => [question.name, answerTo(question)])),
      { requiredKeys: [] },
    );

    fc.assert(
      fc.property(anyAnswers, (answers) => {
        const fields = Object.fromEntries(
          Object.entries(answers).flatMap(([name, answer]) =>
            typeof answer === 'object' && answer !== null && !Array.isArray(answer)
              ? Object.entries(answer).map(([row, cell]) => [fieldName(name, row), String(cell)])
              : [[fieldName(name), Array.isArray(answer) ? answer.map(String) : String(answer)]],
          ),
        ) as Record<string, string | string[]>;

        expect(answersOfFields(everyKindPlan, readerOf(fields))).toEqual(answers);
      }),
    );
  });
});
