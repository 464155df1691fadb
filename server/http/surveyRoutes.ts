import { Router } from 'express';
import { z } from 'zod';
import { problems } from '../domain/problem.ts';
import type { Publisher } from '../domain/questionnaire/objection.ts';
import type { Draft, DraftStore, VersionStore } from '../domain/questionnaire/version.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { listSurveys } from '../services/listSurveys.ts';
import { checkDraft, publishDraft } from '../services/publishDraft.ts';
import { getDraft, removeDraft, saveDraft } from '../services/saveDraft.ts';
import { parse } from './parse.ts';
import { localizedText, moment, slug, type RouteDescription } from './routeDescription.ts';
import { staffOf, type StaffGate } from './staffGate.ts';

const versionNumber = z.string().regex(/^\d{4}-\d{1,3}$/, 'must be written like 2026-1');
const versionName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}@\d{4}-\d{1,3}$/);
const surveyParams = z.object({ survey: slug });
const versionParams = z.object({ survey: slug, version: versionNumber });

// Any JSON at all: what is wrong with it is said by the check, not by the draft.
const json = z.unknown().refine((value) => value !== undefined, { message: 'is missing' });
const draftBody = z.strictObject({
  definition: json,
  scoring: json,
  basedOn: versionName.optional(),
  revision: z.number().int().min(0).optional(),
});
const checkBody = z.strictObject({ definition: json, scoring: json }).optional();
const publishBody = z.strictObject({
  version: versionNumber,
  revision: z.number().int().min(0),
  meanings: z.record(z.string().max(120), z.enum(['same', 'changed'])),
  confirmGaps: z.boolean().default(false),
});

/** Questionnaires: published versions, one draft per survey, check and publish. */
export function surveyRoutes(deps: {
  surveys: VersionStore & DraftStore;
  publisher: Publisher;
  gate: StaffGate;
  loadTree: () => Promise<UnitTree>;
  now: () => Date;
}): Router {
  const router = Router();
  const { gate, surveys } = deps;
  const withTree = async () => ({
    surveys,
    drafts: surveys,
    publisher: deps.publisher,
    tree: await deps.loadTree(),
  });
  const present = ({ survey: _, ...draft }: Draft) => draft;

  router.get('/surveys', gate.reads, async (_req, res) => {
    const found = await listSurveys(surveys);
    res.json({
      surveys: found.map(({ versions, ...survey }) => ({
        ...survey,
        versions: versions.map(({ version, publishedAt, contentHash, languages }) => ({
          version,
          publishedAt,
          contentHash,
          languages,
        })),
      })),
    });
  });

  router.get('/surveys/:survey/versions/:version', gate.reads, async (req, res) => {
    const { survey, version: number } = parse(versionParams, withoutSurveyName(req.params));
    const name = `${survey}@${number}`;
    const found = await surveys.findVersion(name);
    if (found === undefined) throw problems.versionMissing(name);
    const { version, definition, scoring, contentHash, publishedAt, meanings } = found;
    res.json({
      version,
      survey,
      definition,
      scoring,
      contentHash,
      publishedAt,
      ...(meanings && { meanings }),
    });
  });

  router.get('/surveys/:survey/draft', gate.reads, async (req, res) => {
    const { survey } = parse(surveyParams, req.params);
    res.json(present(await getDraft(await withTree(), staffOf(res), survey)));
  });

  router.put('/surveys/:survey/draft', gate.writes, async (req, res) => {
    const { survey } = parse(surveyParams, req.params);
    const { definition, scoring, basedOn, revision } = parse(draftBody, req.body);
    const written = {
      definition,
      scoring,
      ...(basedOn === undefined ? {} : { basedOn }),
      ...(revision === undefined ? {} : { revision }),
    };
    res.json(present(await saveDraft(await withTree(), staffOf(res), survey, written, deps.now())));
  });

  router.delete('/surveys/:survey/draft', gate.writes, async (req, res) => {
    const { survey } = parse(surveyParams, req.params);
    await removeDraft(await withTree(), staffOf(res), survey, deps.now());
    res.status(204).end();
  });

  router.post('/surveys/:survey/draft/check', gate.writes, async (req, res) => {
    const { survey } = parse(surveyParams, req.params);
    const body = parse(checkBody, isEmpty(req.body) ? undefined : req.body);
    const written = body === undefined ? undefined : { definition: body.definition, scoring: body.scoring };
    res.json(await checkDraft(await withTree(), staffOf(res), survey, written));
  });

  router.post('/surveys/:survey/draft/publish', gate.writes, async (req, res) => {
    const { survey } = parse(surveyParams, req.params);
    const request = parse(publishBody, req.body);
    const { version, contentHash } = await publishDraft(
      await withTree(),
      staffOf(res),
      survey,
      request,
      deps.now(),
    );
    res.status(201).json({ version, contentHash });
  });

  return router;
}

/** `/versions/2026-1` and `/versions/sipas-service@2026-1` are the same. */
const withoutSurveyName = ({ survey, version }: Record<string, unknown>) => ({
  survey,
  version: typeof version === 'string' ? version.replace(`${String(survey)}@`, '') : version,
});

const isEmpty = (body: unknown): boolean =>
  body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0);

const draftSchema = z.object({
  definition: z.unknown(),
  scoring: z.unknown(),
  basedOn: z.string().optional(),
  revision: z.number().int(),
  updatedAt: moment,
  updatedBy: z.object({ id: z.string(), name: z.string() }),
});
const objectionSchema = z.object({
  severity: z.enum(['error', 'warning']),
  path: z.string(),
  message: z.string(),
  isGap: z.literal(true).optional(),
});

export const surveyDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/surveys',
    summary: 'Surveys with their published versions',
    audience: 'staff',
    responses: {
      200: {
        description: 'By name; versions newest first',
        schema: z.object({
          surveys: z.array(
            z.object({
              survey: slug,
              title: localizedText,
              versions: z.array(
                z.object({
                  version: z.string(),
                  publishedAt: moment,
                  contentHash: z.string(),
                  languages: z.array(z.string()),
                }),
              ),
              hasDraft: z.boolean(),
            }),
          ),
        }),
      },
    },
  },
  {
    method: 'get',
    path: '/surveys/:survey/versions/:version',
    summary: 'A published version: SurveyJS JSON and scoring',
    audience: 'staff',
    params: versionParams,
    responses: {
      200: {
        description: 'Never changes',
        schema: z.object({
          version: z.string(),
          survey: slug,
          definition: z.unknown(),
          scoring: z.unknown(),
          contentHash: z.string(),
          publishedAt: moment,
          meanings: z
            .record(z.string(), z.enum(['same', 'changed']))
            .optional()
            .meta({
              description: 'By criterion, what the publisher said of its meaning since the version before',
            }),
        }),
      },
    },
  },
  {
    method: 'get',
    path: '/surveys/:survey/draft',
    summary: 'The draft of a survey',
    audience: 'staff',
    params: surveyParams,
    responses: { 200: { description: 'The draft', schema: draftSchema } },
  },
  {
    method: 'put',
    path: '/surveys/:survey/draft',
    summary: 'Save the draft over the revision that you have seen (none for a new draft)',
    audience: 'staff',
    params: surveyParams,
    body: draftBody,
    responses: {
      200: { description: 'The draft with its new revision', schema: draftSchema },
      409: { description: 'Somebody else has saved since' },
    },
  },
  {
    method: 'delete',
    path: '/surveys/:survey/draft',
    summary: 'Throw the draft away',
    audience: 'staff',
    params: surveyParams,
    responses: { 204: { description: 'There is none any more' } },
  },
  {
    method: 'post',
    path: '/surveys/:survey/draft/check',
    summary: 'What publication would object to, in the body or else in the saved draft',
    audience: 'staff',
    params: surveyParams,
    body: checkBody,
    responses: {
      200: {
        description: 'Objections, and every criterion beside the previous version',
        schema: z.object({
          objections: z.array(objectionSchema),
          criteria: z.array(
            z.object({
              key: z.string(),
              state: z.enum(['same', 'differs', 'new', 'removed']),
              differences: z.array(z.enum(['wording', 'factor', 'scale'])),
            }),
          ),
        }),
      },
    },
  },
  {
    method: 'post',
    path: '/surveys/:survey/draft/publish',
    summary: 'Make the draft, in the revision that you have seen, an immutable version',
    audience: 'staff',
    params: surveyParams,
    body: publishBody,
    responses: {
      201: {
        description: 'Published; a campaign uses it when it is chosen there',
        schema: z.object({ version: z.string(), contentHash: z.string() }),
      },
      400: { description: '`definition-refused`, with the objections' },
      409: { description: '`draft-stale`: somebody else has saved since; or `version-exists`' },
    },
  },
];
