import { compareCriteria, type CriterionComparison } from '../domain/questionnaire/meaning.ts';
import type { Objection, Proposal } from '../domain/questionnaire/objection.ts';
import type { Plan } from '../domain/questionnaire/plan.ts';
import type { SurveyVersion } from '../domain/questionnaire/version.ts';
import type { Scoring } from '../domain/scoring.ts';
import { checkAllowed } from './checkAllowed.ts';
import { checkCircles } from './checkCircles.ts';
import { checkLimits } from './checkLimits.ts';
import { checkScoring } from './checkScoring.ts';
import { compilePlan } from './compilePlan.ts';
import { lint } from './lint.ts';
import { at, type Json, ObjectionList } from './objections.ts';
import { readScoring } from './scoringSchema.ts';

const DEFINITION = '/definition';
const SCORING = '/scoring';

/** Everything publication has against a proposal; empty when it can be published as it is. */
export const checkDefinition = (proposal: Proposal): Objection[] => read(proposal).objections;

export interface Reading {
  objections: Objection[];
  /** Every criterion beside the previous version's; empty while errors stand in the way. */
  criteria: CriterionComparison[];
  /** Both are there when no objection is an error. */
  plan?: Plan;
  scoring?: Scoring;
}

/**
 * Reads a proposal: limits, allow-list, plan, linter, our own checks. Limits and
 * allow-list end the reading when they find errors, because what follows relies
 * on them; the plan comes before the linter because its sentences say more.
 */
export function read({ definition, scoring: scoringInput, previous, meanings }: Proposal): Reading {
  const objections = new ObjectionList();
  const scoring = readScoring(scoringInput, SCORING, objections);

  const found = new ObjectionList();
  for (const step of [checkLimits, checkAllowed]) {
    step(definition as Json, DEFINITION, found);
    if (found.hasErrors) return { objections: [...found.all, ...objections.all], criteria: [] };
  }

  const plan = compilePlan(definition as Json, DEFINITION, scoring?.version ?? '', scoring, found);
  lint(definition as Json, DEFINITION, found);
  if (!found.hasErrors) checkCircles(plan, DEFINITION, found);
  let criteria: CriterionComparison[] = [];
  if (scoring !== undefined && !found.hasErrors) {
    checkScoring(plan, scoring, SCORING, objections);
    criteria = compareCriteria(previous, { plan, scoring });
    if (previous !== undefined && !objections.hasErrors) {
      checkSuccession(previous, scoring, criteria, meanings, objections);
    }
  }
  const isFit = scoring !== undefined && !found.hasErrors && !objections.hasErrors;
  return { objections: [...found.all, ...objections.all], criteria, ...(isFit && { plan, scoring }) };
}

/** What a version owes its predecessor: the same survey, and a word on every criterion that differs. */
function checkSuccession(
  previous: SurveyVersion,
  { version, criteria, method }: Scoring,
  comparisons: readonly CriterionComparison[],
  meanings: Proposal['meanings'],
  objections: ObjectionList,
): void {
  if (!version.startsWith(`${previous.survey}@`)) {
    objections.error(
      at(SCORING, 'version'),
      `Version "${version}" is not of the survey "${previous.survey}"; write ${previous.survey}@YYYY-N.`,
    );
  }
  if (version === previous.version) {
    objections.error(
      at(SCORING, 'version'),
      `Version "${version}" is published already and is never changed; give the new one the next number.`,
    );
  }
  for (const { key, state, differences } of comparisons) {
    const position = criteria.findIndex((criterion) => criterion.key === key);
    const where = position < 0 ? at(SCORING, 'criteria') : at(SCORING, 'criteria', position);
    if (state === 'removed') {
      objections.warning(where, `Criterion "${key}" of ${previous.version} is gone; its series ends.`);
    } else if (state === 'new') {
      objections.warning(where, `Criterion "${key}" is not in ${previous.version}; its series begins here.`);
    } else if (differences.includes('scale') && method.id === previous.scoring.method.id) {
      objections.error(
        where,
        `Criterion "${key}" has other levels than in ${previous.version}, or others of them count as satisfied; give the method another id, for figures of both cannot be added.`,
      );
    } else if (state === 'differs' && !Object.hasOwn(meanings ?? {}, key)) {
      const sentence = `Criterion "${key}" differs from ${previous.version} (${differences.join(', ')}); say whether it still means the same or has changed.`;
      if (meanings === undefined) objections.warning(where, sentence);
      else objections.error(where, sentence);
    }
  }
}
