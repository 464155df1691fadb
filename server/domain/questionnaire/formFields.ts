import type { RawAnswers } from './formState.ts';
import type { ChoiceValue, Plan, PlanQuestion } from './plan.ts';
import { commentKey, indexOf, valuesOf } from './planIndex.ts';
import { numberFrom } from './values.ts';

/**
 * Answers as fields of a plain HTML form: what a browser sends without our
 * script, and what stands in the page when the script arrives.
 */

/** The name of a question's field; a matrix has one for each row. Names of questions hold no dot. */
export const fieldName = (question: string, row?: string): string =>
  row === undefined ? question : `${question}.${row}`;

/** Reads every value sent under a field name. */
export type FieldReader = (name: string) => readonly string[];

/**
 * The answers behind the fields, not yet judged: a field that was left empty is
 * no answer, a choice that the plan does not know stays the text it is, so that
 * validation can name it. Words written beside "other" choose it.
 */
export function answersOfFields(plan: Plan, read: FieldReader): RawAnswers {
  const answers: Record<string, unknown> = {};
  for (const { question } of indexOf(plan).questions) {
    const value = valueOfFields(question, read);
    if (value !== undefined) answers[question.name] = value;
    if (!('other' in question) || question.other === undefined) continue;

    const key = commentKey(question.name);
    const words = textOf(read, key);
    if (words === undefined) continue;
    answers[key] = words;
    const other = question.other.value;
    if (question.kind === 'checkbox') {
      const chosen = (value ?? []) as readonly unknown[];
      if (!chosen.includes(other)) answers[question.name] = [...chosen, other];
    } else if (value === undefined) {
      answers[question.name] = other;
    }
  }
  return answers;
}

function valueOfFields(question: PlanQuestion, read: FieldReader): unknown {
  const name = fieldName(question.name);
  switch (question.kind) {
    case 'matrix': {
      const cells = question.rows.flatMap(({ value: row }) => {
        const cell = choiceOf(question, read(fieldName(question.name, row))[0]);
        return cell === undefined ? [] : [[row, cell] as const];
      });
      return cells.length === 0 ? undefined : Object.fromEntries(cells);
    }
    case 'checkbox': {
      const chosen = read(name).flatMap((text) => choiceOf(question, text) ?? []);
      return chosen.length === 0 ? undefined : chosen;
    }
    case 'text': {
      const text = textOf(read, name);
      if (text === undefined || question.input !== 'number') return text;
      const number = numberFrom(text);
      return Number.isNaN(number) ? text : number;
    }
    case 'comment':
      return textOf(read, name);
    case 'surveyjs':
      // shown by script only
      return undefined;
    default:
      return choiceOf(question, read(name)[0]);
  }
}

/** The plan's own value for a field's text: '3' becomes 3 where 3 is a choice. */
function choiceOf(question: PlanQuestion, text: string | undefined): ChoiceValue | undefined {
  if (text === undefined || text === '') return undefined;
  return valuesOf(question).find((value) => String(value) === text) ?? text;
}

/** Browsers send line ends as CR LF; the page and the limits count one character. */
function textOf(read: FieldReader, name: string): string | undefined {
  const text = read(name)[0]?.replace(/\r\n?/g, '\n');
  return text === undefined || text.trim() === '' ? undefined : text;
}
