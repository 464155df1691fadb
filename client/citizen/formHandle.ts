import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { RawAnswers } from '../../server/domain/questionnaire/formState.ts';
import type { AnswerFault, MatrixRow, Plan, PlanQuestion } from '../../server/domain/questionnaire/plan.ts';
import type { Visibility } from '../../server/domain/questionnaire/visibility.ts';
import { type PageItem, itemsOf } from './pageItems.ts';

/** What the questions of a page need to know of the form around them. */
export interface FormHandle {
  plan: Plan;
  /** What these answers make visible; undefined on the page without script, which shows everything. */
  seen: Visibility | undefined;
  answers: RawAnswers;
  /** Faults of the last attempt to go on. They stay until the next one, so that nothing jumps. */
  faults: readonly AnswerFault[];
  /** Faults as they are now: what is no longer among them has been put right. */
  remaining: readonly AnswerFault[];
  /** `undefined` takes the answer back. */
  answer: (name: string, value: unknown) => void;
}

const noForm: FormHandle = {
  plan: { version: '', languages: [], title: {}, pages: [] },
  seen: undefined,
  answers: {},
  faults: [],
  remaining: [],
  answer: () => undefined,
};
export const FormContext = createContext<FormHandle>(noForm);
export const useForm = (): FormHandle => useContext(FormContext);

const isAt =
  (question: PlanQuestion, row: MatrixRow | undefined) =>
  (fault: AnswerFault): boolean =>
    fault.question === question.name && fault.row === row?.value;

export const faultAt = (
  faults: readonly AnswerFault[],
  question: PlanQuestion,
  row?: MatrixRow,
): AnswerFault | undefined => faults.find(isAt(question, row));

/** Whether a question must be answered, as far as is known: conditions are not looked at without script. */
export const isRequired = ({ seen }: FormHandle, question: PlanQuestion): boolean =>
  seen === undefined ? question.isRequired : seen.required.has(question.name);

export const isDisabled = ({ seen }: FormHandle, question: PlanQuestion): boolean =>
  seen?.disabled.has(question.name) === true;

/** "1." and so on; nothing on a page with a single thing to answer. */
export function numberOf(
  items: readonly PageItem[],
  question: PlanQuestion,
  row?: MatrixRow,
): number | undefined {
  if (items.length < 2) return undefined;
  const at = items.findIndex((item) => item.question === question && item.row === row);
  return at === -1 ? undefined : at + 1;
}

/** Items of the page that holds the question. */
export function itemsAround(form: FormHandle, question: PlanQuestion): PageItem[] {
  for (const page of form.plan.pages) {
    const items = itemsOf(page, form.seen, form.answers);
    if (items.some((item) => item.question === question)) return items;
  }
  return [];
}
