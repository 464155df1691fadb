/**
 * Builds both halves into dist/: dist/app (server, compiled by tsc) and
 * dist/client (both applications, by Vite, with compressed copies beside the
 * files). A hash of what was built is kept beside each, so that a stale build is
 * noticed.
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
const lockFile = join(dist, '.building');

/** The two halves: what goes into each, where the hash of it is kept, and how it is made. */
const halves = [
  {
    name: 'server',
    sources: [
      'server',
      'client/citizen',
      'client/locales',
      'client/surveyjs',
      'scripts',
      'tsconfig.json',
      'tsconfig.build.json',
    ],
    hashFile: join(dist, '.server-sources'),
    async make() {
      await rm(join(dist, 'app'), { recursive: true, force: true });
      await run('typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
    },
  },
  {
    name: 'client',
    sources: ['client', 'server/domain', 'vite.config.ts'],
    hashFile: join(dist, '.client-sources'),
    async make() {
      await run('vite/bin/vite.js', ['build', '--logLevel', 'warn']);
      await precompress(join(dist, 'client'));
    },
  },
];

/** Builds what is missing or no longer what the sources say; says so. */
export async function ensureBuilt({ log }) {
  await buildHalves({ log, isWanted: isStale });
}

/** As `ensureBuilt`, for tests that need nothing but what browsers load. */
export async function ensureClientBuilt({ log }) {
  await buildHalves({ log, isWanted: async (half) => half.name === 'client' && (await isStale(half)) });
}

/** Builds both halves, fresh or not. */
export async function build({ log }) {
  await buildHalves({ log, isWanted: async () => true });
}

async function buildHalves({ log, isWanted }) {
  if ((await wantedHalves(isWanted)).length === 0) return;
  // One build at a time: whoever comes second waits, and finds less to do.
  const release = await takeLock();
  try {
    const wanted = await wantedHalves(isWanted);
    if (wanted.length === 0) return;
    const startedAt = Date.now();
    log(`Building ${wanted.map(({ name }) => name).join(' and ')} (once; the next start is quick) …`);
    await Promise.all(
      wanted.map(async ({ sources, hashFile, make }) => {
        const hash = await hashOf(sources);
        await rm(hashFile, { force: true });
        await make();
        await writeFile(hashFile, hash);
      }),
    );
    log(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
  } finally {
    await release();
  }
}

async function wantedHalves(isWanted) {
  const wanted = await Promise.all(halves.map(isWanted));
  return halves.filter((_, at) => wanted[at]);
}

async function isStale({ sources, hashFile }) {
  const built = await readFile(hashFile, 'utf8').catch(() => '');
  return built === '' || built !== (await hashOf(sources));
}

async function hashOf(sources) {
  const hash = createHash('sha256');
  for (const source of [...sources, 'package-lock.json']) {
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
  for (;;) {
    try {
      const handle = await open(lockFile, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(lockFile, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
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
