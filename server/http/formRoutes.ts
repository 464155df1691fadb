import { Router } from 'express';
import { z } from 'zod';
import { CHANNELS } from '../domain/campaign.ts';
import type { OpenForm } from '../services/openForm.ts';
import { localizedText, type RouteDescription } from './routeDescription.ts';

/** GET /collectors/:code: what any SurveyJS front end needs to show the form and submit it. */
export function formRoutes(deps: { openForm: (code: string) => Promise<OpenForm> }): Router {
  const router = Router();

  router.get('/collectors/:code', async (req, res) => {
    res.set('Cache-Control', 'no-cache').json(presentForm(await deps.openForm(req.params.code)));
  });

  return router;
}

function presentForm({ collector, campaign, unit, version }: OpenForm) {
  const { code, label, channel, procedure } = collector;
  return {
    collector: { code, label, channel, ...(procedure === undefined ? {} : { procedure }) },
    campaign: { id: campaign.id, name: campaign.name },
    unit,
    channel,
    version: version.version,
    languages: version.plan.languages,
    definition: version.definition,
  };
}

const named = { id: z.string(), name: localizedText };

export const formDescriptions: readonly RouteDescription[] = [
  {
    method: 'get',
    path: '/collectors/:code',
    summary: 'The form that the code on a poster opens today',
    audience: 'anyone',
    params: z.object({ code: z.string() }),
    responses: {
      200: {
        description: 'The form, as SurveyJS JSON',
        schema: z.object({
          collector: z.object({
            code: z.string(),
            label: z.string(),
            channel: z.enum(CHANNELS as [string, ...string[]]),
            procedure: z.string().optional(),
          }),
          campaign: z.object(named),
          unit: z.object({ ...named, kind: z.string(), parent: z.object(named).optional() }),
          channel: z.enum(CHANNELS as [string, ...string[]]),
          version: z.string(),
          languages: z.array(z.string()),
          definition: z.record(z.string(), z.unknown()),
        }),
      },
      404: { description: 'No form has this code' },
      409: { description: 'Nothing is collected here today' },
    },
  },
];
