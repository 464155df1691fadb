import type { CriterionComparison } from './meaning.ts';
import type { SurveyVersion } from './version.ts';

/** Something that publication has against a definition or scoring, as a sentence that says what to do. */
export interface Objection {
  /** An error stands in the way of publishing; a warning must be read and may be let stand. */
  severity: 'error' | 'warning';
  /** Where, as a JSON pointer into `{ definition, scoring }`: `/definition/pages/0/elements/2/title`. */
  path: string;
  message: string;
  /** A text that a language lacks: a warning while drafting, and at publication until somebody confirms it. */
  isGap?: true;
}

/** What the admin says of a criterion that differs from the previous version's. */
export type Meaning = 'same' | 'changed';

/** A questionnaire as somebody wrote it, not yet looked at. */
export interface Proposal {
  definition: unknown;
  scoring: unknown;
  /** The version of the same survey that was published last. */
  previous?: SurveyVersion | undefined;
  /** Criterion → what the admin says of it. Absent: nobody has been asked yet. */
  meanings?: Readonly<Record<string, Meaning>> | undefined;
}

export interface Publication extends Proposal {
  /** `sipas-service@2023-1`. */
  version: string;
  publishedAt: Date;
  /** Somebody has seen which texts are missing in which language and wants to publish nevertheless. */
  confirmGaps?: boolean;
}

/** What services need of the part that reads SurveyJS. Implemented in server/surveyjs. */
export interface Publisher {
  /** Never throws for what somebody wrote. `criteria` is empty while errors stand in the way of comparing. */
  checkProposal(proposal: Proposal): Promise<{ objections: Objection[]; criteria: CriterionComparison[] }>;
  /** @throws Problem `definition-refused` with the objections in its details */
  publishVersion(publication: Publication): Promise<SurveyVersion>;
}
