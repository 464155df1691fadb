import type { SurveyVersion } from './version.ts';

/** Something that publication has against a definition or scoring, as a sentence that says what to do. */
export interface Objection {
  /** An error stands in the way of publishing; a warning must be read and may be let stand. */
  severity: 'error' | 'warning';
  /** Where, as a JSON pointer into `{ definition, scoring }`: `/definition/pages/0/elements/2/title`. */
  path: string;
  message: string;
}

/** What the admin says of a criterion that differs from the previous version's. */
export type Meaning = 'same' | 'changed' | 'new';

/** A questionnaire as somebody wrote it, not yet looked at. */
export interface Draft {
  definition: unknown;
  scoring: unknown;
  /** The version of the same survey that was published last. */
  previous?: SurveyVersion | undefined;
  /** Criterion → what the admin says of it, where it differs from `previous`. */
  meanings?: Readonly<Record<string, Meaning>> | undefined;
}

export interface Publication extends Draft {
  /** `sipas-service@2023-1`. */
  version: string;
  publishedAt: Date;
}

/** What services need of the part that reads SurveyJS. Implemented in server/surveyjs. */
export interface Publisher {
  checkDefinition(draft: Draft): Objection[];
  /** @throws Problem `definition-refused` */
  publishVersion(publication: Publication): SurveyVersion;
}
