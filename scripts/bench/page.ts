import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { clientAssets } from '../../server/http/assets.ts';
import { projectRoot } from '../../server/projectRoot.ts';

const CHROMIUM = '/usr/bin/chromium';
const BUDGET_BYTES = 40 * 1024;
const BUDGET_MS = 2000;
const ROUNDS = 5;
/** Slow 3G as the design has it. */
const NETWORK = {
  offline: false,
  latency: 400,
  downloadThroughput: 400_000 / 8,
  uploadThroughput: 400_000 / 8,
};
const SLOWER = 4;

/**
 * The citizen's page of the demo's SIPAS form: weight of JavaScript and CSS,
 * time to the first page and to the first question with a cold cache on slow
 * 3G with a processor four times slower, and layout shift. The first question
 * is what comes when "Start" is pressed as soon as it is seen; beside it stands
 * the form opened by its own address, as by who loads it again.
 */
export async function benchPage(): Promise<void> {
  await weigh();
  if (!existsSync(CHROMIUM)) {
    console.log(`not measured in a browser: there is no ${CHROMIUM}`);
    return;
  }
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const platform = spawn(process.execPath, ['scripts/start.mjs', '--demo'], {
    cwd: projectRoot,
    env: { ...process.env, PORT: String(port), PUBLIC_URL: url, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let browser: Browser | undefined;
  try {
    const code = await demoCode(url, platform);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    await report(browser, 'first page (office and "Start")', `${url}/c/${code}`, { seen: '.start .button' });
    await report(browser, 'first question, "Start" pressed at once', `${url}/c/${code}`, {
      pressed: '.start .button',
      seen: '.criterion .box',
    });
    await report(browser, 'first question, loaded again', `${url}/c/${code}#form`, {
      seen: '.criterion .box',
    });
  } finally {
    await browser?.close();
    platform.kill('SIGTERM');
    await new Promise((done) => platform.once('exit', done));
  }
}

async function weigh(): Promise<void> {
  const clientDir = join(projectRoot, 'dist', 'client');
  const { script, preloads, css } = clientAssets(clientDir).citizen;
  let total = 0;
  const add = (what: string, content: string | Buffer) => {
    const bytes = gzipSync(content, { level: 9 }).length;
    total += bytes;
    console.log(`${(bytes / 1024).toFixed(1).padStart(6)} KB gzipped  ${what}`);
  };
  for (const address of [script, ...preloads]) add(address, await readFile(join(clientDir, address)));
  add('the style sheet inside the page', css);
  console.log(
    `${(total / 1024).toFixed(1).padStart(6)} KB JavaScript and CSS together (budget 40 KB: ${(total / BUDGET_BYTES).toFixed(2)} of it)`,
  );
}

/** Selectors: what is to be seen, and what is pressed before, as soon as that is seen itself. */
interface Way {
  pressed?: string;
  seen: string;
}

async function report(browser: Browser, what: string, url: string, way: Way): Promise<void> {
  const rounds: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(browser, url, way));
  const median = (pick: (measured: Measured) => number) =>
    rounds.map(pick).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number;
  const seenMs = median(({ seenMs }) => seenMs);
  console.log(
    `${what}: seen after ${(seenMs / 1000).toFixed(2)} s (budget 2 s: ${(seenMs / BUDGET_MS).toFixed(2)} of it), ` +
      `alive after ${(median(({ aliveMs }) => aliveMs) / 1000).toFixed(2)} s, ` +
      `layout shift ${Math.max(...rounds.map(({ shift }) => shift)).toFixed(4)} at most; medians of ${ROUNDS}, cold cache`,
  );
  const moved = [...new Set(rounds.flatMap((round) => round.moved))];
  if (moved.length > 0) console.log(`  moved: ${moved.join(', ')}`);
}

interface Measured {
  seenMs: number;
  aliveMs: number;
  shift: number;
  /** What moved. */
  moved: string[];
}

async function measure(browser: Browser, url: string, way: Way): Promise<Measured> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'vi-VN' });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', NETWORK);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    // tsx marks functions by a helper that the page does not have
    await page.addInitScript('globalThis.__name = (target) => target');
    await page.addInitScript(watch, way);
    await page.goto(url, { waitUntil: 'load', timeout: 60_000 });
    await page.waitForSelector('html.alive', { timeout: 60_000 });
    await fontsSettled(page);
    return await page.evaluate(() => (globalThis as unknown as { measured: Measured }).measured);
  } finally {
    await context.close();
  }
}

/** Swapped fonts are what would shift the page last. */
async function fontsSettled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(500);
}

type Shift = PerformanceEntry & {
  value: number;
  hadRecentInput: boolean;
  sources: { node?: Node }[];
};

/** Runs in the page before anything of it: notes the first frame that shows the element, and every shift. */
function watch({ pressed, seen }: Way): void {
  const measured = { seenMs: 0, aliveMs: 0, shift: 0, moved: [] as string[] };
  (globalThis as unknown as { measured: typeof measured }).measured = measured;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
      if (hadRecentInput) continue;
      measured.shift += value;
      for (const { node } of sources) {
        const element = node instanceof Element ? node : node?.parentElement;
        measured.moved.push(`${element?.tagName.toLowerCase()}.${element?.getAttribute('class')}`);
      }
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const laidOut = (selector: string): HTMLElement | undefined => {
    const element = document.querySelector<HTMLElement>(selector);
    return element !== null && element.getClientRects().length > 0 ? element : undefined;
  };
  let toPress = pressed;
  // A frame that begins with the element laid out shows it, unless nothing is painted yet. The browser says later,
  // perhaps after a long script, when it painted first.
  let laidOutMs = 0;
  const look = () => {
    const [painted] = performance.getEntriesByName('first-contentful-paint');
    if (toPress !== undefined && painted !== undefined) {
      const element = laidOut(toPress);
      if (element !== undefined) {
        element.click();
        toPress = undefined;
      }
    }
    if (toPress === undefined && laidOutMs === 0 && laidOut(seen) !== undefined)
      laidOutMs = performance.now();
    if (measured.seenMs === 0 && laidOutMs > 0 && painted !== undefined) {
      measured.seenMs = Math.max(laidOutMs, painted.startTime);
    }
    if (measured.aliveMs === 0 && document.documentElement?.classList.contains('alive')) {
      measured.aliveMs = performance.now();
    }
    if (measured.seenMs === 0 || measured.aliveMs === 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** The code of a poster with the full questionnaire, once the demo is ready. */
async function demoCode(url: string, platform: { exitCode: number | null }): Promise<string> {
  const begun = performance.now();
  for (;;) {
    if (platform.exitCode !== null) throw new Error(`the platform ended with ${platform.exitCode}`);
    if (performance.now() - begun > 300_000) throw new Error('the demo was not ready within five minutes');
    const answer = await fetch(`${url}/api/v1/demo`).catch(() => undefined);
    if (answer?.status === 200) {
      const { collectors } = (await answer.json()) as { collectors: { code: string; version: string }[] };
      const form = collectors.find(({ version }) => version.startsWith('sipas-service@'));
      if (form !== undefined) return form.code;
    }
    await new Promise((done) => setTimeout(done, 500));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as { port: number };
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}
