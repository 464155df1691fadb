import { describe, expect, test } from '@jest/globals';
import { checkDefinition } from '../../server/surveyjs/checkDefinition.ts';
import { definitionOf, type Json, question, visitScoring } from '../support/questionnaires.ts';
import { slowDefinition, slowQuestions } from '../support/slowSurvey.ts';

describe('publishing questions of the slow path', () => {
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
          `warning Question "${name}" is a ${type}: its page loads SurveyJS (some 400 KB). Without JavaScript nobody can answer it, nor send the form if something in it is required.`,
      ),
    );
  });

  test('leaves it to SurveyJS whether a row inside that is disabled has to be answered', () => {
    const matrix = {
      type: 'matrix',
      name: 'desk',
      title: 'A',
      eachRowRequired: true,
      rows: [{ value: 'staff', text: 'B', enableIf: '{panel.minutes} > 5' }],
      columns: [{ value: 1, text: 'C' }],
    };

    const minutes = { type: 'text', name: 'minutes', title: 'M', inputType: 'number' };

    expect(errorsOf(question('paneldynamic', 'visits', { templateElements: [minutes, matrix] }))).toEqual([]);
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
        columns: [{ name: 'paper', title: 'A', cellType: 'dropdown', choicesByUrl: { url: 'http://x' } }],
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
      `${inside}/columns Question "papers" has no columns; write some.`,
    ],
    [
      'more entries than SurveyJS can bear',
      { ...slowQuestions.papers, maxRowCount: 51 },
      'Question "papers" may have 51 entries, the limit is 50',
    ],
    [
      'more rows at first than there may be',
      { ...slowQuestions.papers, rowCount: 1000 },
      `${inside}/rowCount "rowCount" is 1000, but there may be 4 entries`,
    ],
    [
      'more panels at least than there may be',
      { ...slowQuestions.visits, minPanelCount: 60 },
      `${inside}/minPanelCount "minPanelCount" is 60, but there may be 3 entries`,
    ],
    [
      'more cells than SurveyJS can bear',
      {
        ...slowQuestions.papers,
        maxRowCount: 50,
        columns: Array.from({ length: 8 }, (_, at) => ({ name: `c${at}`, title: 'C' })),
        choices: Array.from({ length: 300 }, (_, at) => ({ value: at, text: `${at}` })),
      },
      // 8 columns x (1 + 300 / 50) x 50 rows
      'may become 2800 cells (long lists of choices count more), the limit is 500',
    ],
    [
      'a time that is another one when the answer is sent again',
      { ...slowQuestions.visits, templateVisibleIf: "dateDiff('2026-01-01', today(), 'days') > 3" },
      'The function "today" cannot be used here',
    ],
    [
      'a key that is none',
      { ...slowQuestions.papers, keyName: 7 },
      `${inside}/keyName "keyName" must name what may not be there twice, one of paper, kind.`,
    ],
    [
      'a slider without a way to go',
      { ...slowQuestions.effort, min: 200 },
      'The slider "effort" goes from 200 to 10; its end must be above its beginning',
    ],
    [
      'a million marks on a slider',
      { ...slowQuestions.effort, labelCount: 1_000_000 },
      '"labelCount" must be 1 or 2',
    ],
    [
      'a ranking of more than there is',
      { ...slowQuestions.order, selectToRankEnabled: true, minSelectedChoices: 5 },
      'Of 3 choices nobody can rank at least 5 and at most 3',
    ],
    [
      'a column that says to be another type',
      { ...slowQuestions.papers, columns: [{ name: 'paper', title: 'A', cellType: 'text', type: 'html' }] },
      `${inside}/columns/0/type Property "type"`,
    ],
    [
      'a cell that is no question for citizens',
      { ...slowQuestions.papers, columns: [{ name: 'paper', title: 'A', cellType: 'html' }] },
      `${inside}/columns/0/cellType "cellType" must be`,
    ],
    [
      'a panel with nothing in it',
      { ...slowQuestions.visits, templateElements: [{ type: 'panel', name: 'p' }] },
      'Question "visits" has no templateElements; write some.',
    ],
    [
      'a condition that cannot be read',
      { ...slowQuestions.visits, templateVisibleIf: '{a' },
      `${inside}/templateVisibleIf The expression "{a" cannot be read`,
    ],
    [
      'a function that does not exist',
      { ...slowQuestions.visits, templateVisibleIf: 'stealCookies({a})' },
      'The function "stealCookies" cannot be used here; there are iif, sum,',
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
      { ...slowQuestions.papers, columns: [{ name: 'paper' }] },
      'Question "paper" has no title',
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
      expect.stringContaining('looks into a paneldynamic; ask whether it is answered, or for its length'),
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
