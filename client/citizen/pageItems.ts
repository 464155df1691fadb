import type { RawAnswers } from '../../server/domain/questionnaire/formState.ts';
import type {
  MatrixRow,
  Plan,
  PlanElement,
  PlanPage,
  PlanQuestion,
} from '../../server/domain/questionnaire/plan.ts';
import type { Visibility } from '../../server/domain/questionnaire/visibility.ts';
import type { LocalizedText } from '../../server/domain/text.ts';

/** One thing to answer on a page: a question, or one row of a matrix. Numbered from 1 on each page. */
export interface PageItem {
  question: PlanQuestion;
  row?: MatrixRow;
  title: LocalizedText;
  isAnswered: boolean;
}

/** What is to be answered on a page, in reading order. Without `seen` everything counts as visible. */
export function itemsOf(page: PlanPage, seen: Visibility | undefined, answers: RawAnswers): PageItem[] {
  return questionsOf(page.elements)
    .filter(({ name }) => seen?.questions.has(name) !== false)
    .flatMap((question): PageItem[] => {
      const answer = (seen?.answers ?? answers)[question.name];
      if (question.kind !== 'matrix') {
        return [{ question, title: question.title, isAnswered: answer !== undefined }];
      }
      const cells = (answer ?? {}) as Readonly<Record<string, unknown>>;
      return question.rows
        .filter(({ value }) => seen?.rows.get(question.name)?.has(value) !== false)
        .map((row) => ({ question, row, title: row.text, isAnswered: cells[row.value] !== undefined }));
    });
}

/** Questions of a page or panel, those of inner panels included. */
export const questionsOf = (elements: readonly PlanElement[]): PlanQuestion[] =>
  elements.flatMap((element) => (element.kind === 'panel' ? questionsOf(element.elements) : [element]));

/** Pages that a person with these answers goes through. */
export const stepsOf = (plan: Plan, seen: Visibility): PlanPage[] =>
  plan.pages.filter(({ name }) => seen.pages.has(name));

/** A form of one page is sent from that page: there is nothing to look back on. */
export const hasCheckPage = (plan: Plan): boolean => plan.pages.length > 1;

/** The id of a question's or a row's control; `at` counts its boxes or choices. */
export function controlId(question: PlanQuestion, row?: MatrixRow, at = 0): string {
  const place = row === undefined || question.kind !== 'matrix' ? '' : `-r${question.rows.indexOf(row)}`;
  return `${question.name}${place}-${at}`;
}
