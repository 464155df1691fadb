import type { PipelineStage } from 'mongoose';
import type { LocalDay } from '../domain/day.ts';
import type { ChoiceValue } from '../domain/questionnaire/plan.ts';
import type { AnswerPlace, Column, SummedFactor, TallyLayout } from '../domain/tallyLayout.ts';
import type { UnitId } from '../domain/unit.ts';

/** What the pipeline returns: one row of one unit's own day. */
export interface CountedRow {
  _id: { unit: UnitId; day: LocalDay; channel: string; procedure: string; flagged: boolean };
  /** `c0`, `c1`, …: the columns of the layout. */
  [column: `c${number}`]: number;
}

/**
 * Counts submissions of one version and campaign by unit, day, channel,
 * procedure and quality flag, in the columns of the version's layout.
 *
 * Operators are limited to those that every engine has (design, section 11).
 */
export function countSubmissionsPipeline(
  layout: TallyLayout,
  query: { version: string; campaign: string; units?: readonly UnitId[]; days: readonly LocalDay[] },
): PipelineStage[] {
  const { version, campaign, units, days } = query;
  return [
    {
      $match: {
        ...(units === undefined ? {} : { unit: { $in: [...units] } }),
        version,
        campaign,
        day: { $in: [...days] },
      },
    },
    {
      $project: {
        unit: 1,
        day: 1,
        channel: 1,
        procedure: { $ifNull: ['$procedure', ''] },
        flagged: { $or: ['$quality.tooFast', '$quality.straightLined'] },
        answers: 1,
        ...personSums(layout.summed),
      },
    },
    {
      $group: {
        _id: {
          unit: '$unit',
          day: '$day',
          channel: '$channel',
          procedure: '$procedure',
          flagged: '$flagged',
        },
        ...Object.fromEntries(
          layout.columns.map((column, at) => [`c${at}`, { $sum: peopleIn(column, layout) }]),
        ),
      },
    },
  ];
}

/** `s0`, `m0`, …: how many criteria of the factor one person is satisfied with, and how many they scored. */
const personSums = (summed: readonly SummedFactor[]): Record<string, unknown> =>
  Object.fromEntries(
    summed.flatMap(({ criteria }, at) => [
      [`s${at}`, { $add: criteria.map(({ place, satisfied }) => oneIf(isOneOf(place, satisfied))) }],
      [`m${at}`, { $add: criteria.map(({ place, scored }) => oneIf(isOneOf(place, scored))) }],
    ]),
  );

/** What one submission adds to a column. */
function peopleIn(column: Column, { summed }: TallyLayout): unknown {
  switch (column.kind) {
    case 'submissions':
      return 1;
    case 'level':
      return oneIf(isOneOf(column.place, column.values));
    case 'answered':
      return oneIf({ $ne: [{ $ifNull: [pathOf(column.place), null] }, null] });
    case 'option':
      return oneIf(
        column.isList
          ? { $in: [literal(column.value), { $ifNull: [pathOf(column.place), []] }] }
          : { $eq: [pathOf(column.place), literal(column.value)] },
      );
    case 'sum': {
      const at = summed.findIndex(({ factor }) => factor === column.factor);
      const [s, m] = [`$s${at}`, `$m${at}`];
      switch (column.sum) {
        case 'n':
          return oneIf({ $gt: [m, 0] });
        case 's':
          return s;
        case 'm':
          return m;
        case 'ss':
          return { $multiply: [s, s] };
        case 'mm':
          return { $multiply: [m, m] };
        case 'sm':
          return { $multiply: [s, m] };
      }
    }
  }
}

const oneIf = (condition: unknown): unknown => ({ $cond: [condition, 1, 0] });

const isOneOf = (place: AnswerPlace, values: readonly ChoiceValue[]): unknown =>
  values.length === 1
    ? { $eq: [pathOf(place), literal(values[0])] }
    : { $in: [pathOf(place), values.map(literal)] };

/** A text that begins with `$` would be read as a path. */
const literal = (value: ChoiceValue | undefined): unknown =>
  typeof value === 'string' && value.startsWith('$') ? { $literal: value } : value;

/**
 * @throws RangeError for a name that a path cannot hold; publication refuses such names
 */
function pathOf({ question, row }: AnswerPlace): string {
  for (const name of row === undefined ? [question] : [question, row]) {
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && !/^[0-9]+$/.test(name)) {
      throw new RangeError(`"${name}" cannot be counted: it is no name for a path`);
    }
  }
  return row === undefined ? `$answers.${question}` : `$answers.${question}.${row}`;
}
