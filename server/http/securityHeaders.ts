import { createHash, randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Strict headers: nothing from elsewhere, no inline script, and of inline
 * styles only the sheets of `css` and what carries the response's nonce
 * (`res.locals.nonce`, for the style element of CodeMirror).
 */
export function securityHeaders({
  isHttps,
  css,
}: {
  isHttps: boolean;
  css: readonly string[];
}): RequestHandler[] {
  const hashes = css.map((sheet) => `'sha256-${createHash('sha256').update(sheet).digest('base64')}'`);
  return [
    (_req, res, next) => {
      res.locals['nonce'] = randomBytes(16).toString('base64');
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: [
            "'self'",
            ...hashes,
            (_req, res) =>
              `'nonce-${String((res as unknown as { locals: { nonce: string } }).locals.nonce)}'`,
          ],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      strictTransportSecurity: isHttps,
      referrerPolicy: { policy: 'same-origin' },
    }),
  ];
}
