import { Router, type RequestHandler } from 'express';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { routeOf } from './routeOf.ts';

export interface Operations {
  router: Router;
  /** Middleware that measures every request. */
  measure: RequestHandler;
  /** Counts what callers were told they did wrong, by the problem's code. */
  countProblem(code: string): void;
}

/**
 * GET /health/live: the process answers. GET /health/ready: the store answers
 * too. GET /metrics: Prometheus text, without anything about persons or units.
 */
export function createOperations(deps: {
  isReady: () => Promise<boolean>;
  countDueTallies: () => Promise<number>;
}): Operations {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to the end of the response',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  const problemsTotal = new Counter({
    name: 'sipas_problems_total',
    help: 'Requests answered with a problem, by its code',
    labelNames: ['code'],
    registers: [registry],
  });
  new Gauge({
    name: 'sipas_tallies_due',
    help: 'Tallies that wait for a recount',
    registers: [registry],
    async collect() {
      this.set(await deps.countDueTallies());
    },
  });

  const router = Router();
  router.get('/health/live', (_req, res) => {
    res.json({ status: 'live' });
  });
  router.get('/health/ready', async (_req, res) => {
    const isReady = await deps.isReady();
    res.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'store-unreachable' });
  });
  router.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });

  return {
    router,
    measure: (req, res, next) => {
      const stop = duration.startTimer();
      res.on('finish', () => {
        stop({ method: req.method, route: routeOf(req), status: String(res.statusCode) });
      });
      next();
    },
    countProblem: (code) => problemsTotal.inc({ code }),
  };
}
