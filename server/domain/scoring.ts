/**
 * Scoring: the versioned rule that says what answers mean.
 *
 * Comes from `surveys/<survey>/<version>.scoring.json`, is published with the
 * definition and never edited afterwards. Weights, levels and methods are
 * data here because the national ones are not confirmed (domain.md, 1.5).
 */
import type { ChoiceValue } from './questionnaire/plan.ts';
import type { LocalDay } from './day.ts';
import type { LocalizedText } from './text.ts';

/** `access.seats`; the same across versions as long as its meaning is the same. */
export type CriterionKey = string;
/** `access`, `procedure`, `staff`, `result`, `feedback` in SIPAS. */
export type FactorKey = string;

/** How sure we are of a wording or rule: confirmed by a document, from memory, unsure (domain.md). */
export type Confidence = 'C' | 'M' | 'U';

export interface Scoring {
  /** The survey version that this belongs to: `sipas-service@2023-1`. */
  version: string;
  method: Method;
  scales: Readonly<Record<string, Scale>>;
  criteria: readonly Criterion[];
  factors: readonly Factor[];
  index: IndexRule;
  /** The question whose answer is the visit's procedure (service field), where the collector presets none. */
  procedureQuestion?: string;
  /** Closed questions counted per option beside the criteria (perceptions, expectations, respondent part). */
  countedQuestions: readonly string[];
}

export interface Method {
  /** Two figures may be compared only if their methods have the same id. */
  id: string;
  name: LocalizedText;
  validFrom: LocalDay;
  /** First day on which it is no longer valid; absent = no end known. */
  validUntil?: LocalDay;
  /** Where the rule was found, for readers of figures. */
  source: LocalizedText;
  confidence: Confidence;
}

export interface Scale {
  /** Every level of the scale, lowest first: [1, 2, 3, 4, 5]. These people are the denominator. */
  levels: readonly number[];
  /** Levels in the numerator: [4, 5]. */
  satisfied: readonly number[];
  /** Which stored value is which level. A value of `unscored` is in no denominator. */
  values: readonly { value: ChoiceValue; level: number }[];
  /** Stored values that mean "does not apply". */
  unscored: readonly ChoiceValue[];
  labels: Readonly<Record<string, LocalizedText>>;
}

export interface Criterion {
  key: CriterionKey;
  factor: FactorKey;
  label: LocalizedText;
  question: string;
  /** The matrix row; absent when the question itself is the criterion. */
  row?: string;
  /** Name of a scale of `scales`. */
  scale: string;
  confidence: Confidence;
  /** What an unanswered criterion means. Nothing but 'unscored' exists today: never a zero. */
  missing: 'unscored';
}

export interface Factor {
  key: FactorKey;
  /** `service` or `policy`. */
  part: string;
  label: LocalizedText;
  /** `pooled`: Σ satisfied ÷ Σ scored over its criteria. */
  rule: 'pooled';
}

/**
 * How an index is built from factor shares. `none`: the survey has no index.
 * `weightedMean`: Σ weight·share ÷ Σ weight over factors; if a factor has no published share there is no index.
 */
export type IndexRule =
  | { rule: 'none' }
  | {
      rule: 'weightedMean';
      weights: readonly { factor: FactorKey; weight: number }[];
      confidence: Confidence;
      source: LocalizedText;
    };
