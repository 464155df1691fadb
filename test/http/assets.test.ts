import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import express from 'express';
import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { clientAssets, serveAssets } from '../../server/http/assets.ts';

let folder: string;
const script = 'console.log("a script that is long enough to be worth compressing")';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sipas-client-'));
  await mkdir(join(folder, '.vite'));
  await mkdir(join(folder, 'assets'));
  const manifest = {
    'client/citizen/main.tsx': {
      file: 'assets/citizen-1.js',
      isEntry: true,
      css: ['assets/citizen-2.css'],
      imports: ['_text-3.js'],
    },
    'client/staff/main.tsx': { file: 'assets/staff-4.js', isEntry: true, imports: ['_text-3.js'] },
    '_text-3.js': { file: 'assets/text-3.js', css: ['assets/text-5.css'], imports: ['_text-3.js'] },
  };
  await writeFile(join(folder, '.vite', 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'assets', 'citizen-1.js'), script);
  await writeFile(join(folder, 'assets', 'citizen-1.js.br'), brotliCompressSync(script));
  await writeFile(join(folder, 'assets', 'citizen-1.js.gz'), gzipSync(script));
  await writeFile(join(folder, 'assets', 'text-5.css'), 'p{}');
  await writeFile(join(folder, 'assets', 'citizen-2.css'), 'b{}');
  await writeFile(join(folder, 'lotus.svg'), '<svg/>');
});
afterAll(() => rm(folder, { recursive: true }));

test('a page loads its entry and what that imports; a citizen has the styles of both at once', () => {
  expect(clientAssets(folder)).toEqual({
    citizen: { script: '/assets/citizen-1.js', preloads: ['/assets/text-3.js'], css: 'p{}b{}' },
    staff: { script: '/assets/staff-4.js', preloads: ['/assets/text-3.js'], styles: ['/assets/text-5.css'] },
  });
});

test('a client that is not built is said to be so, with what to do', async () => {
  expect(() => clientAssets(join(folder, 'nowhere'))).toThrow(/not built.*npm run build/);
});

test('an address that cannot be decoded is left to the pages', async () => {
  const app = express()
    .use(serveAssets(folder))
    .use((_req, res) => void res.status(404).send('a page'));

  const { text } = await supertest(app).get('/c/%ff').expect(404);

  expect(text).toBe('a page');
});

test('hashed files come compressed and are kept for ever, the icon for a day, the manifest not at all', async () => {
  const client = supertest(express().use(serveAssets(folder)));

  const brotli = await client.get('/assets/citizen-1.js').set('Accept-Encoding', 'gzip, br').expect(200);
  expect(brotli.headers).toMatchObject({
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  const gzip = await client.get('/assets/citizen-1.js').set('Accept-Encoding', 'gzip').expect(200);
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(gzip.text).toBe(script);

  await client.get('/lotus.svg').expect(200).expect('Cache-Control', 'public, max-age=86400');
  await client.get('/.vite/manifest.json').expect(404);
  await client.get('/assets/').expect(404);
});
