import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { routeOf } from './routeOf.ts';

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
    // The request itself is written down as it comes, before its route is known.
    customSuccessObject: (req, _res, line: object) => ({ ...line, route: routeOf(req as Request) }),
    customErrorObject: (req, _res, _error, line: object) => ({ ...line, route: routeOf(req as Request) }),
    serializers: {
      req: (req: { id: string; method: string }) => ({ id: req.id, method: req.method }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
      err: (error: { type: string; message: string }) => ({ type: error.type }),
    },
  });
}
