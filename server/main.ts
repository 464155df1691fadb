import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { createPlatform, type Platform } from './app.ts';
import { parseConfig, type Config } from './config.ts';
import { ensureEmbeddedStore } from './embedded/ensureEmbeddedStore.ts';
import { makeFolder } from './embedded/process/folders.ts';
import { projectRoot } from './projectRoot.ts';
import { loadSecret } from './secret.ts';
import { connectStore } from './storage/connect.ts';
import { createTakeDown, type TakeDown } from './takeDown.ts';

export interface RunningPlatform {
  url: string;
  platform: Platform;
  /** Answers what has begun, stops the workers, closes the store. */
  stop(): Promise<void>;
}

/**
 * Listens, opens the store, seeds it. The port comes first, so that a taken one
 * is said before the long work; what is asked meanwhile waits.
 *
 * @param signal gives the start up: what was begun is undone
 * @throws Error with one sentence that says what to do: settings, store, port
 */
export async function startPlatform(
  config: Config,
  { isDemo, say, signal }: { isDemo: boolean; say: (line: string) => void; signal?: AbortSignal },
): Promise<RunningPlatform> {
  const takeDown = createTakeDown();
  const givenUp = new Promise<never>((_done, fail) => {
    signal?.addEventListener('abort', () => fail(new Error('The start was given up.')), { once: true });
  });
  const opening = open(config, { isDemo, say, takeDown, signal });
  try {
    return await Promise.race([opening, givenUp]);
  } catch (error) {
    // Why the start failed is thrown in any case; what could not be undone is told beside it.
    const tell = (resistance: unknown) => say(String(resistance));
    await takeDown.run().catch(tell);
    // Given up, it ends at its next step; what that step has made is undone too. Its own error is no news.
    void opening.then(takeDown.run, takeDown.run).catch(tell);
    throw error;
  }
}

async function open(
  config: Config,
  {
    isDemo,
    say,
    takeDown,
    signal,
  }: {
    isDemo: boolean;
    say: (line: string) => void;
    takeDown: TakeDown;
    signal: AbortSignal | undefined;
  },
): Promise<RunningPlatform> {
  const logger = pino({ level: config.logLevel });
  const waiting: Parameters<RequestListener>[] = [];
  let serve: RequestListener = (req, res) => void waiting.push([req, res]);
  const server = createServer((req, res) => serve(req, res));
  await listen(server, config);
  takeDown.add(async () => {
    // Nobody waits for a start that has failed.
    server.closeAllConnections();
    await close(server);
  });

  const dataDir = isDemo ? await mkdtemp(join(tmpdir(), 'sipas-demo-')) : resolve(config.dataDir);
  if (isDemo) takeDown.add(() => rm(dataDir, { recursive: true, force: true }));
  makeFolder(dataDir);
  const secret = await loadSecret({
    dataDir,
    ...(config.secret === undefined ? {} : { secret: config.secret }),
  });
  const usesEmbedded = isDemo || config.mongodbUri === undefined;
  const store = usesEmbedded
    ? await ensureEmbeddedStore({
        dataDir,
        onFailure: ({ message }) => logger.error({ reason: message }, 'the store could not be started again'),
      })
    : { uri: config.mongodbUri as string, release: async () => undefined };
  takeDown.add(() => store.release());
  signal?.throwIfAborted();
  say(usesEmbedded ? `Store: embedded, in ${dataDir}` : 'Store: MONGODB_URI');

  const connection = await connectStore(store.uri);
  takeDown.add(() => connection.close());
  signal?.throwIfAborted();
  const platform = await createPlatform({
    connection,
    config,
    dataDir,
    secret,
    logger,
    isDemo,
    clientDir: join(projectRoot, 'dist', 'client'),
  });
  takeDown.add(() => platform.stop());
  await platform.prepare(say);
  signal?.throwIfAborted();

  serve = platform.app;
  for (const [req, res] of waiting.splice(0)) serve(req, res);
  // What has begun ends before the rest is taken down.
  takeDown.add(() => close(server));

  const { port } = server.address() as AddressInfo;
  return {
    url: config.port === 0 ? `http://localhost:${port}` : config.publicUrl,
    platform,
    stop: takeDown.run,
  };
}

async function listen(server: Server, { port, host }: Config): Promise<void> {
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      fail(listenFailure(error, { port, host }));
    });
    server.listen(port, host, done);
  });
}

function listenFailure(error: NodeJS.ErrnoException, { port, host }: { port: number; host: string }): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(`Port ${port} is taken by another program. Stop that one, or set PORT to a free one.`);
    case 'EACCES':
      return new Error(`This user may not listen on port ${port}. Set PORT to one from 1024 on.`);
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
      return new Error(
        `This machine has no address "${host}" to listen on. Set HOST to one of its own, or to 0.0.0.0.`,
      );
    default:
      return error;
  }
}

/** Stops listening, lets running requests end for ten seconds, then closes what is left. */
async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), 10_000);
  await closed;
  clearTimeout(impatience);
}

/** The program: starts, prints where everything is, stops on a signal, also in the middle of starting. */
export async function main({ isDemo }: { isDemo: boolean }): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const starting = new AbortController();
  let running: RunningPlatform | undefined;
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    say('Stopping: what has begun is finished first.');
    if (running === undefined) return starting.abort();
    await running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());

  try {
    running = await startPlatform(parseConfig(process.env), { isDemo, say, signal: starting.signal });
    for (const line of await running.platform.describe(running.url)) say(line);
  } catch (error) {
    if (starting.signal.aborted) process.exit(0);
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await running?.stop();
    process.exit(1);
  }
}

const isProgram = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isProgram) await main({ isDemo: process.argv.includes('--demo') });
