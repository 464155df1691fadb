import type { Request, RequestHandler } from 'express';
import { problems } from '../domain/problem.ts';

/**
 * Refuses a state change that a browser sends on behalf of another site, and
 * anything but JSON (which a foreign form cannot send without asking first).
 *
 * Programs send neither Origin nor Sec-Fetch-Site; they carry no stranger's
 * cookies either, so they pass.
 */
export function sameOriginJson(publicUrl: string): RequestHandler {
  const publicHost = new URL(publicUrl).host;

  return (req, _res, next) => {
    const site = req.get('sec-fetch-site');
    if (site !== undefined && site !== 'same-origin') throw problems.originRefused();
    const origin = req.get('origin');
    if (origin !== undefined && !isOurs(origin, [publicHost, req.get('host')]))
      throw problems.originRefused();
    if (hasBody(req) && req.is('application/json') === false) throw problems.jsonNeeded();
    next();
  };
}

/** A page may have been opened under another name of this machine than PUBLIC_URL's. */
function isOurs(origin: string, hosts: readonly (string | undefined)[]): boolean {
  if (!URL.canParse(origin)) return false;
  return hosts.includes(new URL(origin).host);
}

const hasBody = (req: Request): boolean =>
  req.get('transfer-encoding') !== undefined || Number(req.get('content-length') ?? 0) > 0;
