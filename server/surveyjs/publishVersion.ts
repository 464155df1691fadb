import type { Objection, Proposal, Publication } from '../domain/questionnaire/objection.ts';
import { meaningsAfter, type CriterionComparison } from '../domain/questionnaire/meaning.ts';
import type { SurveyVersion } from '../domain/questionnaire/version.ts';
import { problems } from '../domain/problem.ts';
import { read } from './checkDefinition.ts';
import { contentHash } from './contentHash.ts';

/** What publication would have against a proposal; never throws for what somebody wrote. */
export function checkProposal(proposal: Proposal): {
  objections: Objection[];
  criteria: CriterionComparison[];
} {
  const { objections, criteria } = read(proposal);
  return { objections, criteria };
}

/**
 * Turns a proposal into an immutable version.
 *
 * @throws Problem `definition-refused` with all objections in its details
 */
export function publishVersion(publication: Publication): SurveyVersion {
  const { version, definition, publishedAt, confirmGaps = false, meanings = {} } = publication;
  const { objections, plan, scoring, criteria } = read({ ...publication, meanings });
  if (plan === undefined || scoring === undefined) throw problems.definitionRefused(objections);
  if (scoring.version !== version) throw problems.definitionRefused([otherVersion(scoring.version, version)]);
  if (!confirmGaps && objections.some(({ isGap }) => isGap)) {
    throw problems.definitionRefused(objections.map(standingInTheWay));
  }
  const meaningSince = meaningsAfter(publication.previous, { version, criteria, meanings });
  return {
    version,
    survey: version.slice(0, version.indexOf('@')),
    definition: definition as SurveyVersion['definition'],
    scoring,
    plan,
    contentHash: contentHash(definition, publication.scoring),
    publishedAt,
    ...(publication.meanings !== undefined && { meanings }),
    ...(Object.keys(meaningSince).length > 0 && { meaningSince }),
  };
}

const otherVersion = (said: string, wanted: string): Objection => ({
  severity: 'error',
  path: '/scoring/version',
  message: `The scoring says version "${said}", but "${wanted}" is to be published; make them the same.`,
});

const standingInTheWay = (objection: Objection): Objection =>
  objection.isGap
    ? { ...objection, severity: 'error', message: `${objection.message} Write it, or confirm the gap.` }
    : objection;
