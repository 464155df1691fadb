import { describe, expect, test } from '@jest/globals';
import { type Question, type QuestionPanelDynamicModel, SurveyModel } from 'survey-core';
import type { QuestionMatrixDropdownModelBase } from 'survey-core';
import { judgeAnswers } from '../../server/domain/questionnaire/slowPath.ts';
import type { SurveyjsQuestion } from '../../server/domain/questionnaire/plan.ts';
import { judgeInside } from '../../server/surveyjs/judgeInside.ts';
import fc, { manyRuns } from '../support/properties.ts';
import { type Json, planOf, question } from '../support/questionnaires.ts';
import { copyOf } from '../support/surveyOracle.ts';

const options = manyRuns(150);
const { numRuns } = options;
const timeoutMs = Math.max(120_000, numRuns * 1000);

type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T;
const names = ['a', 'b', 'c', 'd'];
const values = ['x', 'y', 'z'];

/** A question inside, which conditions on the ones before it may hide, disable or require. */
function inner(draw: Draw, at: number, here: 'panel' | 'row'): Json {
  const flag = (percent: number) => draw(fc.integer({ min: 0, max: 99 })) < percent;
  const kinds = ['text', 'number', 'dropdown', 'radiogroup', 'checkbox', 'boolean', 'rating', 'comment'];
  const kind = draw(fc.constantFrom(...kinds, ...(here === 'panel' ? ['matrix', 'tagbox'] : [])));
  const condition = () => {
    const other = draw(fc.constantFrom(...names.slice(0, at)));
    return draw(
      fc.constantFrom(
        `{${here}.${other}} = 'x'`,
        `{${here}.${other}} notempty`,
        `{${here}.${other}} empty`,
        `{outer} = 'x'`,
      ),
    );
  };
  const type = kind === 'number' ? 'text' : kind;
  return {
    type,
    name: names[at],
    title: `T${at}`,
    ...(kind === 'number' && { inputType: 'number', ...(flag(40) && { min: 2 }) }),
    ...(['dropdown', 'radiogroup', 'checkbox', 'tagbox'].includes(kind) && { choices: values }),
    ...(['dropdown', 'radiogroup', 'checkbox'].includes(kind) && flag(30) && { showOtherItem: true }),
    ...(kind === 'checkbox' && flag(40) && { minSelectedChoices: 2 }),
    ...(kind === 'matrix' && { rows: ['r', 's'], columns: values, eachRowRequired: flag(50) }),
    ...(flag(30) && { isRequired: true }),
    ...(at > 0 && flag(35) && { visibleIf: condition() }),
    ...(at > 0 && flag(15) && { enableIf: condition() }),
    ...(at > 0 && flag(15) && { requiredIf: condition() }),
  };
}

/** A value that a person can give to a question as it is now; undefined: none. */
function given(draw: Draw, asked: Question): unknown {
  const some = draw(fc.constantFrom(...values));
  switch (asked.getType()) {
    case 'checkbox':
    case 'tagbox':
      return draw(fc.subarray(values, { minLength: 1 }));
    case 'boolean':
      return draw(fc.boolean());
    case 'rating':
      return draw(fc.integer({ min: 1, max: 5 }));
    case 'matrix':
      return draw(fc.constantFrom({ r: 'x' }, { r: 'x', s: 'y' }));
    case 'text':
      return (asked as unknown as { inputType: string }).inputType === 'number'
        ? // what is out of bounds survey-core neither accepts nor stores, so nobody can send it
          draw(fc.integer({ min: 2, max: 5 }))
        : some;
    case 'comment':
      return some;
    default:
      return (asked as unknown as { hasOther?: boolean }).hasOther === true && draw(fc.boolean())
        ? 'other'
        : some;
  }
}

const entriesOf = (asked: Question): Question[][] =>
  asked.getType() === 'paneldynamic'
    ? (asked as QuestionPanelDynamicModel).panels.map((panel) => panel.questions)
    : (asked as QuestionMatrixDropdownModelBase).visibleRows.map((row) =>
        row.cells.map((cell) => cell.question),
      );

const filled = fc.gen().map((gen) => {
  const draw: Draw = (arbitrary) => gen(() => arbitrary);
  const type = draw(fc.constantFrom('paneldynamic', 'matrixdynamic', 'matrixdropdown'));
  const isPanel = type === 'paneldynamic';
  const count = draw(fc.integer({ min: 1, max: 4 }));
  const elements = Array.from({ length: count }, (_, at) => inner(draw, at, isPanel ? 'panel' : 'row'));
  const asColumn = ({ type: cellType, ...column }: Json): Json => ({ ...column, cellType });
  const definition = question(type, 'q', {
    ...(isPanel
      ? { templateElements: elements, panelCount: draw(fc.integer({ min: 0, max: 2 })) }
      : { columns: elements.map(asColumn) }),
    ...(type === 'matrixdynamic' && { rowCount: draw(fc.integer({ min: 0, max: 2 })) }),
    ...(type === 'matrixdropdown' && { rows: ['one', 'two'] }),
  });
  const outer = draw(fc.constantFrom('x', 'y'));
  const plan = planOf(question('radiogroup', 'outer', { choices: values }), definition);

  // as client/surveyjs/mountQuestion.tsx sets it up, filled in as a person would
  const { json } = plan.pages[0]?.elements[1] as SurveyjsQuestion;
  const survey = new SurveyModel({ elements: [copyOf(json)], clearInvisibleValues: 'onHidden' });
  survey.setVariable('outer', outer);
  const asked = survey.getQuestionByName('q') as Question;
  for (const entry of entriesOf(asked)) {
    for (const field of entry) {
      if (!field.isVisible || field.isReadOnly || draw(fc.integer({ min: 0, max: 9 })) < 3) continue;
      field.value = given(draw, field);
      if (field.value === 'other' && draw(fc.boolean())) field.comment = 'words';
    }
  }
  return {
    definition,
    outer,
    plan,
    isFit: survey.validate(false),
    value: asked.isEmpty() ? undefined : (copyOf(asked.value) as unknown),
  };
});

describe(`over ${numRuns} generated lists and tables`, () => {
  test(
    'what SurveyJS lets a person send is taken, as it is; what it does not is not',
    async () => {
      await fc.assert(
        fc.asyncProperty(filled, async ({ definition, outer, plan, isFit, value }) => {
          const raw = { outer, ...(value !== undefined && { q: value }) };
          const verdict = await judgeAnswers(plan, raw, (request) =>
            Promise.resolve(judgeInside(copyOf(request))),
          );

          // entries that are there at first are taken for removed where nothing was sent
          const isEmptyList = value === undefined && definition['type'] !== 'matrixdropdown';
          const told = { definition, value, isFit };
          expect({ ...told, isTaken: verdict.faults.length === 0 }).toEqual({
            ...told,
            isTaken: isFit || isEmptyList,
          });
          if (isFit) expect({ ...told, kept: verdict.answers }).toEqual({ ...told, kept: raw });
        }),
        options,
      );
    },
    timeoutMs,
  );
});
