import { Router } from 'express';
import type { DemoSummary } from '../domain/demoSummary.ts';

/** GET /demo; mounted in demo mode only. */
export function demoRoutes(demo: () => DemoSummary): Router {
  const router = Router();

  router.get('/demo', (_req, res) => {
    res.setHeader('Cache-Control', 'no-store');
    res.json(demo());
  });

  return router;
}
