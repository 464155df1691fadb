/**
 * How fast answers are held against a plan, beside survey-core's own model.
 * Changes nothing. Wired as `npm run bench -- validate`.
 */
import { SurveyModel } from 'survey-core';
import type { Answers, Plan } from '../../server/domain/questionnaire/plan.ts';
import { indexOf, valuesOf } from '../../server/domain/questionnaire/planIndex.ts';
import { validateAnswers } from '../../server/domain/questionnaire/validate.ts';
import { publishVersion } from '../../server/surveyjs/publishVersion.ts';
import { loadShippedSurveys } from '../../server/surveyjs/shippedSurveys.ts';

export interface ValidateBench {
  /** Validations per second by the plan, and by survey-core. */
  planPerSecond: number;
  surveyCorePerSecond: number;
  ratio: number;
  /** Design, section 13: at least 100 times survey-core and 50,000 a second. */
  isWithinBudget: boolean;
}

const BUDGET = { ratio: 100, perSecond: 50_000 };

/** Validates one fully answered sipas-service form again and again. */
export function benchValidate(print: (line: string) => void = console.log): ValidateBench {
  const shipped = loadShippedSurveys('surveys').find(({ survey }) => survey === 'sipas-service');
  if (shipped === undefined) throw new Error('surveys/sipas-service is not there to be measured.');
  const { plan, definition } = publishVersion({
    ...shipped,
    publishedAt: new Date(),
    confirmGaps: true,
  });

  const kept = filledIn(plan);

  const planPerSecond = perSecond(2000, () => {
    if (validateAnswers(plan, kept).faults.length > 0) throw new Error('the answers should be valid');
  });
  const surveyCorePerSecond = perSecond(3000, () => {
    const model = new SurveyModel(definition);
    model.data = structuredClone(kept);
    if (!model.validate(false)) throw new Error('the answers should be valid');
  });
  const ratio = planPerSecond / surveyCorePerSecond;
  const isWithinBudget = ratio >= BUDGET.ratio && planPerSecond >= BUDGET.perSecond;

  print(
    `validate: plan ${Math.round(planPerSecond)}/s, survey-core ${surveyCorePerSecond.toFixed(1)}/s, ratio ${Math.round(ratio)} (${Object.keys(kept).length} answers, budget ${BUDGET.ratio}× and ${BUDGET.perSecond}/s: ${isWithinBudget ? 'kept' : 'MISSED'})`,
  );
  return { planPerSecond, surveyCorePerSecond, ratio, isWithinBudget };
}

/** The form with its first choice everywhere, open questions answered too. */
function filledIn(plan: Plan): Answers {
  const given = Object.fromEntries(
    indexOf(plan).questions.map(({ question }): [string, unknown] => {
      const [first] = valuesOf(question);
      if (question.kind === 'matrix') return [question.name, everyRow(question.rows, first)];
      if (question.kind === 'checkbox') return [question.name, [first]];
      if (question.kind === 'text' || question.kind === 'comment')
        return [question.name, 'Cần thêm ghế ngồi.'];
      return [question.name, first];
    }),
  );
  const { faults, answers } = validateAnswers(plan, given);
  if (faults.length > 0) throw new Error(`The form could not be filled in: ${JSON.stringify(faults)}`);
  return answers;
}

const everyRow = (rows: readonly { value: string }[], value: unknown) =>
  Object.fromEntries(rows.map((row) => [row.value, value]));

/** Runs a task for about so long, after a tenth of that to warm up; the CPU time of this process counts, not the clock. */
function perSecond(durationMs: number, task: () => void): number {
  const cpuMs = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  for (const warmUntil = performance.now() + durationMs / 10; performance.now() < warmUntil;) task();

  const startedAt = performance.now();
  const startedCpu = cpuMs();
  let runs = 0;
  while (performance.now() - startedAt < durationMs) {
    task();
    runs++;
  }
  return (runs * 1000) / (cpuMs() - startedCpu);
}
