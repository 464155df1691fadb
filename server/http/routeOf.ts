import type { Request } from 'express';

/** The route's pattern, never the address itself: that one may name a unit. Known once a route has been found. */
export function routeOf(req: Request): string {
  const path = (req.route as { path?: string } | undefined)?.path;
  if (path === undefined) return 'other';
  // Not `baseUrl`: an error has left the router by now, and an answer has not.
  return `${req.originalUrl.toLowerCase().startsWith('/api/v1/') ? '/api/v1' : ''}${path}`;
}
