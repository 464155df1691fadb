/**
 * A report as CSV: the same numbers as in the JSON, for Excel and for handing upwards.
 *
 * First the lens (which campaign, channels, days, map, scoring, how many people),
 * one line each; then one line per unit and figure. Numbers stand unrounded
 * with a decimal point, so that programs read them; beside them one column has
 * the share as people read it, "84,64 %".
 */
import { addDays } from '../domain/day.ts';
import {
  withheldReason,
  type Figure,
  type IndexFigure,
  type Interval,
  type Report,
  type ReportRow,
} from '../domain/report.ts';
import { textIn, type Language, type LocalizedText } from '../domain/text.ts';

type Cell = string | number | undefined;

/** Excel takes a file for UTF-8 only when it begins with this. */
const BYTE_ORDER_MARK = '\uFEFF';
const NO_BREAK_SPACE = '\u00A0';

/** Headings; no native speaker has read the Khmer ones. */
const words = {
  campaign: { vi: 'Đợt khảo sát', en: 'Survey round', km: 'វគ្គស្ទង់មតិ' },
  series: { vi: 'Chuỗi đợt khảo sát', en: 'Series', km: 'ស៊េរីវគ្គ' },
  period: { vi: 'Kỳ', en: 'Period', km: 'រយៈពេល' },
  periodText: {
    vi: 'từ {from} đến hết {last}',
    en: '{from} to {last} inclusive',
    km: 'ពី {from} ដល់ចប់ {last}',
  },
  within: { vi: 'Phạm vi', en: 'Scope', km: 'វិសាលភាព' },
  channels: { vi: 'Kênh', en: 'Channels', km: 'មធ្យោបាយ' },
  qr: { vi: 'mã QR', en: 'QR code', km: 'កូដ QR' },
  link: { vi: 'liên kết', en: 'link', km: 'តំណ' },
  mail: { vi: 'thư mời', en: 'invitation by mail', km: 'សំបុត្រអញ្ជើញ' },
  kiosk: { vi: 'kiosk', en: 'kiosk', km: 'គីអូស' },
  assisted: { vi: 'cán bộ nhập giúp', en: 'entered by a clerk', km: 'មន្ត្រីជួយបញ្ចូល' },
  paper: { vi: 'phiếu giấy', en: 'paper form', km: 'សន្លឹកក្រដាស' },
  procedure: { vi: 'Thủ tục', en: 'Procedure', km: 'នីតិវិធី' },
  allProcedures: { vi: 'mọi thủ tục', en: 'all procedures', km: 'គ្រប់នីតិវិធី' },
  map: { vi: 'Bản đồ', en: 'Map', km: 'ផែនទី' },
  'as-was': { vi: 'theo thời điểm', en: 'as it was', km: 'តាមពេលនោះ' },
  today: { vi: 'theo bản đồ hiện nay', en: "today's map", km: 'តាមផែនទីបច្ចុប្បន្ន' },
  versions: { vi: 'Phiên bản phiếu', en: 'Survey versions', km: 'កំណែសន្លឹក' },
  scoring: { vi: 'Cách tính', en: 'Scoring', km: 'វិធីគណនា' },
  freshAt: { vi: 'Tính đến', en: 'Counted up to', km: 'គិតត្រឹម' },
  submissions: { vi: 'Số phiếu', en: 'Submissions', km: 'ចំនួនសន្លឹក' },
  minimum: { vi: 'Số người ít nhất để hiện số', en: 'Fewest people shown', km: 'ចំនួនមនុស្សតិចបំផុតដែលបង្ហាញ' },
  sample: { vi: 'Người trả lời', en: 'Respondents', km: 'អ្នកឆ្លើយ' },
  served: {
    vi: 'người tự trả lời, không phải mẫu đại diện; khoảng 95 % chỉ nói về sai số ngẫu nhiên',
    en: 'self-selected, not a representative sample; the 95 % interval covers chance only',
    km: 'អ្នកឆ្លើយដោយខ្លួនឯង មិនមែនគំរូតំណាងទេ ចន្លោះ 95 % និយាយតែពីកំហុសចៃដន្យ',
  },
  household: {
    vi: 'hộ gia đình được chọn mẫu; không có khoảng 95 %, vì số đếm không cho biết cách chọn mẫu',
    en: 'households drawn as a sample; no 95 % interval, since counts do not know how it was drawn',
    km: 'គ្រួសារដែលបានជ្រើសជាគំរូ គ្មានចន្លោះ 95 % ទេ ព្រោះចំនួនមិនបង្ហាញពីរបៀបជ្រើសគំរូ',
  },
  code: { vi: 'Mã', en: 'Code', km: 'កូដ' },
  unit: { vi: 'Đơn vị', en: 'Unit', km: 'អង្គភាព' },
  kind: { vi: 'Loại số', en: 'Kind of figure', km: 'ប្រភេទតួលេខ' },
  figure: { vi: 'Nội dung', en: 'Figure', km: 'ខ្លឹមសារ' },
  state: { vi: 'Trạng thái', en: 'State', km: 'ស្ថានភាព' },
  text: { vi: 'Tỷ lệ hài lòng', en: 'Satisfied', km: 'អត្រាពេញចិត្ត' },
  share: { vi: 'Giá trị (0–1)', en: 'Value (0–1)', km: 'តម្លៃ (0–1)' },
  low: { vi: 'Khoảng 95 %, dưới', en: '95 % interval, low', km: 'ចន្លោះ 95 % ក្រោម' },
  high: { vi: 'Khoảng 95 %, trên', en: '95 % interval, high', km: 'ចន្លោះ 95 % លើ' },
  answered: { vi: 'Đã trả lời (người)', en: 'Answered (people)', km: 'បានឆ្លើយ (នាក់)' },
  unscored: { vi: 'Không tính (người)', en: 'Unscored (people)', km: 'មិនគិត (នាក់)' },
  answers: { vi: 'Câu trả lời', en: 'Answers', km: 'ចម្លើយ' },
  level: { vi: 'Mức {level}', en: 'Level {level}', km: 'កម្រិត {level}' },
  asOf: { vi: 'Số liệu đến hết ngày', en: 'Shares up to and with', km: 'តួលេខដល់ចប់ថ្ងៃ' },
  notes: { vi: 'Ghi chú', en: 'Notes', km: 'កំណត់សម្គាល់' },
  since: {
    vi: 'chỉ tính từ bản {version}; các bản trước hỏi theo nghĩa khác',
    en: 'counted from version {version} on; earlier ones asked something else',
    km: 'គិតតែចាប់ពីកំណែ {version} កំណែមុនៗសួរតាមន័យផ្សេង',
  },
  total: { vi: 'Toàn bộ', en: 'All of it', km: 'ទាំងអស់' },
  overall: { vi: 'Chung', en: 'Overall', km: 'រួម' },
  factor: { vi: 'Yếu tố', en: 'Factor', km: 'កត្តា' },
  criterion: { vi: 'Tiêu chí', en: 'Criterion', km: 'លក្ខណៈវិនិច្ឆ័យ' },
  index: { vi: 'Chỉ số', en: 'Index', km: 'សន្ទស្សន៍' },
  published: { vi: 'hiện số', en: 'published', km: 'បង្ហាញ' },
  few: {
    vi: 'chưa đủ {minimum} người trả lời nên không hiện số',
    en: 'not shown: fewer than {minimum} people',
    km: 'មិនទាន់គ្រប់ {minimum} នាក់ឆ្លើយ ដូច្នេះមិនបង្ហាញ',
  },
  waiting: {
    vi: 'chưa có ngày nào đã khép và đủ người để hiện số',
    en: 'not shown: no days are over yet that have enough people',
    km: 'មិនទាន់មានថ្ងៃដែលចប់ ហើយមានមនុស្សគ្រប់',
  },
  complementary: {
    vi: 'giữ kín kèm theo, để không ai tính ngược ra số khác',
    en: 'withheld too, so that no other figure can be subtracted',
    km: 'លាក់បន្ថែម ដើម្បីកុំឱ្យគេគណនាតួលេខផ្សេង',
  },
  unanswered: { vi: 'chưa có ai trả lời', en: 'no answers yet', km: 'មិនទាន់មានអ្នកឆ្លើយ' },
} satisfies Record<string, LocalizedText>;

export function satisfactionCsv(report: Report, language: Language): string {
  const say = (word: keyof typeof words, values: Record<string, string | number> = {}): string =>
    textIn(words[word], language).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  const levels = levelsOf(report);

  const head: Cell[] = [
    ...(['code', 'unit', 'kind', 'figure', 'state', 'text', 'share', 'low', 'high', 'answered'] as const),
    ...(['unscored', 'answers'] as const),
  ].map((word) => say(word));
  const headings = [
    ...head,
    ...levels.map((level) => say('level', { level })),
    say('submissions'),
    say('asOf'),
    say('notes'),
  ];
  const lines: Cell[][] = [...lensOf(report, language, say), [], headings];
  for (const row of [report.total, ...report.rows]) {
    const isTotal = row === report.total;
    for (const { kind, name, note, figure } of figuresOf(report, row, say, language)) {
      const line = [
        row.unit.code === undefined ? undefined : `${row.unit.code.code} (${row.unit.code.scheme})`,
        isTotal ? `${say('total')}: ${textIn(row.unit.name, language)}` : textIn(row.unit.name, language),
        say(kind),
        name ?? say(kind),
        say(figure.kind === 'withheld' ? withheldReason(figure) : figure.kind, {
          minimum: report.minimumAnswers,
        }),
        ...numbersOf(figure, levels, language),
        ...(kind === 'overall' ? [row.submissions, row.asOf, row.notes?.join(' ')] : []),
        ...(note === undefined ? [] : [undefined, undefined, note]),
      ];
      // As many cells as there are headings: strict readers refuse a table with ragged lines.
      lines.push(Array.from(headings, (_, column) => line[column]));
    }
  }
  return BYTE_ORDER_MARK + lines.map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

type Say = (word: keyof typeof words, values?: Record<string, string | number>) => string;

/** What makes the figures: printed above every table that leaves. */
const lensOf = (report: Report, language: Language, say: Say): Cell[][] => [
  report.campaign === undefined ? [say('series'), report.series] : [say('campaign'), report.campaign],
  [say('within'), textIn(report.total.unit.name, language)],
  [say('period'), say('periodText', { from: report.from, last: addDays(report.until, -1) })],
  [say('map'), say(report.map)],
  [say('channels'), report.channels.map((channel) => say(channel)).join(', ')],
  [say('procedure'), procedureName(report, language) ?? say('allProcedures')],
  [say('versions'), report.versions.join(', ')],
  [say('scoring'), report.scoring],
  [say('freshAt'), report.freshAt],
  [say('submissions'), report.total.submissions],
  [say('minimum'), report.minimumAnswers],
  [say('sample'), say(report.population)],
];

const procedureName = ({ procedure, labels }: Report, language: Language): string | undefined =>
  procedure === undefined ? undefined : textIn(labels.procedures[procedure] ?? { vi: procedure }, language);

interface NamedFigure {
  kind: 'overall' | 'factor' | 'criterion' | 'index';
  name?: string;
  note?: string;
  figure: Figure | Exclude<IndexFigure, { kind: 'none' }>;
}

function figuresOf({ labels }: Report, row: ReportRow, say: Say, language: Language): NamedFigure[] {
  const figures: NamedFigure[] = [{ kind: 'overall', figure: row.overall }];
  if (row.index.kind !== 'none') figures.push({ kind: 'index', figure: row.index });
  for (const [factor, figure] of Object.entries(row.factors)) {
    figures.push({
      kind: 'factor',
      name: textIn(labels.factors[factor] ?? { vi: factor }, language),
      figure,
    });
    for (const [key, { factor: of, label, since }] of Object.entries(labels.criteria)) {
      const criterion = row.criteria[key];
      if (of !== factor || criterion === undefined) continue;
      figures.push({
        kind: 'criterion',
        name: textIn(label, language),
        ...(since === undefined ? {} : { note: say('since', { version: since }) }),
        figure: criterion,
      });
    }
  }
  return figures;
}

/** Text, value, bounds, people, unscored, answers, one per level. Empty where nothing may be said. */
function numbersOf(figure: NamedFigure['figure'], levels: readonly string[], language: Language): Cell[] {
  if (figure.kind !== 'published') return Array<Cell>(7 + levels.length).fill(undefined);
  if ('value' in figure) {
    // An index is no share of anybody: its number, and no per cent.
    return [
      undefined,
      figure.value,
      undefined,
      undefined,
      figure.answered,
      ...Array<Cell>(2 + levels.length),
    ];
  }
  const counts = figure.levels ?? figure.answersByLevel ?? {};
  return [
    percentText(figure.share, figure.interval, language),
    figure.share,
    figure.interval?.low,
    figure.interval?.high,
    figure.answered,
    figure.unscored,
    figure.answers,
    ...levels.map((level) => counts[level]),
  ];
}

/** "84,64 % (81,10–87,60)", in English "84.64 % (81.10–87.60)". The only place here that rounds. */
function percentText(share: number, interval: Interval | undefined, language: Language): string {
  const number = new Intl.NumberFormat(language === 'en' ? 'en' : 'vi-VN', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const percent = (value: number) => number.format(value * 100);
  const range = interval === undefined ? '' : ` (${percent(interval.low)}–${percent(interval.high)})`;
  return `${percent(share)}${NO_BREAK_SPACE}%${range}`;
}

/** Every level of every criterion's scale, lowest first. */
const levelsOf = ({ labels }: Report): string[] =>
  [...new Set(Object.values(labels.criteria).flatMap((criterion) => Object.keys(criterion.levels)))].sort(
    (a, b) => Number(a) - Number(b),
  );

/**
 * One cell. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front; numbers are ours and stay numbers.
 */
function quote(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
