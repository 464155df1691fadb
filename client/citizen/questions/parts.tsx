/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { AnswerFault, MatrixRow, PlanQuestion } from '../../../server/domain/questionnaire/plan.ts';
import { faultSentence } from '../faultSentence.ts';
import { faultAt, itemsAround, numberOf, useForm } from '../formHandle.ts';
import { Icon } from '../icons.tsx';
import { controlId } from '../pageItems.ts';
import { Local, useWords } from '../words.tsx';

/** What stands around every answer: its hint, its fault and the ids that tie them to the control. */
export interface Surroundings {
  fault: AnswerFault | undefined;
  /** The fault was put right since. Its line keeps its place, so that nothing moves. */
  isSolved: boolean;
  hintId: string | undefined;
  errorId: string | undefined;
  describedBy: string | undefined;
  className: string;
}

export function useSurroundings(
  question: PlanQuestion,
  { row, base, hasHint = false }: { row?: MatrixRow; base: 'criterion' | 'question'; hasHint?: boolean },
): Surroundings {
  const form = useForm();
  const id = controlId(question, row);
  const fault = faultAt(form.faults, question, row);
  const isSolved = fault !== undefined && faultAt(form.remaining, question, row) === undefined;
  const isOpen = fault !== undefined && !isSolved;
  const hintId = hasHint ? `${id}-hint` : undefined;
  const errorId = fault === undefined ? undefined : `${id}-error`;
  return {
    fault,
    isSolved,
    hintId,
    errorId,
    describedBy: [isOpen ? errorId : undefined, hintId].filter(Boolean).join(' ') || undefined,
    className: isOpen ? `${base} has-error` : base,
  };
}

/** "3. The equipment is modern", numbered where the page has several things to answer. */
export function Numbered({ question, row }: { question: PlanQuestion; row?: MatrixRow }) {
  const number = numberOf(itemsAround(useForm(), question), question, row);
  return (
    <>
      {number !== undefined && <span class="criterion-number">{number}. </span>}
      <Local text={row?.text ?? question.title} />
    </>
  );
}

export function FaultLine({ question, around }: { question: PlanQuestion; around: Surroundings }) {
  const words = useWords();
  if (around.fault === undefined) return null;
  return (
    <p class={around.isSolved ? 'error is-solved' : 'error'} id={around.errorId}>
      <Icon name="warning" />
      <span>{faultSentence(words, question, around.fault)}</span>
    </p>
  );
}

/** The question's description, and on the page without script that it is only for some. */
export function Hint({
  question,
  id,
  children,
}: {
  question: PlanQuestion;
  id: string | undefined;
  children?: ComponentChildren;
}) {
  const { t } = useWords();
  const isForSome = useForm().seen === undefined && question.visibleIf !== undefined;
  if (id === undefined) return null;
  return (
    <p class="hint" id={id}>
      {isForSome && `${t('conditional')} `}
      {question.description !== undefined && <Local text={question.description} />}
      {children}
    </p>
  );
}

export const needsHint = (question: PlanQuestion, isPlain: boolean): boolean =>
  question.description !== undefined || (isPlain && question.visibleIf !== undefined);
