import type { AnswerFault } from '../../server/domain/questionnaire/plan.ts';
import type { Mounted } from '../surveyjs/mounting.ts';

/** The questions that stand on the page now. */
const mounted = new Map<string, Mounted>();

export function register(name: string, question: Mounted): () => void {
  mounted.set(name, question);
  return () => {
    mounted.delete(name);
    question.remove();
  };
}

export const isRegistered = (name: string): boolean => mounted.has(name);

/** What SurveyJS objects to inside the questions on the page; those in `known` are faulty already. */
export function faultsInside(known: readonly AnswerFault[], how: { showErrors: boolean }): AnswerFault[] {
  return [...mounted]
    .filter(([, question]) => !question.check(how))
    .filter(([name]) => !known.some(({ question }) => question === name))
    .map(([name]) => ({ question: name, reason: 'inside' }));
}
