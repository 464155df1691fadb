import { Router } from 'express';
import { toString as toQr } from 'qrcode';
import { z } from 'zod';
import { assignedCampaign } from '../domain/admission.ts';
import {
  CHANNELS,
  type Campaign,
  type CampaignStore,
  type Collector,
  type CollectorStore,
} from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import { readCrockford } from '../domain/receipt.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { assignCollector } from '../services/assignCollector.ts';
import { changeCollector, type CollectorChange } from '../services/changeCollector.ts';
import { createCollector, type NewCollector } from '../services/createCollector.ts';
import { getCollector, listCollectors } from '../services/listCollectors.ts';
import { parse } from './parse.ts';
import { presentUnit } from './presentUser.ts';
import {
  dayText,
  lineOfText,
  localizedText,
  slug,
  unitId,
  type RouteDescription,
} from './routeDescription.ts';
import { staffOf, type StaffGate } from './staffGate.ts';

const label = lineOfText(120);
const listQuery = z.strictObject({ within: unitId.optional() });
const collectorBody = z.strictObject({
  unit: unitId,
  channel: z.enum(CHANNELS),
  label,
  procedure: z.string().min(1).max(80).optional(),
});
const changeBody = z.strictObject({ label: label.optional(), isOpen: z.boolean().optional() });
const assignmentBody = z.strictObject({ campaign: slug, from: dayText, until: dayText.optional() });
const codeParams = z.object({
  code: z
    .string()
    .max(20)
    .transform((text) => readCrockford(text) ?? text),
});

/** Points where answers come in, for those who put them up. The citizen's side is in other routes. */
export function collectorRoutes(deps: {
  collectors: CollectorStore;
  campaigns: CampaignStore;
  gate: StaffGate;
  loadTree: () => Promise<UnitTree>;
  publicUrl: string;
  now: () => Date;
}): Router {
  const router = Router();
  const { gate, collectors, campaigns } = deps;

  const present = (
    tree: UnitTree,
    { closedAt: _, ...collector }: Collector,
    known: ReadonlyMap<string, Campaign>,
  ) => {
    const today = localDayOf(deps.now());
    const campaign = known.get(assignedCampaign(collector, today) ?? '');
    return {
      ...collector,
      unitName: presentUnit(tree, collector.unit, today).name,
      ...(campaign === undefined ? {} : { campaign: { id: campaign.id, name: campaign.name } }),
    };
  };
  const presentOne = async (tree: UnitTree, collector: Collector) => {
    const id = assignedCampaign(collector, localDayOf(deps.now()));
    const campaign = id === undefined ? undefined : await campaigns.findCampaign(id);
    return present(tree, collector, new Map(campaign === undefined ? [] : [[campaign.id, campaign]]));
  };

  router.get('/collectors', gate.reads, async (req, res) => {
    const { within } = parse(listQuery, req.query);
    const tree = await deps.loadTree();
    const found = await listCollectors({ collectors, tree }, staffOf(res), within, deps.now());
    const known = new Map((await campaigns.listCampaigns()).map((campaign) => [campaign.id, campaign]));
    res.json({ collectors: found.map((collector) => present(tree, collector, known)) });
  });

  router.post('/collectors', gate.writes, async (req, res) => {
    const body = parse(collectorBody, req.body) as NewCollector;
    const tree = await deps.loadTree();
    const collector = await createCollector({ collectors, tree }, staffOf(res), body, deps.now());
    res.status(201).json({ collector: await presentOne(tree, collector) });
  });

  router.patch('/collectors/:code', gate.writes, async (req, res) => {
    const { code } = parse(codeParams, req.params);
    const change = parse(changeBody, req.body) as CollectorChange;
    const tree = await deps.loadTree();
    const collector = await changeCollector({ collectors, tree }, staffOf(res), code, change, deps.now());
    res.json({ collector: await presentOne(tree, collector) });
  });

  router.post('/collectors/:code/assignments', gate.writes, async (req, res) => {
    const { code } = parse(codeParams, req.params);
    const { campaign, from, until } = parse(assignmentBody, req.body);
    const tree = await deps.loadTree();
    const wanted = { campaign, from, ...(until === undefined ? {} : { until }) };
    const collector = await assignCollector({ ...deps, tree }, staffOf(res), code, wanted, deps.now());
    res.status(201).json({ collector: await presentOne(tree, collector) });
  });

  router.get('/collectors/:code/qr.svg', gate.reads, async (req, res) => {
    const { code } = parse(codeParams, req.params);
    const tree = await deps.loadTree();
    const collector = await getCollector({ collectors, tree }, staffOf(res), code, deps.now());
    // Level M: a poster gets scratched. Four modules of margin, as the standard wants it.
    const svg = await toQr(`${deps.publicUrl}/c/${collector.code}`, {
      type: 'svg',
      errorCorrectionLevel: 'M',
      margin: 4,
    });
    res.type('image/svg+xml').send(svg);
  });

  return router;
}

const collectorSchema = collectorBody.extend({
  code: z.string(),
  isOpen: z.boolean(),
  assignments: z.array(assignmentBody),
  unitName: localizedText,
  campaign: z
    .object({ id: slug, name: localizedText })
    .optional()
    .meta({ description: 'The one that it serves today' }),
});
const one = z.object({ collector: collectorSchema });
const codeOnly = z.object({ code: z.string() });

export const collectorDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/collectors',
    summary: 'Collectors of your units',
    audience: 'staff',
    query: listQuery,
    responses: {
      200: {
        description: 'By unit and label',
        schema: z.object({ collectors: z.array(collectorSchema) }),
      },
    },
  },
  {
    method: 'post',
    path: '/collectors',
    summary: 'Make a collector; its code is drawn at random',
    audience: 'staff',
    body: collectorBody,
    responses: { 201: { description: 'The collector', schema: one } },
  },
  {
    method: 'patch',
    path: '/collectors/:code',
    summary: 'Rename, close or reopen a collector',
    audience: 'staff',
    params: codeOnly,
    body: changeBody,
    responses: { 200: { description: 'The collector', schema: one } },
  },
  {
    method: 'post',
    path: '/collectors/:code/assignments',
    summary: 'Say which campaign a collector serves from when until when',
    audience: 'staff',
    params: codeOnly,
    body: assignmentBody,
    responses: { 201: { description: 'The collector', schema: one } },
  },
  {
    method: 'get',
    path: '/collectors/:code/qr.svg',
    summary: 'The QR code that leads to the form',
    audience: 'staff',
    params: codeOnly,
    responses: { 200: { description: 'An SVG image', type: 'image/svg+xml' } },
  },
];
