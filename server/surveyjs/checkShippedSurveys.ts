import type { Objection } from '../domain/questionnaire/objection.ts';
import type { SurveyVersion } from '../domain/questionnaire/version.ts';
import { read } from './checkDefinition.ts';
import { contentHash } from './contentHash.ts';
import { loadShippedSurveys, type ShippedSurvey } from './shippedSurveys.ts';

export interface CheckedSurvey extends ShippedSurvey {
  objections: Objection[];
}

/** What publication has against the shipped surveys; each version is held against the one before it. */
export function checkShippedSurveys(folder: string): CheckedSurvey[] {
  const previous = new Map<string, SurveyVersion>();
  return loadShippedSurveys(folder).map((shipped) => {
    const before = previous.get(shipped.survey);
    const { objections, plan, scoring } = read({ ...shipped, previous: before });
    if (scoring !== undefined && scoring.version !== shipped.version) {
      objections.push({
        severity: 'error',
        path: '/scoring/version',
        message: `The scoring says "${scoring.version}" but its file is that of "${shipped.version}"; make them the same.`,
      });
    }
    if (plan !== undefined && scoring !== undefined) {
      const { version, survey } = shipped;
      const definition = shipped.definition as SurveyVersion['definition'];
      previous.set(survey, {
        ...{ version, survey, definition, scoring, plan },
        contentHash: contentHash(shipped.definition, shipped.scoring),
        publishedAt: new Date(0),
      });
    }
    return { ...shipped, objections };
  });
}
