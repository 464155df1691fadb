import type { RawAnswers } from '../../server/domain/questionnaire/formState.ts';
import type {
  ChoiceValue,
  PlanPage,
  PlanQuestion,
  SurveyjsQuestion,
} from '../../server/domain/questionnaire/plan.ts';
import { commentKey } from '../../server/domain/questionnaire/planIndex.ts';
import type { Visibility } from '../../server/domain/questionnaire/visibility.ts';
import { type Language, type LocalizedText, textIn } from '../../server/domain/text.ts';
import { itemsOf, type PageItem, questionsOf } from './pageItems.ts';
import { faceOf } from './questions/Ruler.tsx';

/** One answer as the person reads it back before sending. */
export interface ReviewLine {
  key: string;
  title: string;
  /** Undefined: not answered. */
  answer: string | undefined;
  /** The face that stands in the chosen box. */
  glyph?: string;
}

export function reviewLines(
  page: PlanPage,
  seen: Visibility,
  answers: RawAnswers,
  language: Language,
): ReviewLine[] {
  return itemsOf(page, seen, answers).map((item) => {
    const value = valueOf(item, seen);
    const words = value === undefined ? undefined : wordsOf(item.question, value, answers, language);
    const level = item.question.levels?.indexOf(value as ChoiceValue) ?? -1;
    const glyph = level === -1 ? undefined : faceOf(level, item.question.levels?.length ?? 0);
    return {
      key: `${item.question.name} ${item.row?.value ?? ''}`,
      title: textIn(item.title, language),
      answer: words !== undefined && level !== -1 ? `${level + 1} ${words}` : words,
      ...(glyph !== undefined && { glyph }),
    };
  });
}

function valueOf({ question, row }: PageItem, { answers }: Visibility): unknown {
  const answer = answers[question.name];
  if (row === undefined) return answer;
  return (answer as Readonly<Record<string, unknown>> | undefined)?.[row.value];
}

function wordsOf(question: PlanQuestion, value: unknown, answers: RawAnswers, language: Language): string {
  if (question.kind === 'surveyjs') return wordsInside(question, value, language);
  if (question.kind === 'matrix' && typeof value === 'object') {
    return question.rows
      .flatMap(({ value: row, text }) => {
        const cell = (value as RawAnswers)[row];
        return cell === undefined
          ? []
          : [labelled(textIn(text, language), wordsOf(question, cell, answers, language))];
      })
      .join('; ');
  }
  const named = namesOf(question);
  const nameOf = (one: unknown): string => {
    if ('other' in question && one === question.other?.value) {
      const words = answers[commentKey(question.name)];
      const name = textIn(question.other.text, language);
      return typeof words === 'string' && words.trim() !== '' ? `${name}: ${words}` : name;
    }
    const text = named.find((choice) => choice.value === one)?.text;
    return text === undefined ? String(one) : textIn(text, language);
  };
  return Array.isArray(value) ? value.map(nameOf).join('; ') : nameOf(value);
}

/** "Counter: fast"; after a mark of its own the label needs no other. */
const labelled = (label: string, words: string): string =>
  /[?!:.។៖]$/.test(label) ? `${label} ${words}` : `${label}: ${words}`;

/** What stands inside a question of the slow path, a line for each entry or row. */
function wordsInside({ name, shape }: SurveyjsQuestion, value: unknown, language: Language): string {
  const questions = shape.form.pages.flatMap(({ elements }) => questionsOf(elements));
  const words = (entry: RawAnswers): string =>
    questions
      .filter((question) => entry[question.name] !== undefined)
      .map((question) => {
        const answer = wordsOf(question, entry[question.name], entry, language);
        return labelled(textIn(question.title, language), answer);
      })
      .join('; ');
  switch (shape.kind) {
    case 'value': {
      const [only] = questions;
      return only === undefined ? '' : wordsOf(only, value, { [name]: value }, language);
    }
    case 'record':
      return words(value as RawAnswers);
    case 'rows':
      return shape.rows
        .filter(({ value: row }) => (value as RawAnswers)[row] !== undefined)
        .map((row) => {
          const cells = (value as Readonly<Record<string, RawAnswers>>)[row.value] ?? {};
          return labelled(textIn(row.text, language), words(cells));
        })
        .join('\n');
    case 'list':
      return (value as readonly RawAnswers[]).map((entry, at) => `${at + 1}. ${words(entry)}`).join('\n');
  }
}

function namesOf(question: PlanQuestion): readonly { value: ChoiceValue; text?: LocalizedText }[] {
  switch (question.kind) {
    case 'radiogroup':
    case 'checkbox':
    case 'dropdown':
      return [...question.choices, ...question.none];
    case 'rating':
      return question.values;
    case 'matrix':
      return question.columns;
    case 'boolean':
      return [
        { value: question.valueTrue, text: question.labelTrue },
        { value: question.valueFalse, text: question.labelFalse },
      ];
    default:
      return [];
  }
}
