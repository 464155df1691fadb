import { Router } from 'express';
import type { OpenForm } from '../services/openForm.ts';

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
