import type { Scoring } from '../scoring.ts';
import type { Plan } from './plan.ts';

/** One published definition with its scoring and plan; never edited afterwards (decision 0005). */
export interface SurveyVersion {
  /** `sipas-service@2023-1`. */
  version: string;
  /** `sipas-service`. */
  survey: string;
  /** The SurveyJS JSON as the admin wrote it. */
  definition: Readonly<Record<string, unknown>>;
  scoring: Scoring;
  plan: Plan;
  /** SHA-256 over the canonical JSON of definition and scoring, hexadecimal. */
  contentHash: string;
  publishedAt: Date;
}

/** What services need to know of published versions. Implemented in server/storage/surveyStore.ts. */
export interface VersionCatalogue {
  findVersion(version: string): Promise<SurveyVersion | undefined>;
}
