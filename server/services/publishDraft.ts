import { problems } from '../domain/problem.ts';
import type { Meaning, Objection, Publisher } from '../domain/questionnaire/objection.ts';
import type { CriterionComparison } from '../domain/questionnaire/meaning.ts';
import type { DraftStore, SurveyVersion, VersionStore } from '../domain/questionnaire/version.ts';
import { demand, mayForCountry } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { actorOf, auditEffect } from './auditEffect.ts';

interface Deps {
  surveys: VersionStore & DraftStore;
  publisher: Publisher;
  tree: UnitTree;
}

/**
 * What publication would have against what was written, or else against the
 * saved draft, beside the version of the survey that was published last.
 *
 * @throws Problem `forbidden`, `draft-missing`
 */
export async function checkDraft(
  { surveys, publisher, tree }: Deps,
  actor: Actor,
  survey: string,
  written?: { definition: unknown; scoring: unknown },
): Promise<{ objections: Objection[]; criteria: CriterionComparison[] }> {
  demand(mayForCountry(tree, actor.grants, 'read-drafts'));
  const proposal = written ?? (await surveys.findDraft(survey));
  if (proposal === undefined) throw problems.draftMissing(survey);
  const { definition, scoring } = proposal;
  return publisher.checkProposal({ definition, scoring, previous: await latestVersion(surveys, survey) });
}

/**
 * Makes the draft, as the approver has seen it, an immutable version. No
 * campaign uses it until somebody chooses it there.
 *
 * @throws Problem `forbidden`, `draft-missing`, `draft-stale`, `definition-refused`, `version-exists`
 */
export async function publishDraft(
  { surveys, publisher, tree }: Deps,
  actor: Actor,
  survey: string,
  {
    version: number,
    revision,
    meanings,
    confirmGaps,
  }: {
    version: string;
    revision: number;
    meanings: Readonly<Record<string, Meaning>>;
    confirmGaps: boolean;
  },
  now: Date,
): Promise<SurveyVersion> {
  demand(mayForCountry(tree, actor.grants, 'publish'));
  const draft = await surveys.findDraft(survey);
  if (draft === undefined) throw problems.draftMissing(survey);
  if (draft.revision !== revision) throw problems.draftStale(survey);
  const name = `${survey}@${number}`;
  if ((await surveys.findVersion(name)) !== undefined) throw problems.versionExists(name);

  const version = await publisher.publishVersion({
    version: name,
    definition: draft.definition,
    scoring: draft.scoring,
    previous: await latestVersion(surveys, survey),
    meanings,
    confirmGaps,
    publishedAt: now,
  });
  const trace = (action: string, after: Record<string, unknown>) =>
    auditEffect({
      at: now,
      actor: actorOf(actor),
      action,
      subject: { kind: 'survey', id: survey },
      unit: tree.root.id,
      after,
    });
  await surveys.insertVersion(version, [
    trace('version-published', { version: name, contentHash: version.contentHash, meanings }),
  ]);
  // That it became the version is written down already; nobody has thrown it away. What was saved meanwhile stays.
  await surveys.removeDraft(survey, revision, []);
  return version;
}

export async function latestVersion(
  surveys: VersionStore,
  survey: string,
): Promise<SurveyVersion | undefined> {
  const [latest] = await surveys.listVersions(survey);
  return latest === undefined ? undefined : surveys.findVersion(latest.version);
}
