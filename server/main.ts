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
import { makeFolder } from './embedded/process/ownership.ts';
import { answerStarting } from './http/answerStarting.ts';
import { projectRoot } from './projectRoot.ts';
import { loadSecret } from './secret.ts';
import { connectStore } from './storage/connect.ts';

export interface RunningPlatform {
  url: string;
  platform: Platform;
  /** Answers what has begun, stops the workers, closes the store. */
  stop(): Promise<void>;
}

/**
 * Listens, opens the store, seeds it; until then every request is told to come again.
 *
 * @throws Error with one sentence that says what to do: settings, store, port
 */
export async function startPlatform(
  config: Config,
  { isDemo, say }: { isDemo: boolean; say: (line: string) => void },
): Promise<RunningPlatform> {
  const logger = pino({ level: config.logLevel });
  const dataDir = isDemo ? await mkdtemp(join(tmpdir(), 'sipas-demo-')) : resolve(config.dataDir);
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  if (isDemo) undo.push(() => rm(dataDir, { recursive: true, force: true }));

  try {
    // Before the long work: a taken port is said at once.
    let serve: RequestListener = answerStarting;
    const server = createServer((req, res) => serve(req, res));
    await listen(server, config);
    undo.push(() => close(server));

    makeFolder(dataDir);
    const secret = await loadSecret({
      dataDir,
      ...(config.secret === undefined ? {} : { secret: config.secret }),
    });
    const usesEmbedded = isDemo || config.mongodbUri === undefined;
    const store = usesEmbedded
      ? await ensureEmbeddedStore({
          dataDir,
          onFailure: ({ message }) =>
            logger.error({ reason: message }, 'the store could not be started again'),
        })
      : { uri: config.mongodbUri as string, release: async () => undefined };
    undo.push(() => store.release());
    say(usesEmbedded ? `Store: embedded, in ${dataDir}` : 'Store: MONGODB_URI');

    const connection = await connectStore(store.uri);
    undo.push(() => connection.close());
    const platform = await createPlatform({
      connection,
      config,
      dataDir,
      secret,
      logger,
      isDemo,
      clientDir: join(projectRoot, 'dist', 'client'),
    });
    undo.push(() => platform.stop());
    await platform.prepare(say);

    serve = platform.app;
    // Nothing may come in any more when the rest is taken down.
    undo.push(() => close(server));

    const { port } = server.address() as AddressInfo;
    return { url: config.port === 0 ? `http://localhost:${port}` : config.publicUrl, platform, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(server: Server, { port, host }: Config): Promise<void> {
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      fail(error.code === 'EADDRINUSE' ? portTaken(port) : error);
    });
    server.listen(port, host, done);
  });
}

const portTaken = (port: number) =>
  new Error(`Port ${port} is taken by another program. Stop that one, or set PORT to a free one.`);

/** Stops listening, lets running requests end for ten seconds, then closes what is left. */
async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), 10_000);
  await closed;
  clearTimeout(impatience);
}

/** The program: starts, prints where everything is, stops on a signal. */
export async function main({ isDemo }: { isDemo: boolean }): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    const running = await startPlatform(parseConfig(process.env), { isDemo, say });
    for (const line of await running.platform.describe(running.url)) say(line);

    let isStopping = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (isStopping) return;
        isStopping = true;
        say('Stopping: what has begun is finished first.');
        running.stop().then(
          () => process.exit(0),
          (error: unknown) => {
            process.stderr.write(`${String(error)}\n`);
            process.exit(1);
          },
        );
      });
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

const isProgram = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isProgram) await main({ isDemo: process.argv.includes('--demo') });
