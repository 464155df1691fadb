import { Router } from 'express';
import { z } from 'zod';
import { localDayOf } from '../domain/day.ts';
import type { UnitKind } from '../domain/unit.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { listUnits } from '../services/listUnits.ts';
import { parse } from './parse.ts';
import { dayText, localizedText, unitId, type RouteDescription } from './routeDescription.ts';
import { staffOf, type StaffGate } from './staffGate.ts';

const KINDS = [
  'country',
  'province',
  'district',
  'commune',
  'agency',
  'counter',
] as const satisfies UnitKind[];

const unitsQuery = z.strictObject({
  within: unitId.optional(),
  /** One kind, or several with commas between. */
  kind: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(KINDS)).min(1))
    .optional(),
  on: dayText.optional(),
  search: z.string().trim().min(1).max(100).optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
});

/** GET /units?within=vn&kind=province&search=can+tho */
export function unitRoutes(deps: {
  gate: StaffGate;
  loadTree: () => Promise<UnitTree>;
  now: () => Date;
}): Router {
  const router = Router();

  router.get('/units', deps.gate.reads, async (req, res) => {
    const { within, kind, on, search, limit } = parse(unitsQuery, req.query);
    const tree = await deps.loadTree();
    res.json(
      listUnits(tree, staffOf(res), {
        on: on ?? localDayOf(deps.now()),
        limit,
        ...(within === undefined ? {} : { within }),
        ...(kind === undefined ? {} : { kinds: kind }),
        ...(search === undefined ? {} : { search }),
      }),
    );
  });

  return router;
}

export const unitDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/units',
    summary: 'Units of a day that you may see; found with or without diacritics, by former names too',
    audience: 'staff',
    query: z.object({
      within: unitId.optional(),
      kind: z
        .string()
        .optional()
        .meta({ description: `${KINDS.join(', ')}; several with commas between` }),
      on: dayText.optional(),
      search: z.string().optional(),
      limit: z.number().int().optional(),
    }),
    responses: {
      200: {
        description: 'From the country down and by name; `total` counts what `limit` cut off too',
        schema: z.object({
          units: z.array(
            z.object({
              id: unitId,
              kind: z.enum(KINDS),
              name: localizedText,
              code: z.object({ scheme: z.string(), code: z.string() }).optional(),
              parent: unitId.optional(),
              from: dayText.optional(),
              until: dayText.optional(),
            }),
          ),
          total: z.number().int(),
        }),
      },
    },
  },
];
