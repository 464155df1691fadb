/**
 * The plan: what publishing compiles a SurveyJS definition into.
 *
 * One plan has four users: the server's validator, the citizen page, the plain
 * form without JavaScript and the tally. It is plain JSON, stored with the
 * version and sent to the browser; it holds no HTML and no code.
 */
import type { Language, LocalizedText } from '../text.ts';
import type { Expression } from './expression.ts';

/** A value that a closed question stores, exactly as the definition wrote it. */
export type ChoiceValue = string | number | boolean;

export interface Plan {
  /** `sipas-service@2023-1`. */
  version: string;
  /** The default language first. */
  languages: Language[];
  title: LocalizedText;
  description?: LocalizedText;
  pages: PlanPage[];
}

export interface Conditions {
  visibleIf?: Expression;
  enableIf?: Expression;
  requiredIf?: Expression;
}

export interface PlanPage extends Conditions {
  name: string;
  title?: LocalizedText;
  description?: LocalizedText;
  elements: PlanElement[];
}

export type PlanElement = PlanPanel | PlanQuestion;

export interface PlanPanel extends Conditions {
  kind: 'panel';
  name: string;
  title?: LocalizedText;
  description?: LocalizedText;
  elements: PlanElement[];
}

interface QuestionBase extends Conditions {
  name: string;
  title: LocalizedText;
  description?: LocalizedText;
  isRequired: boolean;
  /** A sentence of the questionnaire's own for a missing answer. */
  requiredErrorText?: LocalizedText;
  /** Rules beyond type and required. */
  rules?: Rule[];
  /**
   * The values that the scoring counts as levels, the lowest first: shown as a ruler of boxes with
   * numbers and faces. Absent where the question is no criterion; publication copies it here.
   */
  levels?: ChoiceValue[];
}

export interface PlanChoice {
  value: ChoiceValue;
  text: LocalizedText;
  visibleIf?: Expression;
  enableIf?: Expression;
}

/** "Other": the answer is `other` (or the written text, SurveyJS's storeOthersAsComment=true) with the words under `<name>-Comment`. */
export interface OtherChoice {
  value: ChoiceValue;
  text: LocalizedText;
  placeholder?: LocalizedText;
  maxLength: number;
  isRequired: boolean;
}

export interface NoneChoice {
  value: ChoiceValue;
  text: LocalizedText;
}

interface ChoiceQuestion extends QuestionBase {
  choices: PlanChoice[];
  other?: OtherChoice;
  /** "None of these", and refuse / don't know where the definition shows them; each excludes the others in a checkbox. */
  none: NoneChoice[];
}

export type PlanQuestion =
  | (ChoiceQuestion & { kind: 'radiogroup' | 'dropdown' })
  | (ChoiceQuestion & { kind: 'checkbox'; minSelected?: number; maxSelected?: number })
  | (QuestionBase & {
      kind: 'rating';
      values: { value: number | string; text?: LocalizedText }[];
      display: 'numbers' | 'stars' | 'smileys';
      minText?: LocalizedText;
      maxText?: LocalizedText;
    })
  | MatrixQuestion
  | (QuestionBase & {
      kind: 'boolean';
      valueTrue: ChoiceValue;
      valueFalse: ChoiceValue;
      labelTrue: LocalizedText;
      labelFalse: LocalizedText;
    })
  | (QuestionBase & {
      kind: 'text';
      input: 'text' | 'number' | 'email' | 'date' | 'tel' | 'url' | 'month' | 'time';
      maxLength: number;
      min?: number | string;
      max?: number | string;
      placeholder?: LocalizedText;
    })
  | (QuestionBase & { kind: 'comment'; maxLength: number; placeholder?: LocalizedText })
  | SurveyjsQuestion;

/**
 * A question of the slow path (`paneldynamic`, `matrixdynamic`, …): SurveyJS's own renderer shows it and
 * SurveyJS itself judges what is inside; the plan says when it is visible, enabled and required, and what
 * may be stored of it.
 */
export type SurveyjsQuestion = QuestionBase & {
  kind: 'surveyjs';
  /** SurveyJS's name of the type. */
  type: string;
  /** The question as the definition wrote it, without the conditions that the plan holds. */
  json: Readonly<Record<string, unknown>>;
  shape: AnswerShape;
};

/**
 * What an answer inside SurveyJS's own types is made of. The forms are plans of one page without conditions
 * and rules: they say types, choices and lengths, which SurveyJS does not check.
 */
export type AnswerShape =
  /** The answer of the form's only question. */
  | { kind: 'value'; form: Plan }
  /** `{ name: answer }`, as multipletext stores it. */
  | { kind: 'record'; form: Plan }
  /** `{ row: { column: answer } }`. */
  | { kind: 'rows'; rows: { value: string; text: LocalizedText }[]; form: Plan }
  /** `[{ name: answer }]`, so many entries at most. */
  | { kind: 'list'; most: number; form: Plan };

export interface MatrixRow {
  value: string;
  text: LocalizedText;
  visibleIf?: Expression;
  enableIf?: Expression;
}

/** SurveyJS `matrix`: one choice of the same columns per row; the answer is `{ row: column }`. */
export type MatrixQuestion = QuestionBase & {
  kind: 'matrix';
  rows: MatrixRow[];
  columns: { value: ChoiceValue; text: LocalizedText }[];
  /** Every visible row must be answered. */
  eachRowRequired: boolean;
  /** No column may be chosen twice. */
  eachRowUnique: boolean;
  /**
   * The column that means "does not apply", shown below the scale and not as one of its boxes;
   * the scoring says which value that is, and publication copies it here.
   */
  unscoredColumns: ChoiceValue[];
};

export type Rule =
  | { kind: 'length'; min?: number; max?: number; text?: LocalizedText }
  | { kind: 'number'; min?: number; max?: number; text?: LocalizedText }
  | { kind: 'email'; text?: LocalizedText }
  | { kind: 'answerCount'; min?: number; max?: number; text?: LocalizedText }
  | { kind: 'pattern'; pattern: string; insensitive?: boolean; text?: LocalizedText }
  | { kind: 'expression'; expression: Expression; text?: LocalizedText };

/** Answers as submitted: question name → value; a matrix is `{ row: column }`, a checkbox a list. */
export type Answers = Readonly<Record<string, AnswerValue>>;
export type AnswerValue = SimpleAnswer | NestedAnswer;
export type SimpleAnswer = ChoiceValue | readonly ChoiceValue[] | Readonly<Record<string, ChoiceValue>>;
/** What `AnswerShape` describes. */
export type NestedAnswer = AnswerEntry | Readonly<Record<string, AnswerEntry>> | readonly AnswerEntry[];
export type AnswerEntry = Readonly<Record<string, SimpleAnswer>>;

/** One thing wrong with one answer. `reason` is a stable code; the page has a sentence for each. */
export interface AnswerFault {
  question: string;
  row?: string;
  reason: FaultReason;
  /** Numbers the sentence needs, e.g. { max: 3 }. */
  limits?: Readonly<Record<string, number | string>>;
}

export type FaultReason =
  | 'unknown-question'
  | 'wrong-type'
  | 'alien-choice'
  | 'alien-row'
  | 'duplicate-choice'
  | 'exclusive-choice'
  | 'too-few-choices'
  | 'too-many-choices'
  | 'too-long'
  | 'too-short'
  | 'too-small'
  | 'too-large'
  | 'not-a-number'
  | 'not-an-email'
  | 'not-a-date'
  | 'pattern'
  | 'rule'
  | 'row-not-unique'
  | 'other-missing'
  /** Something inside a question of the slow path; `limits` say where and why, as far as that is known. */
  | 'inside'
  | 'missing';
