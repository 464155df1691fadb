import { type ILintFinding, lintSurvey } from 'survey-core-3/linter';
import { at, type Json, type ObjectionList } from './objections.ts';
import { withinTime } from './timeLimit.ts';

const LINT_LIMIT_MS = 5000;

/**
 * The SurveyJS linter's findings as objections. Call it only within the limits:
 * large forms take minutes. What has been objected to already is not repeated.
 */
export function lint(definition: Json, path: string, objections: ObjectionList): void {
  const known = new Set(objections.all.map((objection) => objection.path));
  for (const { ruleId, severity, message, path: place } of findingsIn(definition, path, objections)) {
    if (severity === 'info' || isKnownError(ruleId, place)) continue;
    const where = at(path, ...place.split(/[.[\]]+/).filter((key) => key !== '' && key !== '$'));
    if (known.has(where)) continue;
    const sentence = `${message.replace(/\.$/, '')} (SurveyJS linter, ${ruleId}).`;
    if (severity === 'error') objections.error(where, sentence);
    else objections.warning(where, sentence);
  }
}

function findingsIn(definition: Json, path: string, objections: ObjectionList): readonly ILintFinding[] {
  try {
    const result = withinTime(LINT_LIMIT_MS, () => lintSurvey(definition));
    if (result !== undefined) return result.findings;
    objections.error(
      path,
      `The SurveyJS linter needed more than ${LINT_LIMIT_MS / 1000} seconds; divide the survey.`,
    );
  } catch (error) {
    // It fails on null in a list of a condition, for one. Then survey-core would fail on citizens' devices.
    if (!objections.hasErrors) {
      objections.error(
        path,
        `SurveyJS itself fails on this questionnaire (${(error as Error).message}); simplify its conditions.`,
      );
    }
  }
  return [];
}

/** The linter knows no language but its own English, because no translation is loaded beside it. */
const isKnownError = (ruleId: string, place: string): boolean =>
  ruleId === 'property/invalid-value' && place === 'locale';
