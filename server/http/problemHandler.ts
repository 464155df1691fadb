import { types } from 'node:util';
import type { ErrorRequestHandler, Request } from 'express';
import { Problem, problems, type ProblemKind } from '../domain/problem.ts';

const RETRY_AFTER_OUTAGE_SECONDS = 5;

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

/** Whether an error says that the store is away, busy or full: storage knows it, whoever wires us together brings it. */
export type IsOutage = (error: unknown) => boolean;

/**
 * Answers a thrown Problem with its status and sentence; anything else is
 * reported once and shown as 500 without its content. Problems are counted, not logged.
 */
export function problemHandler({
  isOutage,
  reportBug,
  countProblem = () => undefined,
}: {
  isOutage: IsOutage;
  reportBug: (error: unknown, req: Request) => void;
  countProblem?: (code: string) => void;
}): ErrorRequestHandler {
  // Express recognises an error handler by its four parameters.
  return (error, req, res, next) => {
    if (res.headersSent) return next(error);

    const problem = asProblem(error, isOutage);
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

/** Problems, outages, and what body-parser and the router throw for requests that cannot be read. */
export function asProblem(error: unknown, isOutage: IsOutage): Problem | undefined {
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
  return isOutage(error) ? problems.unavailable(RETRY_AFTER_OUTAGE_SECONDS) : undefined;
}
