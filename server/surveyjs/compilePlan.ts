import type { ChoiceValue, Plan, PlanElement, PlanPage, PlanQuestion } from '../domain/questionnaire/plan.ts';
import type { Scoring } from '../domain/scoring.ts';
import { isSlow, planTypeOf } from './allowList.ts';
import { pagesOf } from './checkLimits.ts';
import {
  compileChoices,
  compileComment,
  compileInput,
  compileMatrix,
  compileRating,
} from './compileKinds.ts';
import { compileRules } from './compileRules.ts';
import { compileSlow } from './compileSlow.ts';
import type { Compiling } from './compiling.ts';
import { at, type Json, listOf, type ObjectionList } from './objections.ts';
import { judgedByPlan, judgedBySurveyjs, PlanConditions } from './planConditions.ts';
import { positive } from './planParts.ts';
import { PlanTexts } from './planTexts.ts';

/**
 * Turns a definition into its plan. Expects that limits and allow-list have
 * nothing against it; what only shows while compiling (an expression that
 * cannot be read, a pattern, a missing title) is added to the objections.
 */
export function compilePlan(
  definition: Json,
  path: string,
  version: string,
  scoring: Scoring | undefined,
  objections: ObjectionList,
): Plan {
  const texts = new PlanTexts(definition, objections);
  const conditions = new PlanConditions(judgedByPlan(definition), objections);
  const compiling = { definition, scoring, objections, texts, conditions, isInside: false };
  const pages = pagesOf(definition, path).map(({ page, where }, position) =>
    compilePage(compiling, page as Json, where, position),
  );
  const title = texts.text(definition['title'], at(path, 'title'));
  const description = texts.optional('description', definition, path);
  return {
    version,
    // last of all: by now every text has been seen
    languages: texts.languages(),
    title: title ?? { [texts.defaultLanguage]: version },
    ...description,
    pages,
  };
}

const compilePage = (compiling: Compiling, page: Json, where: string, position: number): PlanPage => ({
  name: typeof page['name'] === 'string' ? page['name'] : `page${position + 1}`,
  ...compiling.texts.optional('title', page, where),
  ...compiling.texts.optional('description', page, where),
  ...compiling.conditions.all(page, where),
  elements: compileElements(compiling, page['elements'], at(where, 'elements')),
});

function compileElements(compiling: Compiling, elements: unknown, where: string): PlanElement[] {
  return listOf(elements).map((element, position) => {
    const here = at(where, position);
    const json = element as Json;
    if (json['type'] !== 'panel') return compileQuestion(compiling, json, here);
    return {
      kind: 'panel',
      name: json['name'] as string,
      ...compiling.texts.optional('title', json, here),
      ...compiling.texts.optional('description', json, here),
      ...compiling.conditions.all(json, here),
      elements: compileElements(compiling, json['elements'], at(here, 'elements')),
    };
  });
}

function compileQuestion(compiling: Compiling, json: Json, where: string): PlanQuestion {
  const { texts, conditions, objections, scoring } = compiling;
  const name = json['name'] as string;
  const title = texts.text(json['title'], at(where, 'title'));
  if (title === undefined) {
    objections.error(
      at(where, 'title'),
      `Question "${name}" has no title; people would read its name instead.`,
    );
  }
  const base = {
    name,
    title: title ?? { [texts.defaultLanguage]: name },
    ...texts.optional('description', json, where),
    isRequired: json['isRequired'] === true,
    ...texts.optional('requiredErrorText', json, where),
    ...conditions.all(json, where),
    ...levelsOf(scoring, name),
  };
  const type = planTypeOf(json['type'] as string);
  if (isSlow(type)) {
    const inside = {
      ...compiling,
      conditions: new PlanConditions(judgedBySurveyjs, objections),
      isInside: true,
    };
    return { kind: 'surveyjs', ...base, ...compileSlow(inside, json, where, compileElements) };
  }
  const rules = compileRules(compiling, json['validators'], at(where, 'validators'));
  const question = withKind(compiling, type as FastKind, json, where, {
    ...base,
    ...(rules.length > 0 && { rules }),
  });
  return compiling.isInside ? leftToSurveyjs(question) : question;
}

type FastKind = Exclude<PlanQuestion['kind'], 'surveyjs'>;
type Base = Omit<PlanQuestion & { kind: 'comment' }, 'kind' | 'maxLength' | 'placeholder'>;

function withKind(compiling: Compiling, kind: FastKind, json: Json, where: string, base: Base): PlanQuestion {
  switch (kind) {
    case 'radiogroup':
    case 'dropdown':
      return { kind, ...base, ...compileChoices(compiling, json, where) };
    case 'checkbox':
      return {
        kind,
        ...base,
        ...compileChoices(compiling, json, where),
        ...positive('minSelected', json['minSelectedChoices']),
        ...positive('maxSelected', json['maxSelectedChoices']),
      };
    case 'rating':
      return { kind, ...base, ...compileRating(compiling, json, where) };
    case 'matrix':
      return { kind, ...base, ...compileMatrix(compiling, json, where) };
    case 'boolean':
      return {
        kind,
        ...base,
        valueTrue: (json['valueTrue'] ?? true) as ChoiceValue,
        valueFalse: (json['valueFalse'] ?? false) as ChoiceValue,
        labelTrue: compiling.texts.orOurs('yes', json['labelTrue'], where, 'labelTrue'),
        labelFalse: compiling.texts.orOurs('no', json['labelFalse'], where, 'labelFalse'),
      };
    case 'text':
      return { kind, ...base, ...compileInput(compiling, json, where) };
    case 'comment':
      return { kind, ...base, ...compileComment(compiling, json, where) };
  }
}

/**
 * The question without what SurveyJS judges inside its own: whether something
 * must be there, or fits, may depend on conditions that the plan does not know.
 */
function leftToSurveyjs({ rules: _, ...question }: PlanQuestion): PlanQuestion {
  const free = { ...question, isRequired: false };
  switch (free.kind) {
    case 'checkbox': {
      const { minSelected: _, ...rest } = free;
      return rest;
    }
    case 'matrix':
      return { ...free, eachRowRequired: false, eachRowUnique: false };
    case 'text': {
      const { min: _, max: __, ...rest } = free;
      return { ...rest, input: free.input === 'email' ? 'text' : free.input };
    }
    default:
      return free;
  }
}

/** The values that are levels of a question's scale, the lowest first; nothing where its rows have several scales. */
function levelsOf(scoring: Scoring | undefined, question: string): { levels?: ChoiceValue[] } {
  const criteria = scoring?.criteria.filter((criterion) => criterion.question === question) ?? [];
  const scale = scoring?.scales[criteria[0]?.scale ?? ''];
  if (scale === undefined || criteria.some((criterion) => criterion.scale !== criteria[0]?.scale)) return {};
  const values = [...scale.values].sort((a, b) => a.level - b.level).map(({ value }) => value);
  return { levels: values };
}
