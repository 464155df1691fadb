import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/**
 * Sends a rendered page, compressed as the browser can read it. Never cached:
 * pages carry an id made for one visit, or answers that came back.
 */
export async function sendPage(
  req: Request,
  res: Response,
  { status, html }: { status: number; html: string },
): Promise<void> {
  res.status(status).type('html').set('Cache-Control', 'no-store').vary('Accept-Encoding');
  const encoding = req.acceptsEncodings(['br', 'gzip']);
  if (encoding === 'br') {
    // quality 5: the size of the best gzip in a tenth of its time
    const body = await brotli(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    res.set('Content-Encoding', 'br').send(body);
  } else if (encoding === 'gzip') {
    res.set('Content-Encoding', 'gzip').send(await gzipped(html));
  } else {
    res.send(html);
  }
}
