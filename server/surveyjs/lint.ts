import { lintSurvey } from 'survey-core-3/linter';
import { at, type Json, type ObjectionList } from './objections.ts';
import { withinTime } from './timeLimit.ts';

const LINT_LIMIT_MS = 5000;

/** The SurveyJS linter's findings as objections. Call it only within the limits: large forms take minutes. */
export function lint(definition: Json, path: string, objections: ObjectionList): void {
  const result = withinTime(LINT_LIMIT_MS, () => lintSurvey(definition));
  if (result === undefined) {
    objections.error(
      path,
      `The SurveyJS linter needed more than ${LINT_LIMIT_MS / 1000} seconds; divide the survey.`,
    );
    return;
  }
  for (const { ruleId, severity, message, path: place } of result.findings) {
    if (severity === 'info' || isKnownError(ruleId, place)) continue;
    const where = at(path, ...place.split(/[.[\]]+/).filter((key) => key !== '' && key !== '$'));
    const sentence = `${message.replace(/\.$/, '')} (SurveyJS linter, ${ruleId}).`;
    if (severity === 'error') objections.error(where, sentence);
    else objections.warning(where, sentence);
  }
}

/** The linter knows no language but its own English, because no translation is loaded beside it. */
const isKnownError = (ruleId: string, place: string): boolean =>
  ruleId === 'property/invalid-value' && place === 'locale';
