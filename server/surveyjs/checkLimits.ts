import { insideOf, LARGEST_LIST, mostEntries } from './insideOf.ts';
import { at, isJsonObject, type Json, listOf, type ObjectionList, quoted } from './objections.ts';

/**
 * Size and depth, looked at on the raw JSON before survey-core sees any of it:
 * nested panels, thousands of choices and the like hang it (stack.md).
 */
export const limits = {
  bytes: 256 * 1024,
  /** How deep the JSON itself may be: four panels deep, with room for texts and rules. */
  jsonDepth: 24,
  panelDepth: 4,
  pages: 50,
  questions: 150,
  panels: 150,
  rows: 100,
  columns: 10,
  choices: 300,
  /** Lines, columns or questions and panels inside a question of the slow path. */
  inside: 20,
  /** All their cells in the form at most, those with long lists of choices counted more: some 2 ms each to SurveyJS. */
  cells: 500,
  textLength: 2000,
  expressionLength: 1000,
  answerLength: 10_000,
} as const;

/** Names of pages, panels and questions, and values of matrix rows: they become keys of answers. */
export const NAME = /^[a-z][A-Za-z0-9_]{0,39}$/;

/** Names that mean something to JavaScript or to SurveyJS's expressions. */
const RESERVED = new Set(
  [
    ...Object.getOwnPropertyNames(Object.prototype),
    ...['length', 'prototype', 'item', 'choice', 'self', 'panel', 'row', 'survey', 'locale'],
    ...['pageno', 'pagecount', 'questioncount', 'correctanswers', 'correctedanswers'],
    ...['correctedanswercount', 'incorrectanswers', 'incorrectedanswers', 'incorrectedanswercount'],
  ].map((name) => name.toLowerCase()),
);

export const isReservedName = (name: string): boolean => RESERVED.has(name.toLowerCase());

/** Says in one objection why the whole thing is too big or no object at all; nothing else is looked at then. */
export function checkLimits(definition: unknown, path: string, objections: ObjectionList): void {
  if (!isJsonObject(definition)) {
    const kind = definition === null ? 'null' : Array.isArray(definition) ? 'a list' : typeof definition;
    objections.error(path, `A questionnaire is a JSON object, this is ${kind}; paste a whole SurveyJS JSON.`);
    return;
  }
  const depth = depthOf(definition, limits.jsonDepth);
  if (depth > limits.jsonDepth) {
    objections.error(
      path,
      `The questionnaire is nested more than ${limits.jsonDepth} levels deep; use fewer panels inside panels (at most ${limits.panelDepth}).`,
    );
    return;
  }
  const bytes = Buffer.byteLength(JSON.stringify(definition));
  if (bytes > limits.bytes) {
    objections.error(
      path,
      `The questionnaire has ${Math.ceil(bytes / 1024)} KB, the limit is ${limits.bytes / 1024} KB; shorten its lists of choices.`,
    );
    return;
  }
  checkStructure(definition, path, objections);
}

/** Depth of a JSON value, without recursion and no further than needed (so a circle ends too). */
function depthOf(value: unknown, most: number): number {
  let layer: unknown[] = [value];
  for (let depth = 0; depth <= most; depth++) {
    layer = layer.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
    if (layer.length === 0) return depth;
  }
  return most + 1;
}

function checkStructure(definition: Json, path: string, objections: ObjectionList): void {
  const names = new Map<string, string>();
  let questions = 0;
  let panels = 0;
  let cells = 0;

  const takeName = (element: Json, where: string, noun: string) => {
    checkName(element, names, where, noun, objections);
  };
  const walk = (elements: unknown, where: string, depth: number) => {
    for (const [position, element] of listOf(elements).entries()) {
      const here = at(where, position);
      if (!isJsonObject(element)) {
        objections.error(
          here,
          `A question or panel is a JSON object, this is ${quoted(element)}; remove it.`,
        );
      } else if (element['type'] === 'panel') {
        panels++;
        takeName(element, here, 'panel');
        if (depth >= limits.panelDepth) {
          objections.error(here, `Panels may be at most ${limits.panelDepth} deep; move this one up.`);
        } else {
          walk(element['elements'], at(here, 'elements'), depth + 1);
        }
      } else {
        questions++;
        takeName(element, here, 'question');
        checkQuestionSize(element, here, objections);
        const inside = checkInside(element, here, objections);
        questions += inside.questions;
        cells += inside.cells;
      }
    }
  };

  const pages = pagesOf(definition, path);
  if (pages.length > limits.pages) {
    objections.error(at(path, 'pages'), `There are ${pages.length} pages, the limit is ${limits.pages}.`);
    return;
  }
  for (const { page, where } of pages) {
    if (!isJsonObject(page)) {
      objections.error(where, `A page is a JSON object, this is ${quoted(page)}; remove it.`);
      continue;
    }
    if (page['name'] !== undefined) takeName(page, where, 'page');
    walk(page['elements'], at(where, 'elements'), 0);
  }
  if (questions === 0) {
    objections.error(path, 'There is no question in it; add at least one page with one question.');
  }
  if (panels > limits.panels) {
    objections.error(path, `There are ${panels} panels, the limit is ${limits.panels}; divide the survey.`);
  }
  if (cells > limits.cells) {
    objections.error(
      path,
      `Its lists and tables may become ${Math.ceil(cells)} cells (long lists of choices count more), the limit is ${limits.cells}; allow fewer entries or choices.`,
    );
  }
  if (questions > limits.questions) {
    objections.error(
      path,
      `There are ${questions} questions, the limit is ${limits.questions}; divide the survey.`,
    );
  }
}

/** Takes a name into `names`, where names mean the same however they are capitalised. */
function checkName(
  { name }: Json,
  names: Map<string, string>,
  where: string,
  noun: string,
  objections: ObjectionList,
): void {
  if (typeof name !== 'string' || !NAME.test(name)) {
    objections.error(
      at(where, 'name'),
      `The ${noun} name ${quoted(name)} does not fit; begin with a small letter, use letters, digits and _, at most 40.`,
    );
  } else if (isReservedName(name)) {
    objections.error(at(where, 'name'), `The name ${quoted(name)} has a meaning of its own; choose another.`);
  } else if (names.has(name.toLowerCase())) {
    objections.error(
      at(where, 'name'),
      `The name ${quoted(name)} is used twice (also at ${names.get(name.toLowerCase())}); capitals make no difference.`,
    );
  } else {
    names.set(name.toLowerCase(), where);
  }
}

/** How many entries there are at first, and at least. */
const COUNTS = ['rowCount', 'minRowCount', 'panelCount', 'minPanelCount'] as const;

/** @returns how many questions stand inside a question of the slow path, and how many cells they may become */
function checkInside(
  question: Json,
  where: string,
  objections: ObjectionList,
): { questions: number; cells: number } {
  const inside = insideOf(question);
  if (inside === undefined) return { questions: 0, cells: 0 };
  const name = quoted(question['name']);
  const here = at(where, inside.property);

  const names = new Map<string, string>();
  let questions = 0;
  let panels = 0;
  let weight = 0;
  const walk = (elements: readonly unknown[], place: string, depth: number) => {
    for (const [position, element] of elements.entries()) {
      const spot = at(place, position);
      if (!isJsonObject(element)) {
        objections.error(
          spot,
          `What stands in "${inside.property}" is a JSON object, this is ${quoted(element)}.`,
        );
        continue;
      }
      checkName(element, names, spot, 'inner', objections);
      if (element['type'] === 'panel' && inside.property === 'templateElements') {
        panels++;
        if (depth >= limits.panelDepth) {
          objections.error(spot, `Panels may be at most ${limits.panelDepth} deep; move this one up.`);
        } else {
          walk(listOf(element['elements']), at(spot, 'elements'), depth + 1);
        }
      } else {
        questions++;
        weight += weightOf(element, question);
        checkQuestionSize(element, spot, objections);
      }
    }
  };
  walk(inside.elements, here, 0);
  if (questions === 0) objections.error(here, `Question ${name} has no ${inside.property}; write some.`);
  if (questions + panels > limits.inside) {
    objections.error(
      here,
      `Question ${name} holds ${questions + panels} others, the limit is ${limits.inside}; divide it.`,
    );
  }
  checkEntries(question, names, where, objections);
  return { questions, cells: weight * entriesOf(question) };
}

/** A row of a matrix is a cell of its own, and choices cost survey-core time for each cell. */
function weightOf(element: Json, question: Json): number {
  const choices = listOf(element['choices'] ?? question['choices']).length;
  return Math.max(1, listOf(element['rows']).length) * (1 + choices / 50);
}

function entriesOf(question: Json): number {
  switch (question['type']) {
    case 'multipletext':
      return 1;
    case 'matrixdropdown':
      return listOf(question['rows']).length;
    default:
      return mostEntries(question);
  }
}

function checkEntries(
  question: Json,
  names: ReadonlyMap<string, string>,
  where: string,
  objections: ObjectionList,
): void {
  const most = entriesOf(question);
  if (most > LARGEST_LIST) {
    objections.error(
      where,
      `Question ${quoted(question['name'])} may have ${most} entries, the limit is ${LARGEST_LIST}; lower it.`,
    );
  }
  for (const property of COUNTS) {
    const count = question[property];
    if (typeof count === 'number' && count > most) {
      objections.error(
        at(where, property),
        `"${property}" is ${count}, but there may be ${most} entries; lower it, or raise the maximum.`,
      );
    }
  }
  const { keyName } = question;
  if (keyName !== undefined && !(typeof keyName === 'string' && names.has(keyName.toLowerCase()))) {
    objections.error(
      at(where, 'keyName'),
      `"keyName" must name what may not be there twice, one of ${[...names.keys()].join(', ')}.`,
    );
  }
}

const sizeLimits = { choices: limits.choices, rateValues: limits.choices, columns: limits.columns } as const;

function checkQuestionSize(question: Json, where: string, objections: ObjectionList): void {
  const name = quoted(question['name']);
  for (const [property, most] of Object.entries(sizeLimits)) {
    const { length } = listOf(question[property]);
    if (length > most) {
      objections.error(
        at(where, property),
        `Question ${name} has ${length} ${property}, the limit is ${most}; divide the question.`,
      );
    }
  }
  if (!Array.isArray(question['rows'])) return;

  const { rows } = question;
  if (rows.length > limits.rows) {
    objections.error(
      at(where, 'rows'),
      `Question ${name} has ${rows.length} rows, the limit is ${limits.rows}; divide the matrix.`,
    );
    return;
  }
  for (const [position, row] of rows.entries()) {
    const value: unknown = isJsonObject(row) ? row['value'] : row;
    if (typeof value !== 'string' || !NAME.test(value) || isReservedName(value)) {
      objections.error(
        at(where, 'rows', position),
        `The row value ${quoted(value)} does not fit; begin with a small letter, use letters, digits and _, at most 40, and put the words into "text".`,
      );
    }
  }
}

/** The pages of a definition with their paths; SurveyJS also lets a survey have its elements without a page. */
export function pagesOf(definition: Json, path: string): { page: unknown; where: string }[] {
  if (definition['pages'] === undefined && definition['elements'] !== undefined) {
    return [{ page: { name: 'page1', elements: definition['elements'] }, where: path }];
  }
  return listOf(definition['pages']).map((page, position) => ({ page, where: at(path, 'pages', position) }));
}
