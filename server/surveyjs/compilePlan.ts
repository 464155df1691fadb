import type { Expression } from '../domain/questionnaire/expression.ts';
import type {
  ChoiceValue,
  Conditions,
  MatrixRow,
  NoneChoice,
  OtherChoice,
  Plan,
  PlanChoice,
  PlanElement,
  PlanPage,
  PlanQuestion,
  Rule,
} from '../domain/questionnaire/plan.ts';
import type { Scoring } from '../domain/scoring.ts';
import type { Language, LocalizedText } from '../domain/text.ts';
import { isSlow, planTypeOf } from './allowList.ts';
import { limits, pagesOf } from './checkLimits.ts';
import {
  checkSlowExpression,
  compileExpression,
  ExpressionRefused,
  type Scope,
} from './compileExpression.ts';
import { compileSlow, type SlowCompiler } from './compileSlow.ts';
import { at, isJsonObject, type Json, listOf, type ObjectionList, quoted } from './objections.ts';
import { objectionToPattern } from './patterns.ts';
import { type Item, itemOf, LONGEST, number, positive } from './planParts.ts';

const MOST_SMILEYS = 10;

/** What SurveyJS shows by itself where a definition says nothing; ours, since its own are partly machine-made. */
const builtIn: Readonly<Record<string, LocalizedText>> = {
  other: { vi: 'Khác (xin ghi rõ)', en: 'Other (please describe)' },
  none: { vi: 'Không có ý nào ở trên', en: 'None of these' },
  refused: { vi: 'Không muốn trả lời', en: 'Prefer not to answer' },
  dontknow: { vi: 'Không biết', en: 'Don’t know' },
  yes: { vi: 'Có', en: 'Yes', km: 'បាទ/ចាស' },
  no: { vi: 'Không', en: 'No', km: 'ទេ' },
};

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
  const compiler = new Compiler(definition, scoring, objections);
  const pages = pagesOf(definition, path).map(({ page, where }, position) =>
    compiler.page(page as Json, where, position),
  );
  const title = compiler.text(definition['title'], at(path, 'title'));
  const description = compiler.optionalText('description', definition, path);
  return {
    version,
    // last of all: by now every text has been seen
    languages: compiler.languages(),
    title: title ?? { [compiler.defaultLanguage]: version },
    ...description,
    pages,
  };
}

class Compiler implements SlowCompiler {
  readonly defaultLanguage: Language;
  private readonly scope: Scope;
  private readonly seenLanguages = new Set<Language>();
  private readonly texts: { text: LocalizedText; where: string }[] = [];
  /** Within a question of the slow path: conditions and rules are SurveyJS's, and only looked at here. */
  private isInside = false;

  constructor(
    readonly definition: Json,
    private readonly scoring: Scoring | undefined,
    readonly objections: ObjectionList,
  ) {
    this.defaultLanguage =
      typeof definition['locale'] === 'string' && definition['locale'] !== '' ? definition['locale'] : 'vi';
    this.scope = { questions: scopeOf(definition) };
  }

  /** The default language first, then the others as they occur; every text that lacks one is a warning. */
  languages(): Language[] {
    const languages = [...new Set([this.defaultLanguage, ...this.seenLanguages])];
    for (const { text, where } of this.texts) {
      const missing = languages.filter((language) => text[language] === undefined);
      if (missing.includes(this.defaultLanguage)) {
        this.objections.error(
          where,
          `The text is missing in ${this.defaultLanguage}, the questionnaire's own language; write it.`,
        );
      } else if (missing.length > 0) {
        this.objections.gap(
          where,
          `The text ${quoted(text[this.defaultLanguage])} is missing in ${missing.join(', ')}; people who read that will see ${this.defaultLanguage}.`,
        );
      }
    }
    return languages;
  }

  text(value: unknown, where: string): LocalizedText | undefined {
    const given = typeof value === 'string' ? { default: value } : isJsonObject(value) ? value : {};
    const text: Record<Language, string> = {};
    for (const [key, words] of Object.entries(given)) {
      if (typeof words !== 'string' || words.trim() === '') continue;
      text[key === 'default' ? this.defaultLanguage : key] = words.normalize('NFC');
    }
    if (Object.keys(text).length === 0) return undefined;
    for (const language of Object.keys(text)) this.seenLanguages.add(language);
    this.texts.push({ text, where });
    return text;
  }

  optionalText<Key extends string>(key: Key, json: Json, where: string, property: string = key) {
    const text = this.text(json[property], at(where, property));
    return (text === undefined ? {} : { [key]: text }) as { [K in Key]?: LocalizedText };
  }

  page(page: Json, where: string, position: number): PlanPage {
    return {
      name: typeof page['name'] === 'string' ? page['name'] : `page${position + 1}`,
      ...this.optionalText('title', page, where),
      ...this.optionalText('description', page, where),
      ...this.conditions(page, where),
      elements: this.elements(page['elements'], at(where, 'elements')),
    };
  }

  elements(elements: unknown, where: string): PlanElement[] {
    return listOf(elements).map((element, position) => {
      const here = at(where, position);
      const json = element as Json;
      return json['type'] === 'panel'
        ? {
            kind: 'panel',
            name: json['name'] as string,
            ...this.optionalText('title', json, here),
            ...this.optionalText('description', json, here),
            ...this.conditions(json, here),
            elements: this.elements(json['elements'], at(here, 'elements')),
          }
        : this.question(json, here);
    });
  }

  private question(json: Json, where: string): PlanQuestion {
    const name = json['name'] as string;
    const title = this.text(json['title'], at(where, 'title'));
    if (title === undefined) {
      this.objections.error(
        at(where, 'title'),
        `Question "${name}" has no title; people would read its name instead.`,
      );
    }
    const type = planTypeOf(json['type'] as string);
    const rules = isSlow(type) ? [] : this.rules(json['validators'], at(where, 'validators'));
    const base = {
      name,
      title: title ?? { [this.defaultLanguage]: name },
      ...this.optionalText('description', json, where),
      isRequired: json['isRequired'] === true && !this.isInside,
      ...this.optionalText('requiredErrorText', json, where),
      ...this.conditions(json, where),
      ...(rules.length > 0 && { rules }),
      ...levelsOf(this.scoring, name),
    };
    if (isSlow(type))
      return { kind: 'surveyjs', ...base, ...this.inside(() => compileSlow(this, json, where)) };
    switch (type as Exclude<PlanQuestion['kind'], 'surveyjs'>) {
      case 'radiogroup':
        return { kind: 'radiogroup', ...base, ...this.choices(json, where) };
      case 'dropdown':
        return { kind: 'dropdown', ...base, ...this.choices(json, where) };
      case 'checkbox':
        return {
          kind: 'checkbox',
          ...base,
          ...this.choices(json, where),
          ...(!this.isInside && positive('minSelected', json['minSelectedChoices'])),
          ...positive('maxSelected', json['maxSelectedChoices']),
        };
      case 'rating':
        return { kind: 'rating', ...base, ...this.rating(json, where) };
      case 'matrix':
        return { kind: 'matrix', ...base, ...this.matrix(json, where) };
      case 'boolean':
        return {
          kind: 'boolean',
          ...base,
          valueTrue: (json['valueTrue'] ?? true) as ChoiceValue,
          valueFalse: (json['valueFalse'] ?? false) as ChoiceValue,
          labelTrue: this.text(json['labelTrue'], at(where, 'labelTrue')) ?? this.ours('yes', where),
          labelFalse: this.text(json['labelFalse'], at(where, 'labelFalse')) ?? this.ours('no', where),
        };
      case 'text':
        return { kind: 'text', ...base, ...this.input(json, where) };
      case 'comment':
        return {
          kind: 'comment',
          ...base,
          maxLength: this.maxLength(json['maxLength'] ?? this.definition['maxTextLength'], 'comment', where),
          ...this.optionalText('placeholder', json, where),
        };
    }
  }

  private inside<T>(compile: () => T): T {
    this.isInside = true;
    try {
      return compile();
    } finally {
      this.isInside = false;
    }
  }

  conditions(json: Json, where: string): Conditions {
    return {
      ...this.condition('visibleIf', json, where),
      ...this.condition('enableIf', json, where),
      ...this.condition('requiredIf', json, where),
    };
  }

  /** A condition of `json`; for an item it may come from the question instead (choicesVisibleIf). */
  private condition<Key extends keyof Conditions>(
    key: Key,
    json: Json,
    where: string,
    fallback?: unknown,
    item?: ChoiceValue,
  ): { [K in Key]?: Expression } {
    const own = this.expression(json[key], at(where, key), item);
    const expression = own ?? this.expression(fallback, at(where, key), item);
    return (expression === undefined ? {} : { [key]: expression }) as { [K in Key]?: Expression };
  }

  expression(text: unknown, where: string, item?: ChoiceValue): Expression | undefined {
    if (typeof text !== 'string' || text.trim() === '') return undefined;
    try {
      if (this.isInside) {
        checkSlowExpression(text);
        return undefined;
      }
      return compileExpression(text, item === undefined ? this.scope : { ...this.scope, item });
    } catch (error) {
      if (!(error instanceof ExpressionRefused)) throw error;
      this.objections.error(where, error.message);
      return undefined;
    }
  }

  choices(json: Json, where: string) {
    const listed = listOf(json['choices']).map((choice, position): PlanChoice => {
      const here = at(where, 'choices', position);
      const item = itemOf(choice);
      return {
        value: item.value,
        text: this.itemText(item, here),
        ...this.condition('visibleIf', item.json, here, json['choicesVisibleIf'], item.value),
        ...this.condition('enableIf', item.json, here, json['choicesEnableIf'], item.value),
      };
    });
    const other = this.other(json, where);
    const none = this.none(json, where);
    const own = [...(other === undefined ? [] : [other.value]), ...none.map(({ value }) => value)];
    for (const [position, { value }] of listed.entries()) {
      if (own.includes(value)) {
        this.objections.error(
          at(where, 'choices', position),
          `The value ${quoted(value)} is the one that SurveyJS keeps for its own choice; write another.`,
        );
      }
    }
    if (listed.length === 0) {
      this.objections.error(
        at(where, 'choices'),
        `Question "${json['name'] as string}" has no choices; write some.`,
      );
    }
    return { choices: listed, ...(other !== undefined && { other }), none };
  }

  private other(json: Json, where: string): OtherChoice | undefined {
    if ((json['showOtherItem'] ?? json['hasOther']) !== true) return undefined;
    const maxLength = this.definition['maxCommentLength'] ?? this.definition['maxOthersLength'];
    return {
      value: 'other',
      text: this.text(json['otherText'], at(where, 'otherText')) ?? this.ours('other', where),
      ...this.optionalText('placeholder', json, where, 'otherPlaceholder'),
      maxLength: this.maxLength(maxLength, 'other', where),
      isRequired: true,
    };
  }

  private none(json: Json, where: string): NoneChoice[] {
    const shown: [string, boolean, string][] = [
      ['none', (json['showNoneItem'] ?? json['hasNone']) === true, 'noneText'],
      ['refused', json['showRefuseItem'] === true, 'refuseText'],
      ['dontknow', json['showDontKnowItem'] === true, 'dontKnowText'],
    ];
    return shown
      .filter(([, isShown]) => isShown)
      .map(([value, , property]) => ({
        value,
        text: this.text(json[property], at(where, property)) ?? this.ours(value, where),
      }));
  }

  private rating(json: Json, where: string) {
    const listed = listOf(json['rateValues']).map((value, position) => {
      const item = itemOf(value);
      const text = this.text(item.json['text'], at(where, 'rateValues', position, 'text'));
      return { value: item.value as number | string, ...(text !== undefined && { text }) };
    });
    const display = { stars: 'stars', smileys: 'smileys', labels: 'numbers' } as const;
    const type = (json['rateType'] ?? json['rateDisplayMode'] ?? 'labels') as keyof typeof display;
    const values = listed.length > 0 ? listed : ratingSteps(json);
    if (values.length < 2 || values.length > limits.choices) {
      this.objections.error(
        at(where, 'rateMax'),
        `The rating "${json['name'] as string}" has ${values.length} steps; set rateMin, rateMax and rateStep so that there are 2 or more.`,
      );
    }
    if (type === 'smileys' && values.length > MOST_SMILEYS) {
      this.objections.error(
        at(where, 'rateMax'),
        `There are ${MOST_SMILEYS} smileys, but the rating "${json['name'] as string}" has ${values.length} steps; use fewer, or another rateType.`,
      );
    }
    return {
      values,
      display: display[type],
      ...this.optionalText('minText', json, where, 'minRateDescription'),
      ...this.optionalText('maxText', json, where, 'maxRateDescription'),
    };
  }

  private matrix(json: Json, where: string) {
    const eachRowRequired = !this.isInside && (json['eachRowRequired'] ?? json['isAllRowRequired']) === true;
    const rows = listOf(json['rows']).map((row, position): MatrixRow => {
      const here = at(where, 'rows', position);
      const item = itemOf(row);
      const value = item.value as string;
      if (item.json['enableIf'] !== undefined && eachRowRequired) {
        this.objections.error(
          at(here, 'enableIf'),
          'Every row must be answered, but a disabled row cannot be; use "visibleIf" instead.',
        );
      }
      return {
        value,
        text: this.itemText(item, here),
        ...this.condition('visibleIf', item.json, here, json['rowsVisibleIf'], value),
        ...this.condition('enableIf', item.json, here, undefined, value),
      };
    });
    const columns = listOf(json['columns']).map((column, position) => {
      const item = itemOf(column);
      return { value: item.value, text: this.itemText(item, at(where, 'columns', position)) };
    });
    if (rows.length === 0 || columns.length === 0) {
      this.objections.error(
        where,
        `The matrix "${json['name'] as string}" needs rows and columns; write both.`,
      );
    }
    const unscored = unscoredValues(this.scoring, json['name'] as string);
    return {
      rows,
      columns,
      eachRowRequired,
      eachRowUnique: json['eachRowUnique'] === true && !this.isInside,
      unscoredColumns: columns.map(({ value }) => value).filter((value) => unscored.has(value)),
    };
  }

  private input(json: Json, where: string) {
    const input = (json['inputType'] ?? 'text') as (PlanQuestion & { kind: 'text' })['input'];
    const bounds = { ...this.bound('min', input, json, where), ...this.bound('max', input, json, where) };
    return {
      // whether an address or a bound is asked for inside depends on conditions: SurveyJS judges both
      input: this.isInside && input === 'email' ? 'text' : input,
      maxLength: this.maxLength(json['maxLength'] ?? this.definition['maxTextLength'], 'text', where),
      ...(!this.isInside && bounds),
      ...this.optionalText('placeholder', json, where),
    };
  }

  private bound<Key extends 'min' | 'max'>(key: Key, input: string, json: Json, where: string) {
    const value = json[key];
    if (value === undefined || value === '') return {};
    const fits =
      input === 'number'
        ? typeof value === 'number' && Number.isFinite(value)
        : typeof value === 'string' && boundFormats[input]?.test(value) === true;
    if (!fits) {
      this.objections.error(
        at(where, key),
        `"${key}" must be a number for numbers and a date or time like 2026-01-31, 2026-01 or 08:00 for those, not ${quoted(value)}.`,
      );
      return {};
    }
    return { [key]: value } as { [K in Key]?: number | string };
  }

  private maxLength(value: unknown, kind: keyof typeof LONGEST, where: string): number {
    if (typeof value !== 'number' || value <= 0) return LONGEST[kind];
    if (value > limits.answerLength) {
      this.objections.error(
        at(where, 'maxLength'),
        `An answer may have at most ${limits.answerLength} letters, not ${value}; lower the limit.`,
      );
    }
    return value;
  }

  rules(validators: unknown, where: string): Rule[] {
    const rules = this.compiledRules(validators, where);
    return this.isInside ? [] : rules;
  }

  private compiledRules(validators: unknown, where: string): Rule[] {
    return listOf(validators).flatMap((validator, position): Rule[] => {
      const here = at(where, position);
      const json = validator as Json;
      const text = this.optionalText('text', json, here);
      switch (json['type']) {
        case 'text':
          return [
            {
              kind: 'length',
              ...positive('min', json['minLength']),
              ...positive('max', json['maxLength']),
              ...text,
            },
          ];
        case 'numeric':
          return [
            {
              kind: 'number',
              ...number('min', json['minValue']),
              ...number('max', json['maxValue']),
              ...text,
            },
          ];
        case 'email':
          return [{ kind: 'email', ...text }];
        case 'answercount':
          return [
            {
              kind: 'answerCount',
              ...positive('min', json['minCount']),
              ...positive('max', json['maxCount']),
              ...text,
            },
          ];
        case 'regex':
          return this.pattern(json, here, text);
        default:
          return this.expressionRule(json, here, text);
      }
    });
  }

  private pattern(json: Json, where: string, text: { text?: LocalizedText }): Rule[] {
    const insensitive = (json['caseInsensitive'] ?? json['insensitive']) === true;
    const sentence = objectionToPattern(json['regex'], insensitive);
    if (sentence !== undefined) {
      this.objections.error(at(where, 'regex'), sentence);
      return [];
    }
    return [
      { kind: 'pattern', pattern: json['regex'] as string, ...(insensitive && { insensitive }), ...text },
    ];
  }

  private expressionRule(json: Json, where: string, text: { text?: LocalizedText }): Rule[] {
    const here = at(where, 'expression');
    if (typeof json['expression'] !== 'string' || json['expression'].trim() === '') {
      this.objections.error(here, 'The rule has no expression; write one or remove the rule.');
    }
    const expression = this.expression(json['expression'], here);
    if (expression === undefined) return [];
    return [{ kind: 'expression', expression, ...text }];
  }

  itemText(item: Item, where: string): LocalizedText {
    const text = this.text(item.json['text'], at(where, 'text'));
    if (text !== undefined) return text;
    if (typeof item.value === 'string') {
      this.objections.warning(
        where,
        `${quoted(item.value)} has no text of its own; people read the value itself, in every language.`,
      );
    }
    return { [this.defaultLanguage]: String(item.value) };
  }

  /** One of our built-in texts, in the languages that there are; what is missing is a gap like any other. */
  private ours(name: string, where: string): LocalizedText {
    const text = builtIn[name] ?? {};
    this.texts.push({ text, where });
    return text;
  }
}

const boundFormats: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  month: /^\d{4}-\d{2}$/,
  time: /^\d{2}:\d{2}$/,
};

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

/** The values that are levels of a question's scale, the lowest first; nothing where its rows have several scales. */
function levelsOf(scoring: Scoring | undefined, question: string): { levels?: ChoiceValue[] } {
  const criteria = scoring?.criteria.filter((criterion) => criterion.question === question) ?? [];
  const scale = scoring?.scales[criteria[0]?.scale ?? ''];
  if (scale === undefined || criteria.some((criterion) => criterion.scale !== criteria[0]?.scale)) return {};
  const values = [...scale.values].sort((a, b) => a.level - b.level).map(({ value }) => value);
  return { levels: values };
}

/** The values of a matrix's scales that mean "does not apply". */
const unscoredValues = (scoring: Scoring | undefined, question: string): Set<ChoiceValue> =>
  new Set(
    scoring?.criteria
      .filter((criterion) => criterion.question === question)
      .flatMap(({ scale }) => scoring.scales[scale]?.unscored ?? []),
  );

function scopeOf(definition: Json): Scope['questions'] {
  const questions = new Map<string, { name: string; type: string; rows: readonly string[] }>();
  const walk = (elements: unknown) => {
    for (const element of listOf(elements)) {
      const json = element as Json;
      if (json['type'] === 'panel') {
        walk(json['elements']);
      } else {
        const name = json['name'] as string;
        questions.set(name.toLowerCase(), {
          name,
          type: json['type'] as string,
          rows: json['type'] === 'matrix' ? listOf(json['rows']).map((row) => String(itemOf(row).value)) : [],
        });
      }
    }
  };
  for (const { page } of pagesOf(definition, '')) walk((page as Json)['elements']);
  return questions;
}
