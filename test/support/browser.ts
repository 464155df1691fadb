import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { expect } from '@jest/globals';
import { projectRoot } from '../../server/projectRoot.ts';
import { ensureClientBuilt } from '../../scripts/build.mjs';

/** Debian's. The shell draws the same pages without a window around them, in little more than half the time. */
const CHROMIUM = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));

/** Browser tests run where Debian's Chromium is found; where not, this says so once for each file. */
export function hasBrowser(): boolean {
  if (CHROMIUM === undefined) {
    process.stderr.write(
      'Browser tests are skipped: there is no /usr/bin/chromium (Debian: apt install chromium).\n',
    );
  }
  return CHROMIUM !== undefined;
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** The built client, made when it is missing or stale. */
export async function builtClient(): Promise<string> {
  await ensureClientBuilt({ log: (line) => process.stderr.write(`${line}\n`) });
  return join(projectRoot, 'dist', 'client');
}

/** What the page will complain about from now on (refused by the policy, thrown, not found), but for what is expected. */
export function complaintsOf(page: Page, expected: RegExp): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text());
  });
  return complaints;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Nothing that axe finds wrong by WCAG 2.2 A and AA. The policy forbids script elements, so the source is evaluated.
 *
 * @param areColoursNew false where the same page has been looked at in another language or width: contrasts are the same
 *   there, and measuring them is half of the work
 */
export async function expectAccessible(page: Page, { areColoursNew = true } = {}): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (withColours) => {
    // A colour on its way to another one is neither: whatever ends is taken to its end.
    for (const each of document.getAnimations()) {
      if (each.effect?.getComputedTiming().endTime !== Infinity) each.finish();
    }
    const { axe } = globalThis as unknown as {
      axe: {
        run: (options: unknown) => Promise<{
          violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
        }>;
      };
    };
    const result = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'color-contrast': { enabled: withColours } },
      resultTypes: ['violations'],
    });
    return result.violations.map(({ id, nodes }) => ({
      id,
      where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
    }));
  }, areColoursNew);
  expect(violations).toEqual([]);
}
