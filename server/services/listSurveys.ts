import type { DraftStore, VersionStore, VersionSummary } from '../domain/questionnaire/version.ts';
import type { LocalizedText } from '../domain/text.ts';

export interface ListedSurvey {
  survey: string;
  title: LocalizedText;
  /** Newest first; empty while there is only a draft. */
  versions: readonly VersionSummary[];
  hasDraft: boolean;
}

/** Every survey that has a version or a draft, by name. */
export async function listSurveys(surveys: VersionStore & DraftStore): Promise<ListedSurvey[]> {
  const [versions, drafts] = await Promise.all([surveys.listVersions(), surveys.listDrafts()]);
  const names = [...new Set([...versions.map(({ survey }) => survey), ...drafts])].sort();
  return names.map((survey) => {
    const own = versions.filter((version) => version.survey === survey);
    return {
      survey,
      title: own[0]?.title ?? { vi: survey },
      versions: own,
      hasDraft: drafts.includes(survey),
    };
  });
}
