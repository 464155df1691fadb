import { Problem } from '../domain/problem.ts';
import type { Publisher } from '../domain/questionnaire/objection.ts';
import type { SurveyVersion, VersionStore } from '../domain/questionnaire/version.ts';
import type { UnitId } from '../domain/unit.ts';
import { auditEffect } from './auditEffect.ts';

export interface ShippedVersion {
  version: string;
  definition: unknown;
  scoring: unknown;
}

/**
 * Publishes the questionnaires that we ship and the store does not have yet;
 * the ones that it has stay as they are. Says which were new.
 *
 * @param shipped each survey's versions in their order
 * @throws Problem `definition-refused`: what we ship must be publishable
 */
export async function seedShippedSurveys(
  { versions, publisher, countryId }: { versions: VersionStore; publisher: Publisher; countryId: UnitId },
  shipped: readonly ShippedVersion[],
  now: Date,
): Promise<string[]> {
  const added: string[] = [];
  const latest = new Map<string, SurveyVersion>();
  for (const { version, definition, scoring } of shipped) {
    const survey = version.slice(0, version.indexOf('@'));
    const existing = await versions.findVersion(version);
    if (existing !== undefined) {
      latest.set(survey, existing);
      continue;
    }
    const published = await publisher.publishVersion({
      version,
      definition,
      scoring,
      previous: latest.get(survey),
      // Read by whoever ships them (`npm run check-surveys`).
      confirmGaps: true,
      publishedAt: now,
    });
    try {
      await versions.insertVersion(published, [
        auditEffect({
          at: now,
          actor: { kind: 'system', name: 'shipped' },
          action: 'version-published',
          subject: { kind: 'survey', id: survey },
          unit: countryId,
          after: { version, contentHash: published.contentHash },
        }),
      ]);
      added.push(version);
    } catch (error) {
      // Another process seeds the same store at the same moment.
      if (!(error instanceof Problem && error.code === 'version-exists')) throw error;
    }
    latest.set(survey, published);
  }
  return added;
}
