import type {
  AnswerShape,
  Plan,
  PlanElement,
  PlanQuestion,
  SurveyjsQuestion,
} from '../domain/questionnaire/plan.ts';
import type { Language } from '../domain/text.ts';
import { compileChoices } from './compileKinds.ts';
import { compileRules } from './compileRules.ts';
import type { Compiling } from './compiling.ts';
import { elementsInside, insideOf, mostEntries, typeInside } from './insideOf.ts';
import { at, isJsonObject, type Json, listOf, type ObjectionList } from './objections.ts';
import { itemOf, LONGEST, number, positive } from './planParts.ts';

type CompileElements = (compiling: Compiling, elements: unknown, where: string) => PlanElement[];

/** Texts that SurveyJS shows around what is inside a question of the slow path. */
const OWN_TEXTS = [
  ...['addRowText', 'removeRowText', 'noRowsText', 'addPanelText', 'removePanelText', 'noEntriesText'],
  ...['prevPanelText', 'nextPanelText', 'confirmDeleteText', 'keyDuplicationError', 'templateTitle'],
  ...['templateDescription', 'placeholder', 'selectToRankEmptyRankedAreaText'],
  'selectToRankEmptyUnrankedAreaText',
] as const;

/** What the plan says of a question of the slow path, or our page decides. */
const SAID_BY_PLAN = new Set(['visibleIf', 'enableIf', 'requiredIf', 'isRequired', 'startWithNewLine']);

/**
 * A question of the slow path: what SurveyJS gets, and the shape of what may be stored.
 *
 * @param inside conditions and rules are looked at and leave nothing in the plan: SurveyJS judges them
 */
export function compileSlow(
  inside: Compiling,
  json: Json,
  where: string,
  compileElements: CompileElements,
): Pick<SurveyjsQuestion, 'type' | 'json' | 'shape'> {
  const type = json['type'] as string;
  const own = Object.fromEntries(Object.entries(json).filter(([key]) => !SAID_BY_PLAN.has(key)));
  const most = mostEntries(json);
  inside.objections.warning(
    at(where, 'type'),
    `Question "${json['name'] as string}" is a ${type}: its page loads SurveyJS (some 400 KB). Without JavaScript nobody can answer it, nor send the form if something in it is required.`,
  );
  for (const key of OWN_TEXTS) inside.texts.text(json[key], at(where, key));
  for (const key of ['templateVisibleIf', 'rowsVisibleIf']) {
    inside.conditions.expression(json[key], at(where, key));
  }
  compileRules(inside, json['validators'], at(where, 'validators'));
  const shape = shapeOf(inside, json, where, most, compileElements);
  const bounds = { matrixdynamic: { maxRowCount: most }, paneldynamic: { maxPanelCount: most } };
  const bounded = { ...withLengths(inside.definition, own), ...bounds[type as keyof typeof bounds] };
  return { type, json: withDefaults(inside.texts.defaultLanguage, bounded) as Json, shape };
}

/** Fields inside get the length that the shape allows, so that nobody can write more than can be stored. */
function withLengths(definition: Json, json: Json): Json {
  const inside = insideOf(json);
  if (inside === undefined) return json;
  const bounded = (element: unknown): unknown => {
    if (!isJsonObject(element)) return element;
    const type = typeInside(element, json);
    if (type === 'panel') return { ...element, elements: listOf(element['elements']).map(bounded) };
    if (type !== 'comment' && !(type === 'text' && isWritten(element['inputType']))) return element;
    return { ...element, maxLength: lengthOf(element['maxLength'] ?? definition['maxTextLength'], type) };
  };
  return { ...json, [inside.property]: inside.elements.map(bounded) };
}

/** Texts get SurveyJS's "default", so that it shows the questionnaire's own language where a translation is missing. */
function withDefaults(language: Language, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withDefaults(language, item));
  if (!isJsonObject(value)) return value;
  const own = value[language];
  if (typeof own === 'string' && value['default'] === undefined) return { default: own, ...value };
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withDefaults(language, inner)]),
  );
}

function shapeOf(
  compiling: Compiling,
  json: Json,
  where: string,
  most: number,
  compileElements: CompileElements,
): AnswerShape {
  const name = json['name'] as string;
  const formOf = (elements: PlanElement[]): Plan => ({
    version: '',
    languages: [],
    title: {},
    pages: [{ name: 'inside', elements }],
  });
  const inside = () =>
    formOf(
      compileElements(compiling, elementsInside(json), at(where, insideOf(json)?.property ?? 'elements')),
    );
  switch (json['type']) {
    case 'multipletext':
      return { kind: 'record', form: inside() };
    case 'matrixdropdown': {
      const rows = listOf(json['rows']).map((row, position) => {
        const item = itemOf(row);
        const here = at(where, 'rows', position);
        compiling.conditions.all(item.json, here);
        return { value: String(item.value), text: compiling.texts.ofItem(item, here) };
      });
      if (rows.length === 0) {
        compiling.objections.error(at(where, 'rows'), `The matrix "${name}" has no rows; write some.`);
      }
      return { kind: 'rows', rows, form: inside() };
    }
    case 'matrixdynamic':
    case 'paneldynamic':
      return { kind: 'list', most, form: inside() };
    case 'ranking': {
      const { choices } = compileChoices(compiling, json, where);
      // Whoever ranks, ranks all that they see, which is not always the same. survey-core fills up the rest by itself.
      const isPick =
        json['selectToRankEnabled'] === true ||
        listOf(json['choices']).some((choice) => itemOf(choice).json['visibleIf'] !== undefined);
      const minSelected = isPick ? undefined : choices.length;
      checkRankingCounts(json, where, compiling.objections);
      const question: PlanQuestion = {
        kind: 'checkbox',
        name,
        title: {},
        isRequired: false,
        choices: choices.map(({ value, text }) => ({ value, text })),
        none: [],
        ...(minSelected === undefined
          ? positive('maxSelected', json['maxSelectedChoices'])
          : { minSelected }),
      };
      return { kind: 'value', form: formOf([question]) };
    }
    default: {
      // a slider; survey-core's bounds where the definition says none
      const { min, max } = {
        min: 0,
        max: 100,
        ...number('min', json['min']),
        ...number('max', json['max']),
      };
      if (min >= max || (typeof json['step'] === 'number' && json['step'] <= 0)) {
        compiling.objections.error(
          at(where, 'min'),
          `The slider "${name}" goes from ${min} to ${max}; its end must be above its beginning, and its step above 0.`,
        );
      }
      const question = { kind: 'text', name, title: {}, isRequired: false, input: 'number' } as const;
      return { kind: 'value', form: formOf([{ ...question, maxLength: LONGEST.text, min, max }]) };
    }
  }
}

function checkRankingCounts(json: Json, where: string, objections: ObjectionList): void {
  const all = listOf(json['choices']).length;
  const { min, max } = {
    min: 0,
    max: all,
    ...number('min', json['minSelectedChoices']),
    ...positive('max', json['maxSelectedChoices']),
  };
  if (min > max || max > all) {
    objections.error(
      at(where, 'minSelectedChoices'),
      `Of ${all} choices nobody can rank at least ${min} and at most ${max}; correct the numbers.`,
    );
  }
}

/** Where neither field nor definition says how long an answer may be, as in the plan. */
const lengthOf = (given: unknown, kind: 'text' | 'comment'): number =>
  typeof given === 'number' && given > 0 ? given : LONGEST[kind];

/** Input types whose text may be of any length. */
const isWritten = (inputType: unknown): boolean =>
  inputType === undefined || ['text', 'email', 'tel', 'url'].includes(inputType as string);
