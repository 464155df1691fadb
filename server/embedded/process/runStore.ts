import { renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { startServer } from '../server.ts';
import { claim, describeSelf, HEARTBEAT_MS, isAlive, readClaim, type Owner } from './ownership.ts';
import { DATABASE, placesOf } from './places.ts';

export interface StoreOptions {
  dataDir: string;
  port?: number;
  /** Ends by itself when nobody has been connected for so long. */
  idleExitMs?: number;
  ttlSweepMs?: number;
  /** Removes the whole data directory at the end: for demonstrations and tests. */
  isTemporary?: boolean;
}

export type StoreOutcome =
  | { kind: 'running'; uri: string; tcpUri?: string; stop: () => Promise<void>; ended: Promise<void> }
  | { kind: 'owned'; owner: Owner };

/** Lines in the log, for whoever wonders what happened. */
const log = (message: string): void => console.error(`${new Date().toISOString()} ${message}`);

const LOG_LIMIT_BYTES = 1024 * 1024;

/**
 * Runs the store of a data directory in this process, unless another process
 * owns it already. SIGTERM and SIGINT stop it after what was begun is written.
 */
export async function runStore(options: StoreOptions): Promise<StoreOutcome> {
  if (process.platform === 'win32') {
    throw new Error(
      'The embedded store does not run on Windows yet. Set MONGODB_URI to a MongoDB server instead.',
    );
  }
  // The log may lie on the disk that is full: a line that is lost must not end the store.
  process.stderr.on('error', () => undefined);
  const places = placesOf(options.dataDir);
  const self: Owner = { ...describeSelf(), socketPath: places.socketPath, uri: places.uri };
  const owned = claimWithRoom(places.folder, self);
  if (owned === undefined) {
    const other = readClaim(places.folder);
    if (other?.owner !== undefined && isAlive(other)) return { kind: 'owned', owner: other.owner };
    return runStore(options);
  }

  // We are the owner, so nobody listens on a socket that a dead one left.
  rmSync(places.socketPath, { force: true });
  let stopping: Promise<void> | undefined;
  let end: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const server = await startServer({
    folder: places.folder,
    socketPath: places.socketPath,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.idleExitMs === undefined ? {} : { idleExitMs: options.idleExitMs }),
    ...(options.ttlSweepMs === undefined ? {} : { ttlSweepMs: options.ttlSweepMs }),
    log,
    onIdle: () => void stop(),
  }).catch((error: unknown) => {
    owned.release();
    throw error;
  });
  const heartbeat = setInterval(() => {
    owned.heartbeat();
    keepLogShort(places.logPath);
  }, HEARTBEAT_MS);

  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      clearInterval(heartbeat);
      await server.stop();
      if (options.isTemporary === true) removeFolder(dirname(places.folder));
      else owned.release();
      end();
    })());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  const tcpUri =
    server.port === undefined
      ? undefined
      : `mongodb://127.0.0.1:${server.port}/${DATABASE}?directConnection=true`;
  return { kind: 'running', uri: places.uri, ...(tcpUri === undefined ? {} : { tcpUri }), stop, ended };
}

/** @throws Error with one sentence when the disk has no room even for the name of the owner */
function claimWithRoom(folder: string, self: Owner): ReturnType<typeof claim> {
  try {
    return claim(folder, self);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new Error(`The disk of ${folder} is full. Make room there; the store then starts by itself.`, {
      cause: error,
    });
  }
}

/** Moves it away first: whoever asks for the store meanwhile gets a new one, not half of this one. */
function removeFolder(dataDir: string): void {
  const gone = `${dataDir}.gone-${process.pid}`;
  renameSync(dataDir, gone);
  rmSync(gone, { recursive: true, force: true });
}

function keepLogShort(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) truncateSync(path);
}
