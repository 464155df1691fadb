import { Router } from 'express';
import { z } from 'zod';
import type { AuditLog } from '../domain/audit.ts';
import { CHANNELS, type Campaign, type CampaignStore, type CollectorStore } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import type { KeptAsideStore } from '../domain/submission.ts';
import type { VersionCatalogue } from '../domain/questionnaire/version.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { changeCampaign, type CampaignChange } from '../services/changeCampaign.ts';
import { createCampaign } from '../services/createCampaign.ts';
import { listCampaigns } from '../services/listCampaigns.ts';
import { listKeptAside } from '../services/listKeptAside.ts';
import { takeInKeptAside, type TakeInDeps } from '../services/takeInKeptAside.ts';
import { parse } from './parse.ts';
import { presentUnit } from './presentUser.ts';
import { dayText, localizedText, slug, unitId, type RouteDescription } from './routeDescription.ts';
import { staffOf, type StaffGate } from './staffGate.ts';

const versionName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,79}@[a-z0-9][a-z0-9.-]{0,19}$/, 'must be <survey>@<version>');
const versions = z.array(versionName).min(1).max(20);
const channels = z.array(z.enum(CHANNELS)).min(1).max(CHANNELS.length);

const campaignBody = z.strictObject({
  id: slug,
  name: localizedText,
  series: slug,
  population: z.enum(['served', 'household']),
  versions,
  unit: unitId,
  channels,
  from: dayText,
  until: dayText.optional(),
  uploadUntil: dayText.optional(),
  isOpen: z.boolean().default(true),
  showsCounters: z.boolean().optional(),
});

const changeBody = z.strictObject({
  name: localizedText.optional(),
  versions: versions.optional(),
  channels: channels.optional(),
  until: dayText.nullable().optional(),
  uploadUntil: dayText.nullable().optional(),
  isOpen: z.boolean().optional(),
  showsCounters: z.boolean().optional(),
});

const idParams = z.object({ id: slug });

const takeInBody = z.strictObject({ collector: z.string().min(1).max(40).optional() });

/**
 * Survey rounds: GET and POST /campaigns, PATCH /campaigns/:id; what is kept aside of one:
 * GET /campaigns/:id/kept-aside, POST /campaigns/:id/kept-aside/take-in.
 */
export function campaignRoutes(deps: {
  campaigns: CampaignStore;
  collectors: CollectorStore;
  keptAside: KeptAsideStore;
  submissions: TakeInDeps['submissions'];
  marks: TakeInDeps['marks'];
  audit: AuditLog;
  versions: VersionCatalogue;
  gate: StaffGate;
  loadTree: () => Promise<UnitTree>;
  now: () => Date;
}): Router {
  const router = Router();
  const { gate } = deps;
  const present = (tree: UnitTree, { closedAt: _, ...campaign }: Campaign) => {
    const { name, kind } = presentUnit(tree, campaign.unit, localDayOf(deps.now()));
    return { ...campaign, unitName: name, unitKind: kind };
  };

  router.get('/campaigns', gate.reads, async (_req, res) => {
    const tree = await deps.loadTree();
    const found = await listCampaigns({ ...deps, tree }, staffOf(res), deps.now());
    res.json({ campaigns: found.map((campaign) => present(tree, campaign)) });
  });

  router.post('/campaigns', gate.writes, async (req, res) => {
    const body = parse(campaignBody, req.body) as Campaign;
    const tree = await deps.loadTree();
    const campaign = await createCampaign({ ...deps, tree }, staffOf(res), body, deps.now());
    res.status(201).json({ campaign: present(tree, campaign) });
  });

  router.patch('/campaigns/:id', gate.writes, async (req, res) => {
    const { id } = parse(idParams, req.params);
    const change = parse(changeBody, req.body) as CampaignChange;
    const tree = await deps.loadTree();
    const campaign = await changeCampaign({ ...deps, tree }, staffOf(res), id, change, deps.now());
    res.json({ campaign: present(tree, campaign) });
  });

  router.get('/campaigns/:id/kept-aside', gate.reads, async (req, res) => {
    const { id } = parse(idParams, req.params);
    const tree = await deps.loadTree();
    const groups = await listKeptAside({ ...deps, tree }, staffOf(res), id, deps.now());
    res.json({
      groups: groups.map((group) => ({
        ...group,
        unit: { id: group.unit, name: presentUnit(tree, group.unit, localDayOf(deps.now())).name },
      })),
    });
  });

  router.post('/campaigns/:id/kept-aside/take-in', gate.writes, async (req, res) => {
    const { id } = parse(idParams, req.params);
    const { collector } = parse(takeInBody, req.body);
    const of = { campaign: id, ...(collector !== undefined && { collector }) };
    res.json(await takeInKeptAside(deps, staffOf(res), of, deps.now()));
  });

  return router;
}

const campaignSchema = campaignBody.extend({
  unitName: localizedText,
  unitKind: z.string(),
  isManaged: z.literal(true).optional().meta({ description: 'The reader may change it' }),
  keptAside: z.int().min(1).optional().meta({ description: 'Answers that wait for an admin to decide' }),
});

const keptAsideGroup = z.object({
  collector: z.string(),
  label: z.string().optional(),
  unit: z.object({ id: unitId, name: localizedText }),
  reason: z.enum(['after-last-upload', 'delivered-after-closing', 'unit-absent']),
  submissions: z.int(),
  firstDay: dayText,
  lastDay: dayText,
});

export const campaignDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/campaigns',
    summary: 'Survey rounds of your units',
    audience: 'staff',
    responses: {
      200: { description: 'Newest first', schema: z.object({ campaigns: z.array(campaignSchema) }) },
    },
  },
  {
    method: 'post',
    path: '/campaigns',
    summary: 'Open a survey round',
    audience: 'staff',
    body: campaignBody,
    responses: { 201: { description: 'The campaign', schema: z.object({ campaign: campaignSchema }) } },
  },
  {
    method: 'patch',
    path: '/campaigns/:id',
    summary: 'Change a survey round; the first of its versions is the current one',
    audience: 'staff',
    params: idParams,
    body: changeBody,
    responses: { 200: { description: 'The campaign', schema: z.object({ campaign: campaignSchema }) } },
  },
  {
    method: 'get',
    path: '/campaigns/:id/kept-aside',
    summary: 'Answers to a round that wait for a decision, by collector and reason',
    audience: 'staff',
    params: idParams,
    responses: {
      200: { description: 'Numbers, never answers', schema: z.object({ groups: z.array(keptAsideGroup) }) },
    },
  },
  {
    method: 'post',
    path: '/campaigns/:id/kept-aside/take-in',
    summary: 'Count answers that wait for a decision, some hundred at a time',
    audience: 'staff',
    params: idParams,
    body: takeInBody,
    responses: {
      200: {
        description: 'How many are counted now, and how many are left',
        schema: z.object({
          takenIn: z.int(),
          left: z.int(),
          withoutUnit: z.int().min(1).optional().meta({
            description:
              'More that wait: their unit did not exist on the day, and no single one took it over',
          }),
        }),
      },
    },
  },
];
