import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadSecret, secretPath } from '../server/secret.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipas-secret-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a key is made once, for its owner only, and found again by everybody who starts at the same moment', async () => {
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);

  const found = await Promise.all([1, 2, 3].map(() => loadSecret({ dataDir })));

  expect(found[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(found).size).toBe(1);
  expect((await stat(secretPath(dataDir))).mode & 0o777).toBe(0o600);
});

test('a key that is set is taken, and nothing is made', async () => {
  const dataDir = join(folder, 'untouched');

  expect(await loadSecret({ secret: 'a key of its own', dataDir })).toBe('a key of its own');
  await expect(stat(dataDir)).rejects.toThrow(/ENOENT/);
});

test('a kept file that holds no key is said with what to do', async () => {
  const damaged = join(folder, 'damaged');
  await mkdir(damaged);
  await writeFile(secretPath(damaged), 'half a k');

  await expect(loadSecret({ dataDir: damaged })).rejects.toThrow(
    /does not hold a key; restore it from a backup, or set SECRET\.$/,
  );
});
