import { levelsOf } from '../../server/domain/questionnaire/levels.ts';
import { indexOf, valuesOf } from '../../server/domain/questionnaire/planIndex.ts';
import type { Answers } from '../../server/domain/questionnaire/plan.ts';
import type { SurveyVersion } from '../../server/domain/questionnaire/version.ts';
import type { Submission } from '../../server/domain/submission.ts';
import { OVERALL, type TallyCell } from '../../server/domain/tally.ts';

/**
 * Counts submissions one by one, as somebody would on paper: an oracle for the
 * pipelines. Knows neither layouts nor columns.
 */
export function naiveCells(
  { plan, scoring }: SurveyVersion,
  submissions: readonly Submission[],
): TallyCell[] {
  const cells = new Map<string, Submission[]>();
  for (const submission of submissions) {
    const { channel, procedure = '', quality } = submission;
    const name = JSON.stringify([channel, quality.tooFast || quality.straightLined, procedure]);
    cells.set(name, [...(cells.get(name) ?? []), submission]);
  }
  return [...cells].map(([name, inCell]): TallyCell => {
    const [channel, flagged, procedure] = JSON.parse(name) as [TallyCell['channel'], boolean, string];
    const people = inCell.map(({ answers }) => ({ answers, levels: levelsOf(scoring, answers) }));
    return {
      channel,
      procedure,
      flagged,
      submissions: inCell.length,
      criteria: scoring.criteria.map(({ key, scale }) => ({
        criterion: key,
        levels: scoring.scales[scale]!.levels.map((level) => ({
          level,
          people: people.filter(({ levels }) => levels.get(key) === level).length,
        })).filter((entry) => entry.people > 0),
        unscored: people.filter(({ levels }) => levels.get(key) === undefined).length,
      })),
      questions: scoring.countedQuestions.flatMap((question) => countQuestion(plan, question, inCell)),
      sums: [...scoring.factors.map(({ key }) => key), OVERALL].map((factor) => {
        const sums = { factor, n: 0, s: 0, m: 0, ss: 0, mm: 0, sm: 0 };
        for (const { levels } of people) {
          const scored = scoring.criteria.filter(
            (criterion) =>
              (factor === OVERALL || criterion.factor === factor) && levels.get(criterion.key) !== undefined,
          );
          const m = scored.length;
          const s = scored.filter((criterion) =>
            scoring.scales[criterion.scale]!.satisfied.includes(levels.get(criterion.key)!),
          ).length;
          if (m > 0) sums.n += 1;
          sums.s += s;
          sums.m += m;
          sums.ss += s * s;
          sums.mm += m * m;
          sums.sm += s * m;
        }
        return sums;
      }),
    };
  });
}

function countQuestion(plan: SurveyVersion['plan'], name: string, submissions: readonly Submission[]) {
  const { question } = indexOf(plan).byName.get(name)!;
  const places: { label: string; valuesIn: (answers: Answers) => readonly unknown[] }[] =
    question.kind === 'matrix'
      ? question.rows.map((row) => ({
          label: `${name}.${row.value}`,
          valuesIn: (answers) => {
            const value = (answers[name] as Record<string, unknown> | undefined)?.[row.value];
            return value === undefined ? [] : [value];
          },
        }))
      : [
          {
            label: name,
            valuesIn: (answers) => {
              const value = answers[name];
              return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
            },
          },
        ];
  return places.map(({ label, valuesIn }) => ({
    question: label,
    options: valuesOf(question)
      .map((value) => ({
        option: String(value),
        people: submissions.filter(({ answers }) => valuesIn(answers).includes(value)).length,
      }))
      .filter(({ people }) => people > 0),
    answered: submissions.filter(({ answers }) => valuesIn(answers).length > 0).length,
  }));
}

/** Cells in one order, so that two lists with the same content are equal. */
export const sortedCells = <T extends { channel: string; procedure: string; flagged: boolean }>(
  cells: readonly T[],
): T[] =>
  [...cells].sort((one, other) =>
    `${one.channel}|${one.procedure}|${one.flagged}` < `${other.channel}|${other.procedure}|${other.flagged}`
      ? -1
      : 1,
  );
