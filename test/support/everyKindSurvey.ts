import type { Plan, PlanQuestion } from '../../server/domain/questionnaire/plan.ts';
import type { SurveyVersion } from '../../server/domain/questionnaire/version.ts';
import { smallSurvey } from './smallSurvey.ts';

const say = (vi: string, km: string, en: string) => ({ vi, km, en });
const base = { isRequired: false };
const choice = (value: string | number, vi: string, km: string, en: string) => ({
  value,
  text: say(vi, km, en),
});

const questions = {
  came: {
    ...base,
    kind: 'boolean',
    name: 'came',
    title: say('Ông/Bà có nhận kết quả đúng hẹn không?', 'តើទទួលលទ្ធផលទាន់ពេលឬទេ?', 'Was the result on time?'),
    isRequired: true,
    valueTrue: true,
    valueFalse: false,
    labelTrue: say('Có', 'បាទ', 'Yes'),
    labelFalse: say('Không', 'ទេ', 'No'),
  },
  why: {
    ...base,
    kind: 'text',
    name: 'why',
    title: say('Trễ vì sao?', 'ហេតុអ្វីយឺត?', 'Why was it late?'),
    input: 'text',
    maxLength: 100,
    isRequired: true,
    visibleIf: {
      kind: 'binary',
      operator: 'equal',
      left: { kind: 'answer', path: ['came'] },
      right: { kind: 'literal', value: false },
    },
  },
  stars: {
    ...base,
    kind: 'rating',
    name: 'stars',
    title: say('Ông/Bà cho lần phục vụ này mấy sao?', 'តើឱ្យផ្កាយប៉ុន្មាន?', 'How many stars?'),
    values: [1, 2, 3, 4, 5].map((value) => ({ value })),
    display: 'stars',
  },
  faces: {
    ...base,
    kind: 'rating',
    name: 'faces',
    title: say('Ông/Bà thấy thế nào?', 'តើមានអារម្មណ៍យ៉ាងណា?', 'How did you feel?'),
    values: [
      { value: 1, text: say('Không hài lòng', 'មិនពេញចិត្ត', 'Dissatisfied') },
      { value: 2, text: say('Bình thường', 'ធម្មតា', 'Neutral') },
      { value: 3, text: say('Hài lòng', 'ពេញចិត្ត', 'Satisfied') },
    ],
    display: 'smileys',
  },
  recommend: {
    ...base,
    kind: 'rating',
    name: 'recommend',
    title: say('Ông/Bà có khuyên người khác dùng không?', 'តើនឹងណែនាំអ្នកដទៃទេ?', 'Would you recommend it?'),
    values: Array.from({ length: 11 }, (_, value) => ({ value })),
    display: 'numbers',
    minText: say('Không đời nào', 'មិនដែល', 'Never'),
    maxText: say('Chắc chắn', 'ប្រាកដ', 'Certainly'),
  },
  office: {
    ...base,
    kind: 'dropdown',
    name: 'office',
    title: say('Quầy nào?', 'បញ្ជរណា?', 'Which counter?'),
    choices: [1, 2, 3].map((value) => choice(value, `Quầy ${value}`, `បញ្ជរ ${value}`, `Counter ${value}`)),
    none: [],
  },
  wishes: {
    ...base,
    kind: 'checkbox',
    name: 'wishes',
    title: say('Ông/Bà mong điều gì?', 'តើចង់បានអ្វី?', 'What do you wish for?'),
    choices: [
      choice('fast', 'Nhanh hơn', 'លឿនជាង', 'Faster'),
      choice('kind', 'Nhẹ nhàng hơn', 'ទន់ភ្លន់ជាង', 'Kinder'),
      choice('near', 'Gần hơn', 'ជិតជាង', 'Nearer'),
    ],
    other: {
      value: 'other',
      text: say('Điều khác', 'ផ្សេងទៀត', 'Something else'),
      maxLength: 50,
      isRequired: true,
    },
    none: [{ value: 'none', text: say('Không có', 'គ្មាន', 'Nothing') }],
    maxSelected: 2,
  },
  visits: {
    ...base,
    kind: 'radiogroup',
    name: 'visits',
    title: say('Ông/Bà đến mấy lần?', 'មកប៉ុន្មានដង?', 'How many visits?'),
    choices: [choice(1, '1 lần', '1 ដង', 'Once'), choice(2, '2 lần', '2 ដង', 'Twice')],
    other: { value: 'other', text: say('Khác', 'ផ្សេង', 'Other'), maxLength: 50, isRequired: true },
    none: [],
  },
  people: {
    ...base,
    kind: 'text',
    name: 'people',
    title: say('Có mấy người chờ?', 'មានមនុស្សប៉ុន្មាននាក់រង់ចាំ?', 'How many people waited?'),
    input: 'number',
    maxLength: 10,
    min: 0,
    max: 500,
  },
  day: {
    ...base,
    kind: 'text',
    name: 'day',
    title: say('Ông/Bà đến ngày nào?', 'មកថ្ងៃណា?', 'On which day?'),
    input: 'date',
    maxLength: 10,
  },
  words: {
    ...base,
    kind: 'comment',
    name: 'words',
    title: say('Ông/Bà góp ý gì?', 'តើមានយោបល់អ្វី?', 'Any comment?'),
    maxLength: 200,
  },
  signs: {
    ...base,
    kind: 'matrix',
    name: 'signs',
    title: say('Nơi này có những gì?', 'កន្លែងនេះមានអ្វី?', 'What does the place have?'),
    rows: [
      { value: 'map', text: say('Sơ đồ', 'ផែនទី', 'A map') },
      { value: 'water row', text: say('Nước uống', 'ទឹក', 'Water') },
    ],
    columns: [choice('yes', 'Có', 'មាន', 'Yes'), choice('no', 'Không', 'គ្មាន', 'No')],
    eachRowRequired: false,
    eachRowUnique: false,
    unscoredColumns: [],
  },
} satisfies Record<string, PlanQuestion>;

/** Every kind of question of the fast path on two pages, with a panel, a condition, "other" and "none". */
export const everyKindPlan: Plan = {
  version: 'every-kind@1',
  languages: ['vi', 'km', 'en'],
  title: say('Phiếu đủ loại câu hỏi', 'កម្រងសំណួរគ្រប់ប្រភេទ', 'A form with every kind of question'),
  pages: [
    {
      name: 'visitPage',
      title: say('Lần đến này', 'ការមកលើកនេះ', 'This visit'),
      elements: [
        questions.came,
        questions.why,
        {
          kind: 'panel',
          name: 'marks',
          title: say('Chấm điểm', 'ដាក់ពិន្ទុ', 'Marks'),
          elements: [questions.stars, questions.faces, questions.recommend],
        },
        questions.signs,
      ],
    },
    {
      name: 'wordsPage',
      title: say('Lời kể', 'ពាក្យ', 'Words'),
      elements: [
        questions.office,
        questions.wishes,
        questions.visits,
        questions.people,
        questions.day,
        questions.words,
      ],
    },
  ],
};

export const everyKindSurvey = (): SurveyVersion => ({
  ...smallSurvey(everyKindPlan.version),
  survey: 'every-kind',
  plan: everyKindPlan,
  scoring: {
    ...smallSurvey().scoring,
    version: everyKindPlan.version,
    criteria: [],
    factors: [],
    countedQuestions: [],
  },
});
