import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../server/domain/questionnaire/plan.ts';
import { validateAnswers, validatePage } from '../../server/domain/questionnaire/validate.ts';
import { visibilityOf } from '../../server/domain/questionnaire/visibility.ts';
import { checkAllowed } from '../../server/surveyjs/checkAllowed.ts';
import { checkCircles } from '../../server/surveyjs/checkCircles.ts';
import { checkLimits } from '../../server/surveyjs/checkLimits.ts';
import { compilePlan } from '../../server/surveyjs/compilePlan.ts';
import { ObjectionList } from '../../server/surveyjs/objections.ts';
import { type GeneratedSurvey, generatedSurvey } from '../support/generatedSurveys.ts';
import fc, { manyRuns } from '../support/properties.ts';
import { type Picture, pictureBySurveyCore, unlessASumFails } from '../support/surveyOracle.ts';

const options = manyRuns(200);
const { numRuns } = options;
const timeoutMs = Math.max(240_000, numRuns * 1000);

function planOf({ definition }: GeneratedSurvey): Plan {
  const objections = new ObjectionList();
  checkLimits(definition, '/definition', objections);
  checkAllowed(definition, '/definition', objections);
  const plan = compilePlan(definition, '/definition', 'generated@2026-1', undefined, objections);
  checkCircles(plan, '/definition', objections);
  expect(objections.all.filter(({ severity }) => severity === 'error')).toEqual([]);
  return plan;
}

function pictureByPlan(plan: Plan, { answers }: GeneratedSurvey): Picture {
  const seen = visibilityOf(plan, answers);
  const verdict = validateAnswers(plan, answers);
  const lists = <Key extends string, Item>(map: ReadonlyMap<Key, ReadonlySet<Item>>) =>
    Object.fromEntries([...map].map(([key, items]) => [key, [...items]]));
  return {
    pages: [...seen.pages],
    panels: [...seen.panels],
    questions: [...seen.questions],
    required: [...seen.required],
    disabled: [...seen.disabled],
    rows: lists(seen.rows),
    choices: lists(seen.choices),
    faulty: [...new Set(verdict.faults.map(({ question }) => question))],
    answers: verdict.answers as Record<string, unknown>,
  };
}

/** Pages, panels and choices have no order of their own here. */
const sorted = (picture: Picture) => ({
  ...picture,
  pages: picture.pages.toSorted(),
  panels: picture.panels.toSorted(),
  questions: picture.questions.toSorted(),
  required: picture.required.toSorted(),
  disabled: picture.disabled.toSorted(),
  faulty: picture.faulty.toSorted(),
  choices: Object.fromEntries(
    Object.entries(picture.choices).map(([name, values]) => [name, values.map(String).toSorted()]),
  ),
});

describe(`over ${numRuns} generated forms`, () => {
  test(
    'the plan and survey-core show, require, accept and keep the same',
    () => {
      fc.assert(
        fc.property(generatedSurvey, (survey) => {
          const ours = pictureByPlan(planOf(survey), survey);
          const theirs = unlessASumFails(() => pictureBySurveyCore(survey));
          if (theirs !== undefined) expect(sorted(ours)).toEqual(sorted(theirs.said));
        }),
        options,
      );
    },
    timeoutMs,
  );

  test(
    'cleaned answers give the same verdict again, and the pages together find what the form finds',
    () => {
      fc.assert(
        fc.property(generatedSurvey, (survey) => {
          const plan = planOf(survey);
          const { faults, answers } = validateAnswers(plan, survey.answers);

          expect(validateAnswers(plan, answers)).toEqual({ faults, answers });
          expect(plan.pages.flatMap(({ name }) => validatePage(plan, name, survey.answers))).toEqual(faults);
        }),
        options,
      );
    },
    timeoutMs,
  );
});
