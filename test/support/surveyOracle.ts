/**
 * What survey-core itself says of a form: a SurveyModel that is filled in as a
 * person would, question by question, answering only what is visible.
 */
import { type Question, SurveyModel } from 'survey-core';
import type { GeneratedSurvey } from './generatedSurveys.ts';

export interface Picture {
  pages: string[];
  panels: string[];
  questions: string[];
  required: string[];
  disabled: string[];
  rows: Record<string, string[]>;
  choices: Record<string, unknown[]>;
  /** Visible questions whose answer survey-core does not accept. */
  faulty: string[];
  /** Answers of what is visible. */
  answers: Record<string, unknown>;
}

/**
 * A copy that survey-core may change. Under Jest, structuredClone returns objects of another realm,
 * which are no `instanceof Object` and compare otherwise.
 */
export const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** survey-core itself fails on a few sums, such as 0.2 + [0]: undefined then, and whatever we say to those is right. */
export function unlessASumFails<T>(ask: () => T): { said: T } | undefined {
  try {
    return { said: ask() };
  } catch (error) {
    if (error instanceof TypeError && error.message.includes('toFixed')) return undefined;
    throw error;
  }
}

const isShown = (question: Question): boolean => question.isVisible && question.isParentVisible;

export function pictureBySurveyCore({ definition, order, answers }: GeneratedSurvey): Picture {
  const model = new SurveyModel(copyOf(definition));
  for (const name of order) fillIn(model, name, answers);

  const questions = model.getAllQuestions().filter(isShown);
  const answered = copyOf(model.data) as Record<string, unknown>;
  return {
    pages: model.pages.filter((page) => page.isVisible).map(({ name }) => name),
    panels: model
      .getAllPanels()
      .filter((panel) => (panel as unknown as Question).isVisible && isOpen(panel as unknown as Question))
      .map((panel) => (panel as unknown as Question).name),
    questions: questions.map(({ name }) => name),
    required: questions.filter((question) => question.isRequired).map(({ name }) => name),
    disabled: questions.filter((question) => question.isReadOnly).map(({ name }) => name),
    rows: Object.fromEntries(
      questions
        .filter((question) => question.getType() === 'matrix')
        .map((question) => [question.name, rowsOf(question)]),
    ),
    choices: Object.fromEntries(
      questions.filter(hasChoices).map((question) => [question.name, choicesOf(question)]),
    ),
    faulty: questions.filter((question) => !question.validate(false)).map(({ name }) => name),
    answers: answered,
  };
}

function isOpen(element: Question): boolean {
  for (let up = element.parent; up; up = (up as unknown as Question).parent) {
    if (!(up as unknown as Question).isVisible) return false;
  }
  return true;
}

const hasChoices = (question: Question): boolean =>
  ['radiogroup', 'buttongroup', 'checkbox', 'tagbox', 'dropdown'].includes(question.getType());

const rowsOf = (question: Question): string[] =>
  (question as unknown as { visibleRows: { name: string }[] }).visibleRows.map(({ name }) => name);

const choicesOf = (question: Question): unknown[] =>
  (question as unknown as { visibleChoices: { value: unknown }[] }).visibleChoices.map(({ value }) => value);

function fillIn(model: SurveyModel, name: string, answers: Record<string, unknown>): void {
  const question = model.getQuestionByName(name) as Question;
  const given = answers[name];
  if (given === undefined || given === '' || !isShown(question)) return;

  const value = onlyVisible(question, given);
  if (value === undefined) return;
  model.setValue(name, value);
  const words = answers[`${name}-Comment`];
  if (words !== undefined) model.setComment(name, words as string);
}

/** A person can tick only choices and rows that are there. */
function onlyVisible(question: Question, given: unknown): unknown {
  if (hasChoices(question)) {
    const visible = new Set(choicesOf(question));
    if (!Array.isArray(given)) return visible.has(given) ? given : undefined;
    const kept = (given as unknown[]).filter((value) => visible.has(value));
    return kept.length === 0 ? undefined : kept;
  }
  if (question.getType() === 'matrix') {
    const rows = rowsOf(question);
    const kept = Object.entries(given as object).filter(([row]) => rows.includes(row));
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  }
  return given;
}
