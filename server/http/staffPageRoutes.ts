import { Router } from 'express';
import type { LinkedAssets } from './assets.ts';

/** GET /staff and everything below it: one page, the rest happens in the browser. */
export function staffPageRoutes({ assets, isDemo }: { assets: LinkedAssets; isDemo: boolean }): Router {
  const router = Router();

  router.get(['/staff', '/staff/{*path}'], (_req, res) => {
    // The page carries a nonce of this response and names files of this build.
    res.setHeader('Cache-Control', 'no-store');
    res.type('html').send(staffPage(assets, { nonce: String(res.locals['nonce'] ?? ''), isDemo }));
  });

  return router;
}

export function staffPage(
  { script, preloads, styles }: LinkedAssets,
  { nonce, isDemo }: { nonce: string; isDemo: boolean },
): string {
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="/lotus.svg" type="image/svg+xml">
<meta name="style-nonce" content="${attribute(nonce)}">
<title>SIPAS</title>
${styles.map((style) => `<link rel="stylesheet" href="${attribute(style)}">`).join('\n')}
${preloads.map((file) => `<link rel="modulepreload" href="${attribute(file)}">`).join('\n')}
<script type="module" src="${attribute(script)}"></script>
</head>
<body>
<div id="root"></div>
<noscript>
<p>Trang dành cho cán bộ cần JavaScript. Hãy bật JavaScript rồi tải lại trang.</p>
<p lang="km">ទំព័រសម្រាប់មន្ត្រីត្រូវការ JavaScript។ សូមបើក JavaScript រួចផ្ទុកទំព័រឡើងវិញ។</p>
<p lang="en">The staff pages need JavaScript. Switch it on and load the page again.</p>
</noscript>
<script type="application/json" id="page-state">${json({ isDemo })}</script>
</body>
</html>
`;
}

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** JSON inside a script element: nothing in it may end the element or, in old engines, the line. */
const json = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
