import { Router } from 'express';
import { z } from 'zod';
import type { AuditReader, AuditVerifier } from '../domain/audit.ts';
import { auditChanges } from '../domain/auditChanges.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { checkAudit } from '../services/checkAudit.ts';
import { listAudit } from '../services/listAudit.ts';
import { parse } from './parse.ts';
import { moment, unitId, type RouteDescription } from './routeDescription.ts';
import { staffOf, type StaffGate } from './staffGate.ts';

const auditQuery = z.strictObject({
  within: unitId.optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

/** GET /audit?within=vn&limit=100, GET /audit/check */
export function auditRoutes(deps: {
  audit: AuditReader & AuditVerifier;
  gate: StaffGate;
  loadTree: () => Promise<UnitTree>;
  now: () => Date;
}): Router {
  const router = Router();

  router.get('/audit', deps.gate.reads, async (req, res) => {
    const { within, limit } = parse(auditQuery, req.query);
    const tree = await deps.loadTree();
    const query = { limit, ...(within === undefined ? {} : { within }) };
    const entries = await listAudit({ audit: deps.audit, tree }, staffOf(res), query, deps.now());
    res.json({
      entries: entries.map((entry) => ({
        sequence: entry.sequence,
        at: entry.at,
        actor: entry.actor,
        action: entry.action,
        subject: entry.subject,
        unit: entry.unit,
        changes: auditChanges(entry),
      })),
    });
  });

  router.get('/audit/check', deps.gate.reads, async (_req, res) => {
    const tree = await deps.loadTree();
    res.json(await checkAudit({ audit: deps.audit, tree }, staffOf(res)));
  });

  return router;
}

export const auditDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/audit',
    summary: 'Who changed what in the units that you administer',
    audience: 'staff',
    query: z.object({ within: unitId.optional(), limit: z.number().int().optional() }),
    responses: {
      200: {
        description: 'Newest first',
        schema: z.object({
          entries: z.array(
            z.object({
              sequence: z.number().int(),
              at: moment,
              actor: z.object({
                kind: z.enum(['staff', 'system']),
                id: z.string().optional(),
                name: z.string(),
              }),
              action: z.string(),
              subject: z.object({ kind: z.string(), id: z.string() }),
              unit: unitId,
              changes: z.array(
                z.object({
                  field: z.string(),
                  before: z.unknown().optional(),
                  after: z.unknown().optional(),
                }),
              ),
            }),
          ),
        }),
      },
    },
  },
  {
    method: 'get',
    path: '/audit/check',
    summary: 'Walk the whole log: which entries are missing or edited',
    audience: 'staff',
    responses: {
      200: {
        description: 'How many entries there are, how many are faulty, and the first of those',
        schema: z.object({
          entries: z.int(),
          faulty: z.int(),
          faults: z.array(z.object({ sequence: z.int(), fault: z.enum(['missing', 'edited', 'broken']) })),
        }),
      },
    },
  },
];
