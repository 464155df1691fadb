import type { Effect } from '../effect.ts';
import type { CriterionKey, Scoring } from '../scoring.ts';
import type { Language, LocalizedText } from '../text.ts';
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
  /** What was said of criteria that differ from the previous version; the others mean the same. */
  meanings?: Readonly<Record<CriterionKey, 'same' | 'changed'>>;
  /**
   * By criterion, the version that gave it the meaning it has here; absent: it
   * has had one meaning since the survey's first version. Only versions that
   * agree in this share a line in a report (decision 0005).
   */
  meaningSince?: Readonly<Record<CriterionKey, string>>;
}

/** What services need to know of published versions. Implemented in server/storage/surveyStore.ts. */
export interface VersionCatalogue {
  findVersion(version: string): Promise<SurveyVersion | undefined>;
}

export interface VersionSummary {
  version: string;
  survey: string;
  title: LocalizedText;
  languages: readonly Language[];
  contentHash: string;
  publishedAt: Date;
}

export interface VersionStore extends VersionCatalogue {
  /** All versions of all surveys, or of one; the newest first. */
  listVersions(survey?: string): Promise<readonly VersionSummary[]>;
  /** @throws Problem `version-exists`: a published version is never replaced */
  insertVersion(version: SurveyVersion, effects: readonly Effect[]): Promise<void>;
}

/** What an editor is working on; at most one per survey. */
export interface Draft {
  survey: string;
  /** SurveyJS JSON, checked only when it is published. */
  definition: unknown;
  scoring: unknown;
  /** The version that the draft began from. */
  basedOn?: string;
  /** Counts every save; a save and a publication name the revision that they saw. */
  revision: number;
  updatedAt: Date;
  updatedBy: { id: string; name: string };
}

export interface DraftStore {
  /** Surveys that have a draft. */
  listDrafts(): Promise<readonly string[]>;
  findDraft(survey: string): Promise<Draft | undefined>;
  /**
   * Saves over the revision that the editor saw (`undefined`: there was no draft).
   *
   * @returns the saved draft with its new revision
   * @throws Problem `draft-stale` when somebody else has saved or removed it since
   */
  saveDraft(
    draft: Omit<Draft, 'revision'>,
    seenRevision: number | undefined,
    effects: readonly Effect[],
  ): Promise<Draft>;
  /** Removes the revision that was seen, or else whatever there is. False when there was none, or another revision. */
  removeDraft(survey: string, seenRevision: number | undefined, effects: readonly Effect[]): Promise<boolean>;
}
