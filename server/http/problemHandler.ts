import { types } from 'node:util';
import type { ErrorRequestHandler, Request } from 'express';
import { Problem, problems, type ProblemKind } from '../domain/problem.ts';

/** The one place where the domain's problems become HTTP. The compiler keeps it complete. */
export const statusOf: Record<ProblemKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  'too-large': 413,
  unsupported: 415,
  'too-many': 429,
  unavailable: 503,
};

/**
 * Answers a thrown Problem with its status and sentence; anything else is
 * reported once and shown as 500 without its content. Problems are counted, not logged.
 */
export function problemHandler(
  reportBug: (error: unknown, req: Request) => void,
  countProblem: (code: string) => void = () => undefined,
): ErrorRequestHandler {
  // Express recognises an error handler by its four parameters.
  return (error, req, res, next) => {
    if (res.headersSent) return next(error);

    const problem = asProblem(error);
    if (problem === undefined) {
      reportBug(error, req);
      res.status(500).json({ code: 'unexpected', message: 'Something went wrong on our side.', details: {} });
      return;
    }

    const { kind, code, message, details } = problem;
    countProblem(code);
    const retryAfter = details['retryAfterSeconds'];
    if (typeof retryAfter === 'number') res.setHeader('Retry-After', String(Math.ceil(retryAfter)));
    res.status(statusOf[kind]).json({ code, message, details });
  };
}

/** Problems, and what body-parser and the router throw for requests that cannot be read. */
export function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  // Not instanceof: errors of Node's own libraries may come from another realm.
  if (!types.isNativeError(error)) return undefined;
  const { type, limit, status, code } = error as Error & {
    type?: string;
    limit?: number;
    status?: number;
    code?: unknown;
  };
  if (type === 'entity.too.large') return problems.bodyTooLarge(limit ?? 0);
  if (type === 'entity.parse.failed') return problems.requestInvalid(['the body is not valid JSON']);
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return problems.requestInvalid(['the body must be UTF-8 JSON, uncompressed, gzip or brotli']);
  }
  // zlib's codes begin with Z_ (Z_DATA_ERROR), those of its Brotli with ERR__ (ERR__ERROR_FORMAT_PADDING_1).
  if (typeof code === 'string' && /^(Z_|ERR__)/.test(code)) {
    return problems.requestInvalid(['the body is not packed as its Content-Encoding says']);
  }
  if (error instanceof URIError || type === 'request.aborted' || type === 'request.size.invalid') {
    return problems.requestInvalid(['the address or the body could not be read']);
  }
  if (status === 400 && type !== undefined) return problems.requestInvalid([error.message]);
  return isStorageOutage(error) ? problems.unavailable(5) : undefined;
}

/** Network trouble and time-outs between us and the store, by the driver's class names. */
function isStorageOutage(error: Error): boolean {
  return /^(Mongo(Network|ServerSelection|PoolCleared|WaitQueueTimeout|NotConnected|TopologyClosed)|MongooseServerSelection)/.test(
    error.name,
  );
}
