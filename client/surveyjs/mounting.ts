/** What a page and SurveyJS's own renderer tell each other. Types only: the renderer itself is loaded when it is needed. */
import type { RawAnswers } from '../../server/domain/questionnaire/formState.ts';
import type { SurveyjsQuestion } from '../../server/domain/questionnaire/plan.ts';
import type { Language } from '../../server/domain/text.ts';

/** What SurveyJS needs to know to show a question; all of it may change while it is shown. */
export interface Surroundings {
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
  update: (surroundings: Surroundings) => void;
  /** Whether SurveyJS has nothing against what is inside; `isShown`: it says so beside each place. */
  isFit: (isShown: boolean) => boolean;
  remove: () => void;
}

export type MountQuestion = (
  holder: HTMLElement,
  question: SurveyjsQuestion,
  surroundings: Surroundings,
  onAnswer: (value: unknown) => void,
) => Mounted;
