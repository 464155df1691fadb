/** What a page and SurveyJS's own renderer tell each other. Types only: the renderer itself is loaded when it is needed. */
import type { RawAnswers } from '../../server/domain/questionnaire/formState.ts';
import type { SurveyjsQuestion } from '../../server/domain/questionnaire/plan.ts';
import type { Language } from '../../server/domain/text.ts';

/** What SurveyJS needs to know to show a question; all of it may change while it is shown. */
export interface FormAround {
  language: Language;
  /** The questionnaire's own, in which every text is there. */
  ownLanguage: Language;
  /** Answers of the whole form, for conditions inside that look out. */
  answers: RawAnswers;
  isRequired: boolean;
  isDisabled: boolean;
}

/** A question that SurveyJS shows. */
export interface Mounted {
  update: (around: FormAround) => void;
  /** True when SurveyJS has nothing against what is inside. */
  check: (how: { showErrors: boolean }) => boolean;
  remove: () => void;
}

export type MountQuestion = (
  holder: HTMLElement,
  question: SurveyjsQuestion,
  around: FormAround,
  onAnswer: (value: unknown) => void,
) => Mounted;
