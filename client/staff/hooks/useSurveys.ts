import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiProblem, apiPath, request } from '../api.ts';
import type { UnitName } from '../unitName.ts';

export interface ListedSurvey {
  survey: string;
  title: UnitName;
  versions: readonly {
    version: string;
    publishedAt: string;
    contentHash: string;
    languages: readonly string[];
  }[];
  hasDraft: boolean;
}

export interface PublishedVersion {
  version: string;
  survey: string;
  definition: unknown;
  scoring: unknown;
  contentHash: string;
  publishedAt: string;
}

export interface SurveyDraft {
  definition: unknown;
  scoring: unknown;
  basedOn?: string;
  revision: number;
  updatedAt: string;
  updatedBy?: { id: string; name: string };
}

export interface Objection {
  severity: 'error' | 'warning';
  /** A JSON pointer into `{ definition, scoring }`. */
  path: string;
  message: string;
  /** A text is missing in a language; publishing asks for a confirmation. */
  isGap?: boolean;
}

export type CriterionState = 'same' | 'differs' | 'new' | 'removed';

export interface DraftCheck {
  objections: readonly Objection[];
  criteria: readonly {
    key: string;
    state: CriterionState;
    differences?: readonly ('wording' | 'factor' | 'scale')[];
  }[];
}

const surveysKey = ['surveys'] as const;

/** `sipas-service@2023-1` is `2023-1` in an address. */
export const shortVersion = (version: string): string => version.slice(version.indexOf('@') + 1);

export function useSurveys() {
  return useQuery({
    queryKey: surveysKey,
    queryFn: async ({ signal }) =>
      (await request<{ surveys: ListedSurvey[] }>('GET', '/surveys', { signal })).surveys,
  });
}

export function useVersion(survey: string, version: string | undefined) {
  return useQuery({
    queryKey: [...surveysKey, survey, 'versions', version],
    queryFn: ({ signal }) =>
      request<PublishedVersion>('GET', apiPath`/surveys/${survey}/versions/${version ?? ''}`, { signal }),
    enabled: version !== undefined,
    // A published version is never edited.
    staleTime: Infinity,
  });
}

/** The draft; null where there is none yet. */
export function useDraft(survey: string) {
  return useQuery({
    queryKey: [...surveysKey, survey, 'draft'],
    queryFn: async ({ signal }): Promise<SurveyDraft | null> => {
      try {
        return await request<SurveyDraft>('GET', apiPath`/surveys/${survey}/draft`, { signal });
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
    // What is being typed must not be replaced from behind; a stale revision is found when saving.
    staleTime: Infinity,
  });
}

export function useDraftChanges(survey: string) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: surveysKey });
  return {
    save: useMutation({
      mutationFn: (draft: { definition: unknown; scoring: unknown; basedOn?: string; revision?: number }) =>
        request<SurveyDraft | undefined>('PUT', apiPath`/surveys/${survey}/draft`, { body: draft }),
      onSuccess: refresh,
    }),
    discard: useMutation({
      mutationFn: () => request<undefined>('DELETE', apiPath`/surveys/${survey}/draft`),
      onSuccess: refresh,
    }),
    check: useMutation({
      mutationFn: (draft: { definition: unknown; scoring: unknown }) =>
        request<DraftCheck>('POST', apiPath`/surveys/${survey}/draft/check`, { body: draft }),
    }),
    publish: useMutation({
      mutationFn: (publication: {
        version: string;
        revision: number;
        meanings: Readonly<Record<string, 'same' | 'changed'>>;
        confirmGaps?: boolean;
      }) =>
        request<{ version: string; contentHash: string }>('POST', apiPath`/surveys/${survey}/draft/publish`, {
          body: publication,
        }),
      onSuccess: refresh,
    }),
  };
}
