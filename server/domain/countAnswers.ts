import type { Answers, ChoiceValue } from './questionnaire/plan.ts';
import type { AnswerPlace, TallyLayout } from './tallyLayout.ts';

/**
 * What one submission adds to each column of a tally: the same as the pipeline
 * that the database runs (storage/countSubmissionsPipeline.ts), for days with
 * so few answers that reading them is cheaper. One test holds both to a third,
 * naive way of counting.
 */
export function countAnswers({ columns, summed }: TallyLayout, answers: Answers): number[] {
  const sums = new Map(
    summed.map(({ factor, criteria }) => {
      let s = 0;
      let m = 0;
      for (const { place, scored, satisfied } of criteria) {
        const value = valueAt(place, answers) as ChoiceValue;
        if (scored.includes(value)) m += 1;
        if (satisfied.includes(value)) s += 1;
      }
      return [factor, { n: m > 0 ? 1 : 0, s, m, ss: s * s, mm: m * m, sm: s * m }];
    }),
  );

  return columns.map((column): number => {
    switch (column.kind) {
      case 'submissions':
        return 1;
      case 'level':
        return column.values.includes(valueAt(column.place, answers) as ChoiceValue) ? 1 : 0;
      case 'answered':
        return valueAt(column.place, answers) === undefined ? 0 : 1;
      case 'option': {
        const value = valueAt(column.place, answers);
        return (Array.isArray(value) ? column.isList && value.includes(column.value) : value === column.value)
          ? 1
          : 0;
      }
      case 'sum':
        return sums.get(column.factor)?.[column.sum] ?? 0;
    }
  });
}

function valueAt({ question, row }: AnswerPlace, answers: Answers): unknown {
  const answer: unknown = answers[question];
  if (row === undefined || answer === undefined) return answer;
  return typeof answer === 'object' ? (answer as Readonly<Record<string, unknown>>)[row] : undefined;
}
