import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parseConfig } from '../server/config.ts';
import { startPlatform } from '../server/main.ts';
import { builtClient } from './support/browser.ts';
import { startTestStore } from './support/testStore.ts';

// What a start serves.
beforeAll(() => builtClient(), 120_000);

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const silent = { isDemo: false, say: () => undefined };
const SECRET = 'test-secret-test-secret-test-secret';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sipas-main-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function configOnTestStore(settings: Record<string, string> = {}) {
  const store = await startTestStore();
  undo.push(() => store.stop());
  return parseConfig({
    MONGODB_URI: store.uri,
    SECRET,
    DATA_DIR: await temporaryFolder(),
    LOG_LEVEL: 'silent',
    PORT: '0',
    ...settings,
  });
}

/** Port 9 (discard) is closed on every machine that runs tests. */
const withoutStore = async () => ({
  MONGODB_URI: 'mongodb://user:hidden@127.0.0.1:9/sipas',
  SECRET,
  DATA_DIR: await temporaryFolder(),
  LOG_LEVEL: 'silent',
  PORT: '0',
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, 'localhost', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const isThere = await new Promise<boolean>((done) => {
      const socket = connect(port, 'localhost');
      socket.once('connect', () => {
        socket.destroy();
        done(true);
      });
      socket.once('error', () => done(false));
    });
    if (isThere) return;
    await new Promise((done) => setTimeout(done, 5));
  }
}

describe('a start', () => {
  test('listens, and ends what it has begun when it is stopped', async () => {
    const running = await startPlatform(await configOnTestStore(), silent);

    const answer = await fetch(`${running.url}/health/ready`);
    await running.stop();

    expect(answer.status).toBe(200);
    await expect(fetch(`${running.url}/health/live`)).rejects.toThrow();
  });

  test('prints a one-time link as long as nobody administers the platform', async () => {
    const running = await startPlatform(await configOnTestStore(), silent);
    undo.push(() => running.stop());

    const lines = await running.platform.describe(running.url);

    expect(lines.join('\n')).toMatch(/\/staff\/invitation#[\w-]{43}\n/);
  });

  test('on a taken port says which, and what to do', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, 'localhost', done));
    undo.push(() => new Promise((done) => other.close(done)));
    const { port } = other.address() as AddressInfo;

    // The port comes before the store, which takes its time: this one never answers.
    const config = parseConfig({ ...(await withoutStore()), PORT: String(port) });

    await expect(startPlatform(config, silent)).rejects.toThrow(
      `Port ${port} is taken by another program. Stop that one, or set PORT`,
    );
  });

  test('on an address that is not this machine’s says so', async () => {
    // 203.0.113.0/24 is set aside for documentation (RFC 5737): nobody has it.
    const config = parseConfig({ ...(await withoutStore()), HOST: '203.0.113.1' });

    await expect(startPlatform(config, silent)).rejects.toThrow(
      'This machine has no address "203.0.113.1" to listen on. Set HOST to one of its own, or to 0.0.0.0.',
    );
  });

  test('what is asked while the store is being opened waits for it', async () => {
    const port = await freePort();
    let isReady = false;
    const start = startPlatform(await configOnTestStore({ PORT: String(port) }), silent).then((running) => {
      isReady = true;
      undo.push(() => running.stop());
    });
    await untilListening(port);
    expect(isReady).toBe(false);

    const answer = await fetch(`http://localhost:${port}/health/ready`);

    expect(answer.status).toBe(200);
    await start;
  });

  test('that is given up leaves nothing behind', async () => {
    const starting = new AbortController();
    let folder = '';
    const say = (line: string) => {
      if (!line.startsWith('Store: ')) return;
      folder = line.replace('Store: embedded, in ', '');
      starting.abort();
    };
    const port = await freePort();
    const config = parseConfig({ PORT: String(port), LOG_LEVEL: 'silent' });

    await expect(startPlatform(config, { isDemo: true, say, signal: starting.signal })).rejects.toThrow(
      'The start was given up.',
    );

    expect(folder).toMatch(/sipas-demo-/);
    expect(existsSync(folder)).toBe(false);
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
  });

  test('with a MONGODB_URI that does not answer says so within seconds', async () => {
    const config = parseConfig(await withoutStore());

    const start = startPlatform(config, silent);

    await expect(start).rejects.toThrow(
      /does not answer.*Check that it is running and that MONGODB_URI is right/,
    );
    await expect(start).rejects.not.toThrow(/hidden/);
  });

  test('on a secret file that somebody damaged says what to restore', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'secret'), 'not a key');

    const start = startPlatform(parseConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', PORT: '0' }), silent);

    await expect(start).rejects.toThrow(
      /secret does not hold a key; restore it from a backup, or set SECRET/,
    );
  });

  test('on a data directory that is a file says so', async () => {
    const file = join(await temporaryFolder(), 'data');
    await writeFile(file, '');

    const start = startPlatform(
      parseConfig({ DATA_DIR: file, LOG_LEVEL: 'silent', PORT: '0', SECRET }),
      silent,
    );

    await expect(start).rejects.toThrow(/data cannot be made: a file of that name is in the way/);
  });
});
