/** Small questionnaires for tests: a definition is what an admin writes, a plan what publishing makes of it. */
import type { Plan } from '../../server/domain/questionnaire/plan.ts';
import type { Scoring } from '../../server/domain/scoring.ts';
import { compilePlan } from '../../server/surveyjs/compilePlan.ts';
import { ObjectionList } from '../../server/surveyjs/objections.ts';

export type Json = Record<string, unknown>;

/** A definition in Vietnamese with one page of these elements. */
export const definitionOf = (...elements: Json[]): Json => ({
  title: 'Phiếu khảo sát',
  pages: [{ name: 'page1', elements }],
});

/** Any question; its title is made of its name. */
export const question = (type: string, name: string, more: Json = {}): Json => ({
  type,
  name,
  title: `Câu ${name}`,
  ...more,
});

/** The plan of these elements; fails when publication would refuse them. */
export function planOf(...elements: Json[]): Plan {
  const objections = new ObjectionList();
  const plan = compilePlan(definitionOf(...elements), '', 'visit@2026-1', undefined, objections);
  if (objections.hasErrors) throw new Error(JSON.stringify(objections.all));
  return plan;
}

const levels = ['Rất không hài lòng', 'Không hài lòng', 'Bình thường', 'Hài lòng', 'Rất hài lòng'];

/** Three rows on five levels with "does not apply", one rating of the whole, the procedure, a comment. */
export const visitDefinition = (): Json => ({
  locale: 'vi',
  title: { vi: 'Một lần giao dịch', en: 'A visit' },
  pages: [
    {
      name: 'visit',
      elements: [
        {
          type: 'dropdown',
          name: 'procedure',
          title: { vi: 'Thủ tục', en: 'Procedure' },
          choices: [
            { value: 'land', text: { vi: 'Đất đai', en: 'Land' } },
            { value: 'birth', text: { vi: 'Khai sinh', en: 'Birth' } },
          ],
        },
        {
          type: 'matrix',
          name: 'staff',
          title: { vi: 'Công chức', en: 'Staff' },
          rows: [
            { value: 'polite', text: { vi: 'Lịch sự', en: 'Polite' } },
            { value: 'listen', text: { vi: 'Lắng nghe', en: 'Listens' } },
            { value: 'clear', text: { vi: 'Dễ hiểu', en: 'Clear' } },
          ],
          columns: [
            ...levels.map((vi, i) => ({ value: i + 1, text: { vi, en: `Level ${i + 1}` } })),
            { value: 'na', text: { vi: 'Không áp dụng', en: 'Does not apply' } },
          ],
        },
        {
          type: 'rating',
          name: 'overall_rating',
          title: { vi: 'Nói chung', en: 'On the whole' },
          isRequired: true,
        },
        { type: 'comment', name: 'words', title: { vi: 'Góp ý', en: 'Comment' } },
      ],
    },
  ],
});

/** The scoring of `visitDefinition`: satisfied = 4 and 5. */
export function visitScoring(version = 'visit@2026-1'): Scoring {
  const labels = Object.fromEntries(levels.map((vi, i) => [String(i + 1), { vi, en: `Level ${i + 1}` }]));
  const scale = {
    levels: [1, 2, 3, 4, 5],
    satisfied: [4, 5],
    values: [1, 2, 3, 4, 5].map((level) => ({ value: level, level })),
    labels,
  };
  const criterion = (key: string, factor: string, question: string, scale: string, row?: string) => ({
    key,
    factor,
    label: { vi: key, en: key },
    question,
    ...(row !== undefined && { row }),
    scale,
    confidence: 'M' as const,
    missing: 'unscored' as const,
  });
  return {
    version,
    method: {
      id: 'visit',
      name: { vi: 'Khảo sát', en: 'Survey' },
      validFrom: '2026-01-01',
      source: { vi: 'invented for tests' },
      confidence: 'U',
    },
    scales: { five: { ...scale, unscored: ['na'] }, stars: { ...scale, unscored: [] } },
    criteria: [
      criterion('staff.polite', 'staff', 'staff', 'five', 'polite'),
      criterion('staff.listen', 'staff', 'staff', 'five', 'listen'),
      criterion('staff.clear', 'staff', 'staff', 'five', 'clear'),
      criterion('whole', 'whole', 'overall_rating', 'stars'),
    ],
    factors: [
      { key: 'staff', part: 'service', label: { vi: 'Công chức', en: 'Staff' }, rule: 'pooled' },
      { key: 'whole', part: 'service', label: { vi: 'Nói chung', en: 'On the whole' }, rule: 'pooled' },
    ],
    index: { rule: 'none' },
    procedureQuestion: 'procedure',
    countedQuestions: [],
  };
}
