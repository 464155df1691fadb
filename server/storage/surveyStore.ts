import { Schema, trusted, type Connection } from 'mongoose';
import { problems } from '../domain/problem.ts';
import type { Plan } from '../domain/questionnaire/plan.ts';
import type {
  Draft,
  DraftStore,
  SurveyVersion,
  VersionStore,
  VersionSummary,
} from '../domain/questionnaire/version.ts';
import type { Scoring } from '../domain/scoring.ts';
import { isDuplicateKey } from './duplicateKey.ts';
import { effectsField, effectsOf, pushEffects, withEffects } from './effects.ts';

// Definition, scoring and plan are JSON text: an admin's JSON may hold any key (dots, dollars,
// `__proto__`), and the text comes back exactly as it was hashed.
interface StoredVersion {
  _id: string;
  survey: string;
  title: string;
  languages: string[];
  definition: string;
  scoring: string;
  plan: string;
  contentHash: string;
  publishedAt: Date;
  meanings?: string;
  meaningSince?: string;
}

const text = { type: String, required: true } as const;

const versionSchema = withEffects(
  new Schema(
    {
      _id: text,
      survey: text,
      title: text,
      languages: { type: [String], required: true },
      definition: text,
      scoring: text,
      plan: text,
      contentHash: text,
      publishedAt: { type: Date, required: true },
      meanings: String,
      meaningSince: String,
      ...effectsField,
    },
    { collection: 'surveyVersions', strict: 'throw', versionKey: false },
  ),
);
versionSchema.index({ survey: 1, publishedAt: -1 });

interface StoredDraft {
  _id: string;
  revision: number;
  /** Absent: the draft was removed. The document stays so that revisions never repeat. */
  content?: string;
  basedOn?: string;
  updatedAt: Date;
  updatedBy: { id: string; name: string };
}

const draftSchema = withEffects(
  new Schema(
    {
      _id: text,
      revision: { type: Number, required: true },
      content: String,
      basedOn: String,
      updatedAt: { type: Date, required: true },
      updatedBy: {
        type: new Schema({ id: text, name: text }, { _id: false, strict: 'throw' }),
        required: true,
      },
      ...effectsField,
    },
    { collection: 'surveyDrafts', strict: 'throw', versionKey: false },
  ),
);

/**
 * Published versions and drafts. Versions are only ever inserted; each is
 * parsed once per process, since it cannot change.
 */
export function createSurveyStore(connection: Connection): VersionStore & DraftStore {
  const Version = connection.model('SurveyVersion', versionSchema);
  const DraftDocument = connection.model('SurveyDraft', draftSchema);
  const parsed = new Map<string, SurveyVersion>();

  return {
    async findVersion(version) {
      const known = parsed.get(version);
      if (known !== undefined) return known;
      const stored = await Version.findOne({ _id: version }).lean<StoredVersion | null>();
      if (stored === null) return undefined;
      const found = asVersion(stored);
      parsed.set(version, found);
      return found;
    },

    async listVersions(survey) {
      const stored = await Version.find(survey === undefined ? {} : { survey })
        .select({ definition: 0, scoring: 0, plan: 0, meanings: 0, meaningSince: 0, effects: 0 })
        .sort({ publishedAt: -1, _id: -1 })
        .lean<Omit<StoredVersion, 'definition' | 'scoring' | 'plan'>[]>();
      return stored.map(({ _id, title, languages, contentHash, publishedAt, ...rest }): VersionSummary => ({
        version: _id,
        survey: rest.survey,
        title: JSON.parse(title) as VersionSummary['title'],
        languages,
        contentHash,
        publishedAt,
      }));
    },

    async insertVersion(version, effects) {
      const { definition, scoring, plan, contentHash, publishedAt, survey, meanings, meaningSince } = version;
      try {
        await Version.create({
          _id: version.version,
          survey,
          title: JSON.stringify(plan.title),
          languages: [...plan.languages],
          definition: JSON.stringify(definition),
          scoring: JSON.stringify(scoring),
          plan: JSON.stringify(plan),
          contentHash,
          publishedAt,
          ...(meanings === undefined ? {} : { meanings: JSON.stringify(meanings) }),
          ...(meaningSince === undefined ? {} : { meaningSince: JSON.stringify(meaningSince) }),
          ...effectsOf(effects),
        });
      } catch (error) {
        if (isDuplicateKey(error)) throw problems.versionExists(version.version);
        throw error;
      }
    },

    async listDrafts() {
      const stored = await DraftDocument.find({}, { content: 1 }).lean<StoredDraft[]>();
      return stored.filter(({ content }) => content !== undefined).map(({ _id }) => _id);
    },

    async findDraft(survey) {
      const stored = await DraftDocument.findOne({ _id: survey }).lean<StoredDraft | null>();
      return stored === null ? undefined : asDraft(stored);
    },

    async saveDraft({ survey, definition, scoring, basedOn, updatedAt, updatedBy }, seenRevision, effects) {
      const content = JSON.stringify({ definition, scoring });
      const current = await DraftDocument.findOne({ _id: survey }).lean<StoredDraft | null>();
      const currentRevision = current?.content === undefined ? undefined : current.revision;
      if (currentRevision !== seenRevision) throw problems.draftStale(survey);

      if (current === null) {
        const draft = { _id: survey, revision: 1, content, updatedAt, updatedBy };
        try {
          await DraftDocument.create({
            ...draft,
            ...(basedOn === undefined ? {} : { basedOn }),
            ...effectsOf(effects),
          });
        } catch (error) {
          if (isDuplicateKey(error)) throw problems.draftStale(survey);
          throw error;
        }
      } else {
        const { modifiedCount } = await DraftDocument.updateOne(
          { _id: survey, revision: current.revision },
          {
            $set: { content, updatedAt, updatedBy, ...(basedOn === undefined ? {} : { basedOn }) },
            ...(basedOn === undefined ? { $unset: { basedOn: 1 } } : {}),
            $inc: { revision: 1 },
            ...pushEffects(effects),
          },
        );
        if (modifiedCount === 0) throw problems.draftStale(survey);
      }
      return {
        survey,
        definition,
        scoring,
        ...(basedOn === undefined ? {} : { basedOn }),
        revision: (current?.revision ?? 0) + 1,
        updatedAt,
        updatedBy,
      };
    },

    async removeDraft(survey, seenRevision, effects) {
      const { modifiedCount } = await DraftDocument.updateOne(
        {
          _id: survey,
          content: trusted({ $exists: true }),
          ...(seenRevision === undefined ? {} : { revision: seenRevision }),
        },
        { $unset: { content: 1, basedOn: 1 }, $inc: { revision: 1 }, ...pushEffects(effects) },
      );
      return modifiedCount > 0;
    },
  };
}

function asVersion(stored: StoredVersion): SurveyVersion {
  const { _id, survey, definition, scoring, plan, contentHash, publishedAt, meanings, meaningSince } = stored;
  return {
    version: _id,
    survey,
    definition: JSON.parse(definition) as Record<string, unknown>,
    scoring: JSON.parse(scoring) as Scoring,
    plan: JSON.parse(plan) as Plan,
    contentHash,
    publishedAt,
    ...(meanings === undefined
      ? {}
      : { meanings: JSON.parse(meanings) as NonNullable<SurveyVersion['meanings']> }),
    ...(meaningSince === undefined
      ? {}
      : { meaningSince: JSON.parse(meaningSince) as NonNullable<SurveyVersion['meaningSince']> }),
  };
}

function asDraft({ _id, revision, content, basedOn, updatedAt, updatedBy }: StoredDraft): Draft | undefined {
  if (content === undefined) return undefined;
  const { definition, scoring } = JSON.parse(content) as { definition: unknown; scoring: unknown };
  return {
    survey: _id,
    definition,
    scoring,
    ...(basedOn === undefined ? {} : { basedOn }),
    revision,
    updatedAt,
    updatedBy: { id: updatedBy.id, name: updatedBy.name },
  };
}
