import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, jest, test } from '@jest/globals';
import { clientAssets } from '../../../server/http/assets.ts';
import { builtClient } from '../../support/browser.ts';

jest.setTimeout(120_000);

test('what a citizen loads is at most 40 KB of gzipped JavaScript and CSS', async () => {
  const clientDir = await builtClient();
  const { script, preloads, css } = clientAssets(clientDir).citizen;
  const parts = [css, ...[script, ...preloads].map((address) => readFileSync(join(clientDir, address)))];
  const bytes = parts.reduce((sum, part) => sum + gzipSync(part, { level: 9 }).length, 0);

  expect(css).not.toBe('');
  // design, section 13
  expect(bytes).toBeLessThanOrEqual(40 * 1024);
});
