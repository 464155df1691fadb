import type { Plan } from '../../server/domain/questionnaire/plan.ts';
import { publishVersion } from '../../server/surveyjs/publishVersion.ts';
import type { SurveyVersion } from '../../server/domain/questionnaire/version.ts';
import { type Json, visitDefinition, visitScoring } from './questionnaires.ts';

const say = (vi: string, en: string): Json => ({ vi, en });
const choice = (value: string, vi: string, en: string): Json => ({ value, text: say(vi, en) });

/** One question of every type of the slow path, as an admin may paste them, on a page after the visit's. */
export const slowQuestions = {
  visits: {
    type: 'paneldynamic',
    name: 'visits',
    title: say('Những lần phải đến trước đó', 'Earlier visits'),
    visibleIf: "{procedure} = 'land'",
    templateTitle: say('Lần {panelIndex}', 'Visit {panelIndex}'),
    panelCount: 0,
    maxPanelCount: 3,
    addPanelText: say('Thêm một lần', 'Add a visit'),
    templateElements: [
      {
        type: 'text',
        name: 'minutes',
        title: say('Chờ bao nhiêu phút?', 'How many minutes did you wait?'),
        inputType: 'number',
        isRequired: true,
        min: 0,
        max: 600,
      },
      {
        type: 'radiogroup',
        name: 'reason',
        title: say('Vì sao phải quay lại?', 'Why did you have to come back?'),
        choices: [
          choice('papers', 'Thiếu giấy tờ', 'Papers were missing'),
          choice('queue', 'Không đến lượt', 'It was not my turn'),
        ],
      },
      {
        type: 'comment',
        name: 'which',
        title: say('Thiếu giấy tờ nào?', 'Which papers?'),
        visibleIf: "{panel.reason} = 'papers'",
        isRequired: true,
        maxLength: 40,
      },
    ],
  },
  papers: {
    type: 'matrixdynamic',
    name: 'papers',
    title: say('Giấy tờ đã nộp', 'Papers handed in'),
    rowCount: 1,
    maxRowCount: 4,
    keyName: 'paper',
    addRowText: say('Thêm giấy tờ', 'Add a paper'),
    columns: [
      { name: 'paper', title: say('Giấy tờ', 'Paper'), cellType: 'text', isRequired: true },
      {
        name: 'kind',
        title: say('Loại', 'Kind'),
        cellType: 'dropdown',
        choices: [choice('original', 'Bản chính', 'Original'), choice('copy', 'Bản sao', 'Copy')],
      },
    ],
  },
  waits: {
    type: 'matrixdropdown',
    name: 'waits',
    title: say('Từng chặng', 'Each stage'),
    cellType: 'dropdown',
    choices: [choice('fast', 'Nhanh', 'Fast'), choice('slow', 'Chậm', 'Slow')],
    rows: [choice('desk', 'Lấy số', 'Ticket'), choice('counter', 'Tại quầy', 'At the counter')],
    columns: [
      { name: 'pace', title: say('Nhanh hay chậm', 'Pace') },
      {
        name: 'why',
        title: say('Vì sao chậm', 'Why slow'),
        cellType: 'text',
        visibleIf: "{row.pace} = 'slow'",
      },
    ],
  },
  times: {
    type: 'multipletext',
    name: 'times',
    title: say('Giờ đến và giờ về', 'Arrival and leaving'),
    items: [
      { name: 'came', title: say('Đến lúc', 'Came at'), inputType: 'time', isRequired: true },
      { name: 'left', title: say('Về lúc', 'Left at'), inputType: 'time' },
    ],
  },
  order: {
    type: 'ranking',
    name: 'order',
    title: say('Điều gì quan trọng nhất?', 'What matters most?'),
    choices: [
      choice('speed', 'Nhanh', 'Speed'),
      choice('respect', 'Lịch sự', 'Respect'),
      choice('cost', 'Ít tốn', 'Cost'),
    ],
  },
  effort: {
    type: 'slider',
    name: 'effort',
    title: say('Tốn công sức đến mức nào?', 'How much effort was it?'),
    min: 0,
    max: 10,
  },
} satisfies Record<string, Json>;

export const slowDefinition = (): Json => {
  const visit = visitDefinition() as { pages: Json[] };
  return {
    ...visit,
    pages: [
      ...visit.pages,
      { name: 'details', title: say('Chi tiết', 'Details'), elements: Object.values(slowQuestions) },
    ],
  };
};

export const slowVersion = (version = 'visit@2026-1'): SurveyVersion =>
  publishVersion({
    version,
    definition: slowDefinition(),
    scoring: visitScoring(version),
    publishedAt: new Date('2026-11-25T08:00:00Z'),
    confirmGaps: true,
  });

export const slowPlan = (): Plan => slowVersion().plan;
