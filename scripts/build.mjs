/**
 * Builds both halves into dist/: dist/app (server, compiled by tsc) and
 * dist/client (both applications, by Vite, with compressed copies beside the
 * files). dist/.sources keeps a hash of what was built, so that a stale build
 * is noticed.
 *
 *   npm run build
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const hashFile = join(dist, '.sources');
const lockFile = join(root, 'dist', '.building');

/** What goes into a build. */
const sources = [
  'server',
  'client',
  'scripts',
  'vite.config.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

/** Builds what is missing or no longer what the sources say; says so. */
export async function ensureBuilt({ log }) {
  if (await isFresh()) return;
  await build({ log });
}

/** One build at a time: whoever comes second waits, and need not build again. */
export async function build({ log }) {
  const release = await takeLock();
  try {
    if (release.waited && (await isFresh())) return;
    const startedAt = Date.now();
    const hash = await hashSources();
    log('Building server and client (once; the next start is quick) …');
    await rm(hashFile, { force: true });
    await rm(join(dist, 'app'), { recursive: true, force: true });
    await Promise.all([
      run('typescript/bin/tsc', ['-p', 'tsconfig.build.json']),
      run('vite/bin/vite.js', ['build', '--logLevel', 'warn']),
    ]);
    await precompress(join(dist, 'client'));
    await writeFile(hashFile, hash);
    log(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
  } finally {
    await release();
  }
}

async function isFresh() {
  const built = await readFile(hashFile, 'utf8').catch(() => '');
  return built !== '' && built === (await hashSources());
}

async function hashSources() {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of await filesIn(join(root, source))) {
      hash.update(`${relative(root, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

async function filesIn(path) {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Runs a tool of ours to its end; what it prints is shown when it fails. */
function run(tool, args) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', tool), ...args], {
      cwd: root,
      // Vite bundles React's development build for any other value, Jest's "test" included
      env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', fail);
    child.on('exit', (code) => {
      if (code === 0) done();
      else fail(new Error(`${tool} ended with ${code}:\n${output}`));
    });
  });
}

const compressible = new Set(['.js', '.css', '.svg', '.json', '.html']);
const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

async function precompress(folder) {
  await Promise.all(
    (await filesIn(folder))
      .filter((file) => compressible.has(extname(file)))
      .map(async (file) => {
        const content = await readFile(file);
        const [br, gz] = await Promise.all([
          brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
          gzipped(content, { level: 9 }),
        ]);
        if (br.length < content.length) await writeFile(`${file}.br`, br);
        if (gz.length < content.length) await writeFile(`${file}.gz`, gz);
      }),
  );
}

async function takeLock() {
  await mkdir(dist, { recursive: true });
  let waited = false;
  for (;;) {
    try {
      const handle = await open(lockFile, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return Object.assign(() => rm(lockFile, { force: true }), { waited });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      waited = true;
      const owner = Number(await readFile(lockFile, 'utf8').catch(() => ''));
      if (owner > 0 && !isAlive(owner)) await rm(lockFile, { force: true });
      else await new Promise((resume) => setTimeout(resume, 200));
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(join(root, 'node_modules'))) {
    console.error('The packages are not installed yet: run "npm ci" first.');
    process.exit(1);
  }
  try {
    await build({ log: (line) => console.log(line) });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
