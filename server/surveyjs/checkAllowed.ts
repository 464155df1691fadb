import { numberFrom } from '../domain/questionnaire/values.ts';
import {
  allowed,
  columnProperties,
  isSlow,
  propertyReasons,
  type Shape,
  typeReasons,
  validatorsOf,
} from './allowList.ts';
import { cellTypeOf } from './insideOf.ts';
import { limits, pagesOf } from './checkLimits.ts';
import { at, isJsonObject, type Json, listOf, type ObjectionList, quoted } from './objections.ts';

const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/;

/** Refuses every type, property and value that is not on the allow-list. Expects JSON within the limits. */
export function checkAllowed(definition: Json, path: string, objections: ObjectionList): void {
  checkProperties(definition, allowed.survey, 'survey', path, objections);
  const { locale } = definition;
  if (locale !== undefined && !(typeof locale === 'string' && LANGUAGE.test(locale))) {
    objections.error(
      at(path, 'locale'),
      `The questionnaire's language ${quoted(locale)} is no language code; write "vi".`,
    );
  }
  for (const { page, where } of pagesOf(definition, path)) {
    if (where !== path) checkProperties(page as Json, allowed.page, 'page', where, objections);
    checkElements((page as Json)['elements'], at(where, 'elements'), objections);
  }
}

/** @param outer the type of the slow question that holds the elements, if one does */
function checkElements(elements: unknown, where: string, objections: ObjectionList, outer?: string): void {
  if (elements !== undefined && !Array.isArray(elements)) {
    objections.error(where, '"elements" is a list of questions and panels; write it in [ ].');
  }
  for (const [position, element] of listOf(elements).entries()) {
    checkElement(element as Json, at(where, position), objections, outer);
  }
}

function checkElement(element: Json, where: string, objections: ObjectionList, outer?: string): void {
  const type = element['type'];
  if (type === 'panel') {
    checkProperties(element, allowed.panel, 'panel', where, objections);
    checkElements(element['elements'], at(where, 'elements'), objections, outer);
    return;
  }
  if (outer !== undefined && isSlow(type)) {
    objections.error(
      at(where, 'type'),
      `A ${outer} can hold ordinary questions and panels, but no ${quoted(type)}; put it beside.`,
    );
    return;
  }
  const properties =
    typeof type === 'string' && Object.hasOwn(allowed.questions, type) ? allowed.questions[type] : undefined;
  if (typeof type !== 'string' || properties === undefined) {
    const known =
      typeof type === 'string' && Object.hasOwn(typeReasons, type) ? typeReasons[type] : undefined;
    objections.error(
      at(where, 'type'),
      known === undefined
        ? `There is no question type ${quoted(type)} here; use one of ${Object.keys(allowed.questions).join(', ')} or panel.`
        : `Type ${quoted(type)} ${known}.`,
    );
    return;
  }
  checkQuestion(element, type, properties, where, objections);
  if (isSlow(type)) checkInside(element, type, where, objections);
}

function checkQuestion(
  json: Json,
  type: string,
  properties: Readonly<Record<string, Shape>>,
  where: string,
  objections: ObjectionList,
): void {
  checkProperties(json, properties, type, where, objections);
  for (const [property, itemProperties] of Object.entries(allowed.items)) {
    if (properties[property] === 'structure') {
      checkItems(json[property], itemProperties, property, at(where, property), objections);
    }
  }
  checkValidators(json['validators'], type, at(where, 'validators'), objections);
}

/** Lines, columns or template of a question of the slow path; checkLimits has seen that they are objects. */
function checkInside(json: Json, type: string, where: string, objections: ObjectionList): void {
  for (const [position, item] of listOf(json['items']).entries()) {
    checkQuestion(item as Json, 'text', allowed.textItem, at(where, 'items', position), objections);
  }
  if (type === 'matrixdropdown' || type === 'matrixdynamic') {
    for (const [position, item] of listOf(json['columns']).entries()) {
      const column = item as Json;
      const cellType = cellTypeOf(column, json);
      const here = at(where, 'columns', position);
      checkQuestion(column, cellType, columnProperties(cellType), here, objections);
    }
  }
  if (type === 'paneldynamic') {
    checkElements(json['templateElements'], at(where, 'templateElements'), objections, type);
  }
}

function checkItems(
  list: unknown,
  properties: Readonly<Record<string, Shape>>,
  noun: string,
  where: string,
  objections: ObjectionList,
): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) {
    objections.error(where, `"${noun}" is a list; write it in [ ].`);
    return;
  }
  const seen = new Set<string>();
  for (const [position, item] of list.entries()) {
    const here = at(where, position);
    if (isJsonObject(item)) checkProperties(item, properties, noun, here, objections);
    const value: unknown = isJsonObject(item) ? item['value'] : item;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      objections.error(here, `Every entry of "${noun}" needs a "value" that is text or a number.`);
    } else if (typeof value === 'string' && (value.trim() !== value || value === '' || value.length > 100)) {
      objections.error(
        here,
        `The value ${quoted(value)} is empty, longer than 100 letters or has spaces around it; write it shorter.`,
      );
    } else if (seen.has(keyOfValue(value))) {
      objections.error(here, `The value ${quoted(value)} is there twice in "${noun}"; give each its own.`);
    } else {
      seen.add(keyOfValue(value));
    }
  }
}

/** survey-core takes 1, "1" and "01" for the same answer, and "A" and "a". */
function keyOfValue(value: string | number | boolean): string {
  const number = numberFrom(value);
  return Number.isNaN(number) ? String(value).toLowerCase() : String(number);
}

function checkValidators(list: unknown, type: string, where: string, objections: ObjectionList): void {
  if (list === undefined) return;
  if (!Array.isArray(list) || list.length > 20) {
    objections.error(where, '"validators" is a list of at most 20 rules; write it in [ ].');
    return;
  }
  for (const [position, rule] of list.entries()) {
    const here = at(where, position);
    const kind: unknown = isJsonObject(rule) ? rule['type'] : rule;
    const properties =
      typeof kind === 'string' && Object.hasOwn(allowed.validators, kind)
        ? allowed.validators[kind]
        : undefined;
    if (!isJsonObject(rule) || properties === undefined || !validatorsOf(type).includes(kind as string)) {
      objections.error(
        here,
        `A ${type} question can have the rules ${validatorsOf(type).join(', ')}; ${quoted(kind)} is none of them.`,
      );
    } else {
      checkProperties(rule, properties, `rule ${kind as string}`, here, objections);
    }
  }
}

function checkProperties(
  json: Json,
  properties: Readonly<Record<string, Shape>>,
  noun: string,
  where: string,
  objections: ObjectionList,
): void {
  for (const [property, value] of Object.entries(json)) {
    const here = at(where, property);
    if (!Object.hasOwn(properties, property)) {
      const known = Object.hasOwn(propertyReasons, property) ? propertyReasons[property] : undefined;
      objections.error(
        here,
        known === undefined
          ? `Property ${quoted(property)} of a ${noun} is not supported; remove it.`
          : `Property ${quoted(property)} ${known}.`,
      );
    } else {
      const shape = properties[property] as Shape;
      const sentence = mismatch(property, value, shape);
      if (sentence !== undefined) objections.error(here, sentence);
      if (shape === 'text' && sentence === undefined) {
        checkText(value, here, objections, property === 'templateTitle' ? ENTRY_NUMBER : undefined);
      }
    }
  }
}

/** Why a value does not have its shape, or undefined. */
function mismatch(property: string, value: unknown, shape: Shape): string | undefined {
  const says = (wanted: string) => `"${property}" must be ${wanted}, not ${quoted(value)}.`;
  if (Array.isArray(shape)) {
    if (shape.includes(value)) return undefined;
    const known = propertyReasons[property];
    return known === undefined
      ? says(shape.map((one) => JSON.stringify(one)).join(' or '))
      : `Property "${property}" ${known}.`;
  }
  switch (shape as Exclude<Shape, readonly unknown[]>) {
    case 'structure':
    case 'inside':
      return undefined;
    case 'flag':
      return typeof value === 'boolean' ? undefined : says('true or false');
    case 'number':
      return typeof value === 'number' ? undefined : says('a number');
    case 'count':
      return Number.isSafeInteger(value) && (value as number) >= 0
        ? undefined
        : says('a whole number from 0');
    case 'primitive':
      if (typeof value === 'string' && /:\/\//.test(value) && property !== '$schema') {
        return `"${property}" holds an address of another server; remove it.`;
      }
      return typeof value === 'object' ? says('text, a number, true or false') : undefined;
    case 'expression':
      if (typeof value !== 'string') return says('an expression in quotation marks');
      return value.length > limits.expressionLength
        ? `"${property}" has ${value.length} letters, the limit is ${limits.expressionLength}; simplify it.`
        : undefined;
    case 'text':
      if (typeof value === 'string') return undefined;
      return isJsonObject(value) && Object.values(value).every((text) => typeof text === 'string')
        ? undefined
        : says('text, or one text for each language');
  }
}

/** The number of an entry, which SurveyJS counts itself: nothing of it comes from outside. */
const ENTRY_NUMBER = /\{(visiblePanelIndex|panelIndex)\}/g;

function checkText(value: unknown, where: string, objections: ObjectionList, harmless?: RegExp): void {
  const texts = typeof value === 'string' ? [['', value]] : Object.entries(value as Record<string, string>);
  for (const [language, text] of texts as [string, string][]) {
    const here = language === '' ? where : at(where, language);
    if (language !== '' && language !== 'default' && !LANGUAGE.test(language)) {
      objections.error(here, `${quoted(language)} is no language code; write "vi", "km", "en" or "default".`);
    }
    if (text.length > limits.textLength) {
      objections.error(
        here,
        `The text has ${text.length} letters, the limit is ${limits.textLength}; shorten it.`,
      );
    } else if (placeholderIn(text, harmless) !== undefined) {
      objections.error(
        here,
        `The text has a placeholder ${quoted(placeholderIn(text, harmless))}, which SurveyJS fills in without protection; write the words out.`,
      );
    } else if (/<[a-z!/]/i.test(text)) {
      objections.error(here, 'The text holds HTML, which is shown as it stands; write plain text.');
    }
  }
}

const placeholderIn = (text: string, harmless: RegExp | undefined): string | undefined =>
  /\{[^{}]+\}/.exec(harmless === undefined ? text : text.replace(harmless, ''))?.[0];
