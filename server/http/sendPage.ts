import type { Response } from 'express';

/** Sends a rendered page. Never cached: pages carry an id made for one visit, or answers that came back. */
export function sendPage(res: Response, { status, html }: { status: number; html: string }): void {
  res.status(status).type('html').set('Cache-Control', 'no-store').send(html);
}
