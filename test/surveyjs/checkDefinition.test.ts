import { describe, expect, test } from '@jest/globals';
import type { Objection } from '../../server/domain/questionnaire/objection.ts';
import type { Scoring } from '../../server/domain/scoring.ts';
import { checkDefinition } from '../../server/surveyjs/checkDefinition.ts';
import {
  definitionOf,
  type Json,
  question,
  visitDefinition,
  visitScoring,
} from '../support/questionnaires.ts';

const errorsOf = (objections: readonly Objection[]) =>
  objections.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${path} ${message}`);

/** What stands against a definition; the scoring of the visit is left out of it. */
const objectionsTo = (definition: unknown) =>
  errorsOf(checkDefinition({ definition, scoring: visitScoring() })).filter(
    (line) => !line.startsWith('/scoring'),
  );

const objectionsToScoring = (change: (scoring: Scoring) => unknown) =>
  errorsOf(checkDefinition({ definition: visitDefinition(), scoring: change(visitScoring()) }));

test('a questionnaire that is in order has nothing against it', () => {
  expect(checkDefinition({ definition: visitDefinition(), scoring: visitScoring() })).toEqual([]);
});

describe('size and depth, before survey-core sees anything', () => {
  const quickly = <T>(task: () => T): T => {
    const startedAt = performance.now();
    const result = task();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    return result;
  };

  test.each([
    [null, 'null'],
    [[], 'a list'],
    ['{}', 'string'],
    [12, 'number'],
    [undefined, 'undefined'],
  ])('%j is no questionnaire', (definition, kind) => {
    expect(objectionsTo(definition)).toEqual([
      `/definition A questionnaire is a JSON object, this is ${kind}; paste a whole SurveyJS JSON.`,
    ]);
  });

  test('100,000 choices', () => {
    const choices = Array.from({ length: 100_000 }, (_, i) => i);

    expect(quickly(() => objectionsTo(definitionOf(question('dropdown', 'q', { choices }))))).toEqual([
      '/definition The questionnaire has 576 KB, the limit is 256 KB; shorten its lists of choices.',
    ]);
  });

  test('301 choices', () => {
    const choices = Array.from({ length: 301 }, (_, i) => i);

    expect(objectionsTo(definitionOf(question('dropdown', 'q', { choices })))).toEqual([
      '/definition/pages/0/elements/0/choices Question "q" has 301 choices, the limit is 300; divide the question.',
    ]);
  });

  test.each([500, 100_000])('%i nested panels', (depth) => {
    let elements: Json[] = [question('boolean', 'q')];
    for (let i = 0; i < depth; i++) elements = [{ type: 'panel', name: `p${i}`, elements }];

    expect(quickly(() => objectionsTo(definitionOf(...elements)))).toEqual([
      '/definition The questionnaire is nested more than 24 levels deep; use fewer panels inside panels (at most 4).',
    ]);
  });

  test('five panels deep is one too many, four are not', () => {
    const nested = (depth: number): Json =>
      depth === 0
        ? question('boolean', 'q')
        : { type: 'panel', name: `p${depth}`, elements: [nested(depth - 1)] };

    expect(objectionsTo(definitionOf(nested(4)))).toEqual([]);
    expect(objectionsTo(definitionOf(nested(5)))).toContainEqual(
      expect.stringContaining('Panels may be at most 4 deep; move this one up.'),
    );
  });

  test('an object that contains itself', () => {
    const definition: Json = { pages: [] };
    definition['pages'] = [definition];

    expect(quickly(() => objectionsTo(definition))[0]).toContain('nested more than 24 levels deep');
  });

  test.each([
    [
      '151 questions',
      definitionOf(...Array.from({ length: 151 }, (_, i) => question('boolean', `q${i}`))),
      '151 questions, the limit is 150',
    ],
    ['no question', { pages: [] }, 'There is no question in it'],
    [
      '101 rows',
      definitionOf(
        question('matrix', 'm', { rows: Array.from({ length: 101 }, (_, i) => `r${i}`), columns: [1] }),
      ),
      '101 rows, the limit is 100',
    ],
    [
      '11 columns',
      definitionOf(
        question('matrix', 'm', { rows: ['a'], columns: Array.from({ length: 11 }, (_, i) => i) }),
      ),
      '11 columns, the limit is 10',
    ],
  ])('%s', (_, definition, sentence) => {
    expect(objectionsTo(definition)).toContainEqual(expect.stringContaining(sentence));
  });

  test.each(['__proto__', 'constructor', '$where', 'a.b', 'Câu 1', '1st', 'x'.repeat(41), '', 7, 'pageno'])(
    'the name %j',
    (name) => {
      const sentence = expect.stringMatching(
        /does not fit; begin with a small letter|has a meaning of its own/,
      );

      expect(objectionsTo(definitionOf({ type: 'boolean', name, title: 'Câu hỏi' }))).toContainEqual(
        sentence,
      );
    },
  );

  test('two names that differ in capitals only', () => {
    expect(objectionsTo(definitionOf(question('boolean', 'abc'), question('boolean', 'aBC')))).toContainEqual(
      expect.stringContaining('The name "aBC" is used twice'),
    );
  });
});

describe('types and properties', () => {
  test.each([
    ['html', { html: '<b>x</b>' }, 'Type "html" carries HTML'],
    ['file', {}, 'Type "file" uploads files, which may show who somebody is'],
    ['signaturepad', {}, 'Type "signaturepad" collects a signature'],
    ['image', { imageLink: 'https://example.org/x.png' }, 'Type "image" loads an image'],
    ['imagepicker', {}, 'Type "imagepicker" loads an image'],
    ['my-own-widget', {}, 'There is no question type "my-own-widget" here; use one of radiogroup,'],
    ['constructor', {}, 'There is no question type "constructor" here'],
  ])('a question of type %s', (type, more, sentence) => {
    expect(objectionsTo(definitionOf(question(type, 'q', more)))).toContainEqual(
      expect.stringContaining(sentence),
    );
  });

  test.each([
    [{ completedHtml: 'x' }, 'Property "completedHtml" carries HTML'],
    [{ navigateToUrl: 'https://example.org' }, 'Property "navigateToUrl" sends people to another address'],
    [{ navigateToUrlOnCondition: [] }, 'Property "navigateToUrlOnCondition" sends people to another address'],
    [{ logo: 'https://example.org/x.png' }, 'Property "logo" loads an image'],
    [{ triggers: [] }, 'Property "triggers" sets answers by itself'],
    [{ cookieName: 'x' }, 'Property "cookieName" stores a mark'],
    [{ clearInvisibleValues: 'none' }, '"clearInvisibleValues" must be "default" or'],
    [{ width: 'https://example.org/x' }, '"width" holds an address of another server'],
    [{ locale: 'Tiếng Việt' }, 'is no language code'],
    [{ somethingElse: 1 }, 'Property "somethingElse" of a survey is not supported; remove it.'],
  ])('%j on the survey', (more, sentence) => {
    expect(objectionsTo({ ...visitDefinition(), ...more })).toContainEqual(expect.stringContaining(sentence));
  });

  test.each([
    [{ choicesByUrl: { url: 'http://169.254.169.254/' } }, 'fetches choices from another server'],
    [{ defaultValue: 'a' }, 'sets answers by itself'],
    [{ choicesOrder: 'random' }, 'choices stand in the order in which they were written'],
    [{ title: 'Chào <img src=x onerror=alert(1)>' }, 'The text holds HTML'],
    [{ title: 'Chào {name}' }, 'The text has a placeholder "{name}"'],
    [{ title: { vi: 'Chào', en: 'Hello {name}' } }, 'The text has a placeholder "{name}"'],
    [{ title: { vi: 'Chào', English: 'Hello' } }, '"English" is no language code'],
    [{ title: 12 }, '"title" must be text'],
    [{ isRequired: 'yes' }, '"isRequired" must be true or false'],
    [{ choices: [{ value: 'a', text: 'Một', imageLink: 'x' }] }, 'Property "imageLink" loads an image'],
    [{ choices: [1, '1'] }, 'The value "1" is there twice'],
    [{ choices: ['a', 'A'] }, 'The value "A" is there twice'],
    [{ choices: [{ text: 'Một' }] }, 'needs a "value"'],
    [{ choices: [], title: 'Câu' }, 'has no choices'],
    [
      { choices: ['other'], showOtherItem: true, otherText: 'Khác' },
      'the one that SurveyJS keeps for its own choice',
    ],
    [{ validators: [{ type: 'email' }] }, 'can have the rules expression'],
    [{ title: undefined }, 'has no title'],
  ])('%j on a question', (more, sentence) => {
    const definition = definitionOf(question('radiogroup', 'q', { choices: ['a', 'b'], ...more }));

    // the HTTP body is JSON: undefined is gone there too
    expect(objectionsTo(JSON.parse(JSON.stringify(definition)))).toContainEqual(
      expect.stringContaining(sentence),
    );
  });

  test('every type of the fast path passes', () => {
    const elements = [
      question('radiogroup', 'a', {
        choices: [{ value: 1, text: 'Một' }],
        hasOther: true,
        otherText: 'Khác',
      }),
      question('checkbox', 'b', { choices: [{ value: 1, text: 'Một' }], maxSelectedChoices: 1 }),
      question('dropdown', 'c', {
        choices: [{ value: 1, text: 'Một' }],
        showNoneItem: true,
        noneText: 'Không',
      }),
      question('rating', 'd', { rateType: 'stars' }),
      question('matrix', 'e', { rows: [{ value: 'r', text: 'Dòng' }], columns: [1], isAllRowRequired: true }),
      question('boolean', 'f', { labelTrue: 'Có', labelFalse: 'Không' }),
      question('text', 'g', { inputType: 'number', min: 1, max: 5 }),
      question('comment', 'h'),
      { type: 'panel', name: 'i', elements: [question('boolean', 'j', { visibleIf: '{f} = true' })] },
    ];

    expect(objectionsTo(definitionOf(...elements))).toEqual([]);
  });
});

describe('regular expressions', () => {
  const withPattern = (regex: string) =>
    definitionOf(question('text', 'q', { validators: [{ type: 'regex', regex, text: 'Sai' }] }));

  test.each(['^(a+)+$', '^([a-zA-Z0-9]+\\s?)*$', '(x*)*y'])(
    '%s, which a crafted answer hangs, is refused',
    (regex) => {
      expect(objectionsTo(withPattern(regex))).toContainEqual(
        expect.stringContaining(
          `The pattern ${regex} can be made to run for hours by a crafted answer; use a simpler one`,
        ),
      );
    },
  );

  test('one that is no regular expression is refused', () => {
    expect(objectionsTo(withPattern('(a'))).toContainEqual(
      expect.stringContaining('The pattern (a is not a regular expression; correct it.'),
    );
  });

  test.each(['^[0-9]{9,12}$', '^0[0-9]{9,10}$'])('%s, proven or from the catalogue, passes', (regex) => {
    expect(objectionsTo(withPattern(regex))).toEqual([]);
  });
});

describe('conditions', () => {
  const conditioned = (visibleIf: string, more: Json = {}) =>
    definitionOf(
      question('boolean', 'a'),
      question('checkbox', 'c', { choices: [{ value: 1, text: 'Một' }] }),
      question('matrix', 'm', { rows: [{ value: 'r', text: 'Dòng' }], columns: [1] }),
      question('comment', 'q', { visibleIf, ...more }),
    );

  test.each([
    ['{a} = ', 'cannot be read'],
    ["iif({a}, 'x', 'y') = 'x'", 'The function "iif" cannot be used here'],
    ['today() > {a}', 'The function "today" cannot be used here'],
    ['{nobody} = 1', 'The name "{nobody}" in a condition is no question of this survey'],
    ['{m.s} = 1', 'is no row of that matrix'],
    ['{a[0]} = 1', 'has a position, which only a checkbox has'],
    ['{$a.isVisible} = true', 'is no question of this survey'],
    ['{#a} = true', 'begins with #'],
    ['{item} = 1', 'has a meaning only in conditions of choices and rows'],
    ['{c} anyof [1, null]', 'holds null or undefined, on which SurveyJS fails'],
    [Array.from({ length: 80 }, () => '{a} = true').join(' and '), 'the limit is 1000'],
  ])('%s is refused', (visibleIf, sentence) => {
    expect(objectionsTo(conditioned(visibleIf))).toEqual([expect.stringContaining(sentence)]);
  });

  test.each([
    '{A} = true and !({c} empty)',
    '{m.r} = 1 or {c[0]} = 1',
    '{c.length} > 1 and {c} anyof [1, 2]',
  ])('%s passes', (visibleIf) => {
    expect(objectionsTo(conditioned(visibleIf))).toEqual([]);
  });

  test('that run in a circle are refused with the circle', () => {
    const definition = definitionOf(
      question('comment', 'a', { visibleIf: '{b} empty' }),
      { type: 'panel', name: 'p', visibleIf: '{c} notempty', elements: [question('comment', 'b')] },
      question('comment', 'c', { visibleIf: '{a} notempty' }),
    );

    expect(objectionsTo(definition)).toEqual([
      '/definition Whether these questions are shown runs in a circle: a → b → c → a; change one visibleIf.',
    ]);
  });
});

describe('languages', () => {
  test('a text that a language lacks is a gap, not an error', () => {
    const definition = definitionOf(question('boolean', 'q', { title: { vi: 'Có?', en: 'Yes?' } }));

    const gaps = checkDefinition({ definition, scoring: visitScoring() }).filter(({ isGap }) => isGap);

    expect(gaps).toEqual([
      {
        severity: 'warning',
        path: '/definition/title',
        message: 'The text "Phiếu khảo sát" is missing in en; people who read that will see vi.',
        isGap: true,
      },
    ]);
  });

  test('a text without the questionnaire’s own language is an error', () => {
    expect(objectionsTo(definitionOf(question('boolean', 'q', { title: { en: 'Yes?' } })))).toContainEqual(
      expect.stringContaining(
        'The text is missing in vi, the questionnaire’s own language'.replace('’', "'"),
      ),
    );
  });
});

describe('scoring', () => {
  const withFirst = (change: Json) => (scoring: Scoring) => ({
    ...scoring,
    criteria: scoring.criteria.map((criterion, i) => (i === 0 ? { ...criterion, ...change } : criterion)),
  });
  const withScale = (change: Json) => (scoring: Scoring) => ({
    ...scoring,
    scales: { ...scoring.scales, stars: { ...scoring.scales['stars'], ...change } },
  });

  test('that names a value which does not exist', () => {
    const values = [1, 2, 3, 4, 9].map((value, i) => ({ value, level: i + 1 }));

    expect(objectionsToScoring(withScale({ values }))).toEqual([
      '/scoring/criteria/3/scale Scale "stars" of criterion "whole" has a value "9" that question "overall_rating" cannot store; its values are "1", "2", "3", "4", "5".',
      '/scoring/criteria/3/scale Question "overall_rating" can store "5", for which scale "stars" of criterion "whole" has no level; give it one or add it to "unscored".',
    ]);
  });

  test.each<[string, (scoring: Scoring) => unknown, string]>([
    ['null', () => null, 'The scoring is not as it must be at its root'],
    [
      'a version without survey',
      (s) => ({ ...s, version: '2026-1' }),
      'is no version; write it like sipas-service@2023-1',
    ],
    ['a key with capitals at the front', withFirst({ key: 'Staff.Polite' }), 'is no key'],
    [
      'a missing answer as zero',
      withFirst({ missing: 'zero' }),
      'The scoring is not as it must be at criteria.0.missing',
    ],
    [
      'a question that does not exist',
      withFirst({ question: 'stuff' }),
      'names a question "stuff" that does not exist',
    ],
    [
      'a row that does not exist',
      withFirst({ row: 'kind' }),
      'must name a row of the matrix "staff"; it has polite, listen, clear',
    ],
    ['a matrix without row', withFirst({ row: undefined }), 'must name a row of the matrix "staff"'],
    [
      'an open question',
      withFirst({ question: 'words', row: undefined }),
      'a comment, which has no single level',
    ],
    [
      'a factor that does not exist',
      withFirst({ factor: 'speed' }),
      'belongs to a factor "speed" that does not exist; the factors are staff, whole',
    ],
    [
      'a scale that does not exist',
      withFirst({ scale: 'seven' }),
      'uses a scale "seven" that does not exist',
    ],
    ['a criterion twice', withFirst({ key: 'staff.listen' }), 'The criterion "staff.listen" is there twice'],
    ['an answer for two criteria', withFirst({ row: 'listen' }), 'take the same answer'],
    [
      'a satisfied level that does not exist',
      withScale({ satisfied: [6] }),
      'Level 6 counts as satisfied but is no level of scale "stars"',
    ],
    ['levels that fall', withScale({ levels: [5, 4, 3, 2, 1] }), 'The levels of scale "stars" must rise'],
    ['a level without label', withScale({ labels: {} }), 'Level 1 of scale "stars" has no label'],
    [
      'a value scored and unscored',
      withScale({ unscored: [5] }),
      'The value "5" of scale "stars" is both scored and unscored',
    ],
    [
      'a procedure question that does not exist',
      (s) => ({ ...s, procedureQuestion: 'field' }),
      'there is none of that name',
    ],
    [
      'a counted open question',
      (s) => ({ ...s, countedQuestions: ['words'] }),
      '"words" cannot be counted: people write a comment freely',
    ],
    [
      'a counted question that does not exist',
      (s) => ({ ...s, countedQuestions: ['no'] }),
      '"no" cannot be counted: there is no question of that name',
    ],
    [
      'a weight for a factor that does not exist',
      (s) => ({
        ...s,
        index: {
          rule: 'weightedMean',
          weights: [{ factor: 'speed', weight: 1 }],
          confidence: 'U',
          source: { vi: 'x' },
        },
      }),
      'A weight names a factor "speed" that does not exist',
    ],
    [
      'a factor without criterion',
      (s) => ({
        ...s,
        factors: [...s.factors, { key: 'empty', part: 'service', label: { vi: 'x' }, rule: 'pooled' }],
      }),
      'No criterion belongs to the factor "empty"',
    ],
    [
      'a method that ends before it begins',
      (s) => ({ ...s, method: { ...s.method, validUntil: '2025-01-01' } }),
      'The method ends on 2025-01-01, not after its beginning on 2026-01-01',
    ],
  ])('with %s', (_, change, sentence) => {
    expect(objectionsToScoring((scoring) => JSON.parse(JSON.stringify(change(scoring))))).toContainEqual(
      expect.stringContaining(sentence),
    );
  });

  test('a question that is in no figure is pointed out', () => {
    const definition = visitDefinition();
    (definition['pages'] as { elements: Json[] }[])[0]?.elements.push(
      question('boolean', 'again', { title: { vi: 'Lại?', en: 'Again?' } }),
    );

    expect(checkDefinition({ definition, scoring: visitScoring() })).toContainEqual({
      severity: 'warning',
      path: '/scoring',
      message: 'Question "again" is neither a criterion nor counted, so its answers will be in no figure.',
    });
  });
});
