import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from '@jest/globals';
import { objectionSentence } from '../../../client/staff/admin/objectionSentence.ts';
import { propertyReasons, typeReasons } from '../../../server/surveyjs/allowList.ts';
import { checkDefinition } from '../../../server/surveyjs/checkDefinition.ts';
import { definitionOf, question, visitScoring } from '../../support/questionnaires.ts';

const catalogue = JSON.parse(readFileSync('client/staff/admin/objections.vi.json', 'utf8')) as [
  string,
  string,
][];
const templates = new Set(catalogue.map(([template]) => template));

/** Sentences of the operator's commands and of the server's log, which no admin reads in the application. */
const elsewhere = ['checkShippedSurveys.ts', 'shippedSurveys.ts', 'judgeProcess.ts', 'judgeChild.ts'];
/** Written with a part that is there or not: both ways stand in the catalogue. */
const inTwoWays = new Set(["The expression {} cannot be read{}; write it like {question} = 'value'."]);

/** Every string of the sources that ends like a sentence, `{}` for what is put in. */
function sentencesOfServer(): string[] {
  const found: string[] = [];
  for (const file of readdirSync('server/surveyjs').filter(
    (name) => name.endsWith('.ts') && !elsewhere.includes(name),
  )) {
    const source = ts.createSourceFile(
      file,
      readFileSync(`server/surveyjs/${file}`, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      const text = ts.isStringLiteralLike(node)
        ? node.text
        : ts.isTemplateExpression(node)
          ? node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('')
          : undefined;
      if (text !== undefined && / \S+.*\.$/.test(text)) found.push(text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

describe('objections in Vietnamese', () => {
  test('every sentence that publication can say has a translation', () => {
    const sentences = sentencesOfServer();

    expect(sentences.length).toBeGreaterThan(100);
    expect(sentences.filter((sentence) => !templates.has(sentence) && !inTwoWays.has(sentence))).toEqual([
      // the SurveyJS linter's own finding with its rule
      '{} (SurveyJS linter, {}).',
    ]);
    const reasons = [...Object.values(propertyReasons), ...Object.values(typeReasons)];
    expect(reasons.filter((reason) => !templates.has(reason))).toEqual([]);
  });

  test('each takes as many values as its template gives, and no other', () => {
    const odd = catalogue.filter(([template, sentence]) => {
      const given = template.split('{}').length - 1;
      const taken = [...sentence.matchAll(/\{(\d+)\}/g)].map(([, at]) => Number(at));
      return taken.some((at) => at < 1 || at > given);
    });

    expect(odd).toEqual([]);
  });

  test.each([
    [
      question('html', 'q', { html: '<b>x</b>' }),
      'Loại "html" chứa HTML, có thể chạy mã trước mặt người dân',
    ],
    [question('radiogroup', 'q', { choices: [1, '1'] }), 'Giá trị "1" có hai lần trong "choices"'],
    [
      question('radiogroup', 'q', { choices: ['a', 'b'], visibleIf: '{nobody} = 1' }),
      'Tên "{nobody}" trong điều kiện không phải câu nào của bộ này',
    ],
    [question('text', 'q', { min: 'x', inputType: 'number' }), '"min" phải là số nếu hỏi số'],
    [{ type: 'comment', name: 'Câu 1', title: 'x' }, 'Tên "Câu 1" chưa hợp'],
  ])('%j', (element, sentence) => {
    const said = checkDefinition({ definition: definitionOf(element), scoring: visitScoring() }).map(
      ({ message }) => objectionSentence(message, 'vi'),
    );

    expect(said).toContainEqual(expect.stringContaining(sentence));
  });

  test('readers of English get the server’s words, and what is not known stays as it is', () => {
    expect(objectionSentence('There are 60 pages, the limit is 50.', 'en')).toBe(
      'There are 60 pages, the limit is 50.',
    );
    expect(objectionSentence('There are 60 pages, the limit is 50.', 'km')).toBe(
      'Có 60 trang, giới hạn là 50.',
    );
    expect(objectionSentence('Something new.', 'vi')).toBe('Something new.');
  });
});
