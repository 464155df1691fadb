import type { Plan } from '../../server/domain/questionnaire/plan.ts';
import type { SurveyVersion, VersionCatalogue } from '../../server/domain/questionnaire/version.ts';
import type { Scoring } from '../../server/domain/scoring.ts';

const label = (text: string) => ({ vi: text });
const choices = (...values: (string | number)[]) =>
  values.map((value) => ({ value, text: label(String(value)) }));

/**
 * A questionnaire with everything that a tally counts: two factors (a matrix
 * with "does not apply", a three-point question with words for values), counted
 * questions of every closed kind, a procedure question, a hidden question, a text.
 */
export function smallSurvey(version = 'small@1'): SurveyVersion {
  const plan: Plan = {
    version,
    languages: ['vi'],
    title: label('Nhỏ'),
    pages: [
      {
        name: 'only',
        elements: [
          {
            kind: 'matrix',
            name: 'staff',
            title: label('Staff'),
            isRequired: true,
            rows: ['polite', 'clear-words', '3'].map((value) => ({ value, text: label(value) })),
            columns: choices(1, 2, 3, 4, 5, 'na'),
            eachRowRequired: false,
            eachRowUnique: false,
            unscoredColumns: ['na'],
          },
          {
            kind: 'radiogroup',
            name: 'result',
            title: label('Result'),
            isRequired: false,
            choices: choices('good', 'fair', 'poor', 'unknown'),
            none: [],
          },
          {
            kind: 'checkbox',
            name: 'heard',
            title: label('Heard of us by'),
            isRequired: false,
            choices: choices('radio', 'paper', '$web'),
            other: { value: 'other', text: label('Other'), maxLength: 100, isRequired: false },
            none: [{ value: 'none', text: label('None') }],
          },
          {
            kind: 'boolean',
            name: 'online',
            title: label('Online?'),
            isRequired: false,
            valueTrue: true,
            valueFalse: false,
            labelTrue: label('Yes'),
            labelFalse: label('No'),
          },
          {
            kind: 'rating',
            name: 'stars',
            title: label('Stars'),
            isRequired: false,
            values: [1, 2, 3].map((value) => ({ value })),
            display: 'stars',
          },
          {
            kind: 'dropdown',
            name: 'procedureField',
            title: label('Procedure'),
            isRequired: false,
            choices: choices('land', 'birth'),
            none: [],
          },
          {
            kind: 'text',
            name: 'why',
            title: label('Why'),
            isRequired: false,
            input: 'text',
            maxLength: 50,
            visibleIf: {
              op: 'equal',
              left: { op: 'name', path: ['result'] },
              right: { op: 'literal', value: 'poor' },
            } as never,
          },
          { kind: 'comment', name: 'comment', title: label('Comment'), isRequired: false, maxLength: 200 },
        ],
      },
    ],
  };
  const criterion = (key: string, factor: string, question: string, scale: string, row?: string) => ({
    key,
    factor,
    label: label(key),
    question,
    ...(row === undefined ? {} : { row }),
    scale,
    confidence: 'C' as const,
    missing: 'unscored' as const,
  });
  const scoring: Scoring = {
    version,
    method: {
      id: 'small',
      name: label('Small'),
      validFrom: '2020-01-01',
      source: { vi: 'test' },
      confidence: 'C',
    },
    scales: {
      five: {
        levels: [1, 2, 3, 4, 5],
        satisfied: [4, 5],
        values: [1, 2, 3, 4, 5].map((value) => ({ value, level: value })),
        unscored: ['na'],
        labels: {},
      },
      three: {
        levels: [0, 1, 2],
        satisfied: [2],
        values: [
          { value: 'good', level: 2 },
          { value: 'fair', level: 1 },
          { value: 'poor', level: 0 },
        ],
        unscored: ['unknown'],
        labels: {},
      },
    },
    criteria: [
      criterion('staff.polite', 'staff', 'staff', 'five', 'polite'),
      criterion('staff.clear', 'staff', 'staff', 'five', 'clear-words'),
      criterion('staff.third', 'staff', 'staff', 'five', '3'),
      criterion('result.outcome', 'result', 'result', 'three'),
    ],
    factors: [
      { key: 'staff', part: 'service', label: label('Staff'), rule: 'pooled' },
      { key: 'result', part: 'service', label: label('Result'), rule: 'pooled' },
    ],
    index: { rule: 'none' },
    procedureQuestion: 'procedureField',
    countedQuestions: ['heard', 'online', 'stars', 'staff'],
  };
  return {
    version,
    survey: version.split('@')[0]!,
    definition: { title: 'Nhỏ' },
    scoring,
    plan,
    contentHash: '0'.repeat(64),
    publishedAt: new Date('2020-01-01T00:00:00Z'),
  };
}

export const catalogueOf = (...versions: readonly SurveyVersion[]): VersionCatalogue => ({
  findVersion: (id) => Promise.resolve(versions.find(({ version }) => version === id)),
});
