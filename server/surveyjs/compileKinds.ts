/** What the plan says of the questions of each kind, beside what it says of every question. */
import type {
  ChoiceValue,
  MatrixRow,
  NoneChoice,
  OtherChoice,
  PlanChoice,
  PlanQuestion,
} from '../domain/questionnaire/plan.ts';
import type { Scoring } from '../domain/scoring.ts';
import { limits } from './checkLimits.ts';
import type { Compiling } from './compiling.ts';
import { at, type Json, listOf, type ObjectionList, quoted } from './objections.ts';
import { itemOf, LONGEST } from './planParts.ts';

const MOST_SMILEYS = 10;

export function compileChoices(compiling: Compiling, json: Json, where: string) {
  const { texts, conditions, objections } = compiling;
  const listed = listOf(json['choices']).map((choice, position): PlanChoice => {
    const here = at(where, 'choices', position);
    const item = itemOf(choice);
    return {
      value: item.value,
      text: texts.ofItem(item, here),
      ...conditions.one('visibleIf', item.json, here, json['choicesVisibleIf'], item.value),
      ...conditions.one('enableIf', item.json, here, json['choicesEnableIf'], item.value),
    };
  });
  const other = otherChoice(compiling, json, where);
  const none = noneChoices(compiling, json, where);
  const own = [...(other === undefined ? [] : [other.value]), ...none.map(({ value }) => value)];
  for (const [position, { value }] of listed.entries()) {
    if (own.includes(value)) {
      objections.error(
        at(where, 'choices', position),
        `The value ${quoted(value)} is the one that SurveyJS keeps for its own choice; write another.`,
      );
    }
  }
  if (listed.length === 0) {
    objections.error(
      at(where, 'choices'),
      `Question "${json['name'] as string}" has no choices; write some.`,
    );
  }
  return { choices: listed, ...(other !== undefined && { other }), none };
}

function otherChoice(
  { definition, texts, objections }: Compiling,
  json: Json,
  where: string,
): OtherChoice | undefined {
  if ((json['showOtherItem'] ?? json['hasOther']) !== true) return undefined;
  const maxLength = definition['maxCommentLength'] ?? definition['maxOthersLength'];
  return {
    value: 'other',
    text: texts.orOurs('other', json['otherText'], where, 'otherText'),
    ...texts.optional('placeholder', json, where, 'otherPlaceholder'),
    maxLength: maxLengthOf(objections, maxLength, 'other', where),
    isRequired: true,
  };
}

function noneChoices({ texts }: Compiling, json: Json, where: string): NoneChoice[] {
  const shown = [
    ['none', (json['showNoneItem'] ?? json['hasNone']) === true, 'noneText'],
    ['refused', json['showRefuseItem'] === true, 'refuseText'],
    ['dontknow', json['showDontKnowItem'] === true, 'dontKnowText'],
  ] as const;
  return shown
    .filter(([, isShown]) => isShown)
    .map(([value, , property]) => ({
      value,
      text: texts.orOurs(value, json[property], where, property),
    }));
}

export function compileRating({ texts, objections }: Compiling, json: Json, where: string) {
  const listed = listOf(json['rateValues']).map((value, position) => {
    const item = itemOf(value);
    const text = texts.text(item.json['text'], at(where, 'rateValues', position, 'text'));
    return { value: item.value as number | string, ...(text !== undefined && { text }) };
  });
  const display = { stars: 'stars', smileys: 'smileys', labels: 'numbers' } as const;
  const type = (json['rateType'] ?? json['rateDisplayMode'] ?? 'labels') as keyof typeof display;
  const values = listed.length > 0 ? listed : ratingSteps(json);
  if (values.length < 2 || values.length > limits.choices) {
    objections.error(
      at(where, 'rateMax'),
      `The rating "${json['name'] as string}" has ${values.length} steps; set rateMin, rateMax and rateStep so that there are 2 or more.`,
    );
  }
  if (type === 'smileys' && values.length > MOST_SMILEYS) {
    objections.error(
      at(where, 'rateMax'),
      `There are ${MOST_SMILEYS} smileys, but the rating "${json['name'] as string}" has ${values.length} steps; use fewer, or another rateType.`,
    );
  }
  return {
    values,
    display: display[type],
    ...texts.optional('minText', json, where, 'minRateDescription'),
    ...texts.optional('maxText', json, where, 'maxRateDescription'),
  };
}

/** rateMin, rateMin + rateStep, … up to rateMax; rateCount counts where rateMax is not said. */
function ratingSteps(json: Json): { value: number }[] {
  const step = typeof json['rateStep'] === 'number' && json['rateStep'] > 0 ? json['rateStep'] : 1;
  const count = typeof json['rateCount'] === 'number' ? json['rateCount'] : undefined;
  const givenMin = json['rateMin'] as number | undefined;
  const givenMax = json['rateMax'] as number | undefined;
  const min = givenMin ?? (givenMax !== undefined && count !== undefined ? givenMax - step * (count - 1) : 1);
  const max = givenMax ?? (count !== undefined ? min + step * (count - 1) : 5);
  const steps: { value: number }[] = [];
  for (let position = 0; min + position * step <= max + 1e-9 && position <= limits.choices; position++) {
    steps.push({ value: parseFloat((min + position * step).toFixed(10)) });
  }
  return steps;
}

export function compileMatrix(compiling: Compiling, json: Json, where: string) {
  const { texts, conditions, objections, scoring, isInside } = compiling;
  const eachRowRequired = (json['eachRowRequired'] ?? json['isAllRowRequired']) === true;
  const rows = listOf(json['rows']).map((row, position): MatrixRow => {
    const here = at(where, 'rows', position);
    const item = itemOf(row);
    const value = item.value as string;
    if (item.json['enableIf'] !== undefined && eachRowRequired && !isInside) {
      objections.error(
        at(here, 'enableIf'),
        'Every row must be answered, but a disabled row cannot be; use "visibleIf" instead.',
      );
    }
    return {
      value,
      text: texts.ofItem(item, here),
      ...conditions.one('visibleIf', item.json, here, json['rowsVisibleIf'], value),
      ...conditions.one('enableIf', item.json, here, undefined, value),
    };
  });
  const columns = listOf(json['columns']).map((column, position) => {
    const item = itemOf(column);
    return { value: item.value, text: texts.ofItem(item, at(where, 'columns', position)) };
  });
  if (rows.length === 0 || columns.length === 0) {
    objections.error(where, `The matrix "${json['name'] as string}" needs rows and columns; write both.`);
  }
  const unscored = unscoredValues(scoring, json['name'] as string);
  return {
    rows,
    columns,
    eachRowRequired,
    eachRowUnique: json['eachRowUnique'] === true,
    unscoredColumns: columns.map(({ value }) => value).filter((value) => unscored.has(value)),
  };
}

/** The values of a matrix's scales that mean "does not apply". */
const unscoredValues = (scoring: Scoring | undefined, question: string): Set<ChoiceValue> =>
  new Set(
    scoring?.criteria
      .filter((criterion) => criterion.question === question)
      .flatMap(({ scale }) => scoring.scales[scale]?.unscored ?? []),
  );

export function compileInput({ definition, texts, objections }: Compiling, json: Json, where: string) {
  const input = (json['inputType'] ?? 'text') as (PlanQuestion & { kind: 'text' })['input'];
  return {
    input,
    maxLength: maxLengthOf(objections, json['maxLength'] ?? definition['maxTextLength'], 'text', where),
    ...boundOf(objections, 'min', input, json, where),
    ...boundOf(objections, 'max', input, json, where),
    ...texts.optional('placeholder', json, where),
  };
}

export function compileComment({ definition, texts, objections }: Compiling, json: Json, where: string) {
  return {
    maxLength: maxLengthOf(objections, json['maxLength'] ?? definition['maxTextLength'], 'comment', where),
    ...texts.optional('placeholder', json, where),
  };
}

const boundFormats: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  month: /^\d{4}-\d{2}$/,
  time: /^\d{2}:\d{2}$/,
};

function boundOf<Key extends 'min' | 'max'>(
  objections: ObjectionList,
  key: Key,
  input: string,
  json: Json,
  where: string,
) {
  const value = json[key];
  if (value === undefined || value === '') return {};
  const fits =
    input === 'number'
      ? typeof value === 'number' && Number.isFinite(value)
      : typeof value === 'string' && boundFormats[input]?.test(value) === true;
  if (!fits) {
    objections.error(
      at(where, key),
      `"${key}" must be a number for numbers and a date or time like 2026-01-31, 2026-01 or 08:00 for those, not ${quoted(value)}.`,
    );
    return {};
  }
  return { [key]: value } as { [K in Key]?: number | string };
}

function maxLengthOf(
  objections: ObjectionList,
  value: unknown,
  kind: keyof typeof LONGEST,
  where: string,
): number {
  if (typeof value !== 'number' || value <= 0) return LONGEST[kind];
  if (value > limits.answerLength) {
    objections.error(
      at(where, 'maxLength'),
      `An answer may have at most ${limits.answerLength} letters, not ${value}; lower the limit.`,
    );
  }
  return value;
}
