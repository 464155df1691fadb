import { expect, test } from '@jest/globals';
import { procedureLabels } from '../../server/domain/procedures.ts';
import { smallSurvey } from '../support/smallSurvey.ts';

test('procedures are the choices of the question that the scoring names, those of other versions after them', () => {
  const small = smallSurvey();
  const [newer, older] = [smallSurvey('small@2'), structuredClone(small)];
  for (const question of older.plan.pages.flatMap(({ elements }) => elements)) {
    if (question.kind === 'dropdown' && question.name === 'procedureField') {
      question.choices[0]!.text = { vi: 'Tên cũ' };
      question.choices.push({ value: 7, text: { vi: 'Việc đã bỏ' } });
      question.none.push({ value: 'none', text: { vi: 'Không nhớ' } });
    }
  }

  const labels = procedureLabels([newer, older]);

  expect(Object.keys(labels)).toEqual(expect.arrayContaining(['land', 'birth', '7', 'none']));
  expect(labels['land']).not.toEqual({ vi: 'Tên cũ' });
  expect(labels['7']).toEqual({ vi: 'Việc đã bỏ' });
});

test('without such a question there are none', () => {
  const { plan, scoring } = smallSurvey();
  const { procedureQuestion: _, ...withoutQuestion } = scoring;

  expect(procedureLabels([{ plan, scoring: withoutQuestion }])).toEqual({});
});
