/**
 * What is counted of one survey version, as a list of columns.
 *
 * A stored tally keeps one row of whole numbers per channel, procedure and
 * quality flag; this list says what each number is. It follows from the
 * version's plan and scoring alone, and a version never changes.
 */
import { indexOf, valuesOf } from './questionnaire/planIndex.ts';
import type { ChoiceValue, Plan } from './questionnaire/plan.ts';
import type { CriterionKey, FactorKey, Scoring } from './scoring.ts';
import {
  OVERALL,
  type CriterionCounts,
  type DaySubmissions,
  type PersonSums,
  type QuestionCounts,
  type TallyCell,
  type TallyCounts,
} from './tally.ts';
import type { PackedCell } from './tallyCounting.ts';

/** Where one answer is found: a question, or one row of a matrix. */
export interface AnswerPlace {
  question: string;
  row?: string;
}

/** One number of a row. */
export type Column =
  | { kind: 'submissions' }
  /** People at one level of a criterion: those who stored one of these values. */
  | {
      kind: 'level';
      criterion: CriterionKey;
      level: number;
      place: AnswerPlace;
      values: readonly ChoiceValue[];
    }
  /** People who answered a counted question at all. */
  | { kind: 'answered'; question: string; place: AnswerPlace }
  | { kind: 'option'; question: string; place: AnswerPlace; value: ChoiceValue; isList: boolean }
  | { kind: 'sum'; factor: FactorKey | typeof OVERALL; sum: SumName };

export type SumName = Exclude<keyof PersonSums, 'factor'>;
export const SUM_NAMES: readonly SumName[] = ['n', 's', 'm', 'ss', 'mm', 'sm'];

/** The criteria that person-level sums of one factor (or of all) run over. */
export interface SummedFactor {
  factor: FactorKey | typeof OVERALL;
  criteria: readonly {
    place: AnswerPlace;
    scored: readonly ChoiceValue[];
    satisfied: readonly ChoiceValue[];
  }[];
}

export interface TallyLayout {
  /** The first column is always the number of submissions. */
  columns: readonly Column[];
  summed: readonly SummedFactor[];
}

const layouts = new WeakMap<Scoring, TallyLayout>();

/**
 * The layout of a version; made at first use and kept as long as its scoring is.
 *
 * @throws RangeError if the scoring counts a question that the plan does not have or that is not closed
 */
export function layoutOf(version: { plan: Plan; scoring: Scoring }): TallyLayout {
  let layout = layouts.get(version.scoring);
  if (layout === undefined) {
    layout = makeLayout(version);
    layouts.set(version.scoring, layout);
  }
  return layout;
}

function makeLayout({ plan, scoring }: { plan: Plan; scoring: Scoring }): TallyLayout {
  const summed = summedFactors(scoring);
  return {
    summed,
    columns: [
      { kind: 'submissions' },
      ...scoring.criteria.flatMap(({ key, question, row, scale: name }) => {
        const scale = scaleOf(scoring, name);
        return scale.levels.map((level): Column => ({
          kind: 'level',
          criterion: key,
          level,
          place: placeOf(question, row),
          values: valuesAt(scale, [level]),
        }));
      }),
      ...scoring.countedQuestions.flatMap((name) => countedColumns(plan, name)),
      ...summed.flatMap(({ factor }) => SUM_NAMES.map((sum): Column => ({ kind: 'sum', factor, sum }))),
    ],
  };
}

const placeOf = (question: string, row: string | undefined): AnswerPlace =>
  row === undefined ? { question } : { question, row };

function scaleOf(scoring: Scoring, name: string): Scoring['scales'][string] {
  const scale = scoring.scales[name];
  if (scale === undefined) throw new RangeError(`layoutOf: ${scoring.version} has no scale "${name}"`);
  return scale;
}

const valuesAt = (scale: Scoring['scales'][string], levels: readonly number[]): ChoiceValue[] =>
  scale.values.filter(({ level }) => levels.includes(level)).map(({ value }) => value);

function summedFactors(scoring: Scoring): SummedFactor[] {
  const summedOf = (factor: SummedFactor['factor'], criteria: Scoring['criteria']): SummedFactor => ({
    factor,
    criteria: criteria.map(({ question, row, scale: name }) => {
      const scale = scaleOf(scoring, name);
      return {
        place: placeOf(question, row),
        scored: valuesAt(scale, scale.levels),
        satisfied: valuesAt(scale, scale.satisfied),
      };
    }),
  });
  return [
    ...scoring.factors.map(({ key }) =>
      summedOf(
        key,
        scoring.criteria.filter(({ factor }) => factor === key),
      ),
    ),
    summedOf(OVERALL, scoring.criteria),
  ];
}

/** A matrix is counted row by row, each row under `question.row`. */
function countedColumns(plan: Plan, name: string): Column[] {
  const question = indexOf(plan).byName.get(name)?.question;
  const values = question === undefined ? [] : valuesOf(question);
  if (question === undefined || values.length === 0) {
    throw new RangeError(`layoutOf: ${plan.version} has no closed question "${name}" to count`);
  }
  const columnsAt = (label: string, place: AnswerPlace): Column[] => [
    { kind: 'answered', question: label, place },
    ...values.map((value): Column => ({
      kind: 'option',
      question: label,
      place,
      value,
      isList: question.kind === 'checkbox',
    })),
  ];
  return question.kind === 'matrix'
    ? question.rows.flatMap(({ value: row }) => columnsAt(`${name}.${row}`, { question: name, row }))
    : columnsAt(name, { question: name });
}

/**
 * Stored rows as counts with names. Levels and options that nobody chose are left out.
 *
 * @param month 'YYYY-MM' when the rows are a month's, so that its days get their dates
 * @throws Error if a row was written under another layout
 */
export function unpackCounts(layout: TallyLayout, cells: readonly PackedCell[], month?: string): TallyCounts {
  return {
    cells: cells.map((cell) => unpackCell(layout, cell)),
    ...(month === undefined ? {} : { days: cells.flatMap((cell) => unpackDays(cell, month)) }),
  };
}

function unpackCell(layout: TallyLayout, { channel, procedure, flagged, people }: PackedCell): TallyCell {
  if (people.length !== layout.columns.length) {
    throw new Error(
      `A tally holds ${people.length} numbers where its version has ${layout.columns.length}; run "npm run recount -- --repair".`,
    );
  }
  const submissions = people[0] ?? 0;
  const criteria = new Map<CriterionKey, CriterionCounts & { levels: { level: number; people: number }[] }>();
  const questions = new Map<string, QuestionCounts & { options: { option: string; people: number }[] }>();
  const sums = new Map<string, PersonSums>();

  layout.columns.forEach((column, at) => {
    const count = people[at] ?? 0;
    switch (column.kind) {
      case 'submissions':
        return;
      case 'level': {
        const counts = criteria.get(column.criterion) ?? {
          criterion: column.criterion,
          levels: [],
          unscored: submissions,
        };
        if (count > 0) counts.levels.push({ level: column.level, people: count });
        counts.unscored -= count;
        criteria.set(column.criterion, counts);
        return;
      }
      case 'answered':
        questions.set(column.question, { question: column.question, options: [], answered: count });
        return;
      case 'option':
        if (count > 0) {
          questions.get(column.question)?.options.push({ option: String(column.value), people: count });
        }
        return;
      case 'sum': {
        const entry = sums.get(column.factor) ?? {
          factor: column.factor,
          n: 0,
          s: 0,
          m: 0,
          ss: 0,
          mm: 0,
          sm: 0,
        };
        entry[column.sum] = count;
        sums.set(column.factor, entry);
      }
    }
  });

  return {
    channel,
    procedure,
    flagged,
    submissions,
    criteria: [...criteria.values()],
    questions: [...questions.values()],
    sums: [...sums.values()],
  };
}

/** How many submissions a month's row had on each of its days; days without any are left out. */
export const unpackDays = (
  { channel, procedure, flagged, days }: PackedCell,
  month: string,
): DaySubmissions[] =>
  (days ?? []).flatMap((submissions, at) =>
    submissions === 0
      ? []
      : [{ day: `${month}-${String(at + 1).padStart(2, '0')}`, channel, procedure, flagged, submissions }],
  );
