import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

/**
 * One line a request: id, method, route pattern, status, duration. Never the
 * query, the body, the address or a code from the path.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId: () => randomUUID(),
    autoLogging: { ignore: (req) => req.url?.startsWith('/health/') === true },
    customLogLevel: (_req, res, error) => (error !== undefined || res.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: (req: { id: string; method: string; raw?: { route?: { path?: string } } }) => ({
        id: req.id,
        method: req.method,
        route: req.raw?.route?.path,
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
      err: (error: { type: string; message: string }) => ({ type: error.type }),
    },
  });
}
