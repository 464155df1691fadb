import { isJsonObject, type Json, listOf } from './objections.ts';

/** How many entries a list may have where the definition does not say. */
const MOST_ENTRIES = 20;
/** More than this takes survey-core too long (stack.md): it draws and checks every cell as a question of its own. */
export const LARGEST_LIST = 50;

/** The question type of a column's cells: its own, or its matrix's. */
export function cellTypeOf(column: Json, matrix: Json): string {
  const own = column['cellType'];
  if (typeof own === 'string' && own !== 'default') return own;
  return typeof matrix['cellType'] === 'string' ? matrix['cellType'] : 'dropdown';
}

/** What stands inside a question of the slow path, with the property that it is written under. */
export function insideOf(question: Json): { property: string; elements: readonly unknown[] } | undefined {
  switch (question['type']) {
    case 'multipletext':
      return { property: 'items', elements: listOf(question['items']) };
    case 'matrixdropdown':
    case 'matrixdynamic':
      return { property: 'columns', elements: listOf(question['columns']) };
    case 'paneldynamic':
      return { property: 'templateElements', elements: listOf(question['templateElements']) };
    default:
      return undefined;
  }
}

/** What an element inside such a question is: a type of question, or a panel. */
export function typeInside(element: Json, question: Json): unknown {
  switch (insideOf(question)?.property) {
    case 'items':
      return 'text';
    case 'columns':
      return cellTypeOf(element, question);
    default:
      return element['type'];
  }
}

/** The inside as questions and panels that the plan's compiler reads. */
export const elementsInside = (question: Json): Json[] =>
  (insideOf(question)?.elements ?? []).filter(isJsonObject).map((element): Json => {
    const isColumn = insideOf(question)?.property === 'columns';
    const takesChoices = isColumn && listOf(element['choices']).length === 0;
    return {
      ...element,
      type: typeInside(element, question),
      ...(takesChoices && { choices: question['choices'] }),
    };
  });

/** How many entries an answer may have. */
export function mostEntries(question: Json): number {
  const most = question['maxRowCount'] ?? question['maxPanelCount'];
  return typeof most === 'number' && most > 0 ? most : MOST_ENTRIES;
}
