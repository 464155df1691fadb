/** What a new survey's draft begins with: one question on five levels, complete enough to be published. */
const levels = [
  [1, 'Rất không hài lòng', 'Very dissatisfied'],
  [2, 'Không hài lòng', 'Dissatisfied'],
  [3, 'Bình thường', 'Neutral'],
  [4, 'Hài lòng', 'Satisfied'],
  [5, 'Rất hài lòng', 'Very satisfied'],
] as const;

export const emptyDefinition = {
  locale: 'vi',
  title: { vi: 'Khảo sát mới', en: 'New survey' },
  pages: [
    {
      name: 'page1',
      elements: [
        {
          type: 'radiogroup',
          name: 'visit',
          title: {
            vi: 'Ông/Bà hài lòng đến mức nào về lần phục vụ này?',
            en: 'How satisfied are you with the service you received today?',
          },
          isRequired: true,
          choices: levels.map(([value, vi, en]) => ({ value, text: { vi, en } })),
        },
      ],
    },
  ],
};

export const emptyScoring = {
  method: {
    id: 'new-method',
    name: { vi: 'Phương pháp mới', en: 'New method' },
    validFrom: '2026-01-01',
    source: { vi: 'Do đơn vị tự xây dựng.', en: 'Ours.' },
    confidence: 'C',
  },
  scales: {
    satisfaction5: {
      levels: levels.map(([value]) => value),
      satisfied: [4, 5],
      values: levels.map(([value]) => ({ value, level: value })),
      unscored: [],
      labels: Object.fromEntries(levels.map(([value, vi, en]) => [value, { vi, en }])),
    },
  },
  criteria: [
    {
      key: 'visit.overall',
      factor: 'visit',
      label: { vi: 'Hài lòng chung về lần phục vụ', en: 'Satisfaction with the visit' },
      question: 'visit',
      scale: 'satisfaction5',
      confidence: 'C',
      missing: 'unscored',
    },
  ],
  factors: [{ key: 'visit', part: 'service', label: { vi: 'Lần phục vụ', en: 'The visit' }, rule: 'pooled' }],
  index: { rule: 'none' },
  countedQuestions: [],
};
