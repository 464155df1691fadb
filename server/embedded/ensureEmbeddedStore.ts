import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive, readClaim } from './process/ownership.ts';
import { placesOf, type Places } from './process/places.ts';
import type { StoreOptions } from './process/runStore.ts';
import type { StartReport } from './process/storeProcess.ts';
import { formatCommand, Framer, parseReply } from './wire.ts';

export interface EmbeddedStore {
  /** For mongoose: a standalone on a Unix socket, database `sipas`. */
  uri: string;
  /** Says that this process needs the store no more. */
  release: () => Promise<void>;
}

export interface EnsureOptions {
  dataDir: string;
  /** How long the store outlives its last client. */
  idleExitMs?: number;
  ttlSweepMs?: number;
  /** The data directory is removed when the store ends. */
  isTemporary?: boolean;
  /** Told each time the store could not be started again after a failure; it is tried again until it is released. */
  onFailure?: (error: Error) => void;
}

/** Between two attempts to start a store again, as on a disk that is full. */
const RETRY_MS = 2_000;
const IDLE_EXIT_MS = 5_000;
/** Generous: a busy machine with a large store may need it, and giving up helps nobody. */
const START_LIMIT_MS = 45_000;
/** How long a running store may take to answer a greeting. */
const GREETING_LIMIT_MS = 3_000;

/**
 * Connects to the store of a data directory, and starts one if none is running.
 * The store is a process of its own: it outlives the caller and serves all of
 * them. As long as it is not released the caller counts as a client, and a store
 * that dies is started again under the same URI.
 *
 * @throws Error with one sentence when no store can be had
 */
export async function ensureEmbeddedStore(options: EnsureOptions): Promise<EmbeddedStore> {
  const dataDir = resolve(options.dataDir);
  const places = placesOf(dataDir);
  let isReleased = false;
  let presence = await obtain(dataDir, places, options);

  const watch = (socket: Socket): void => void socket.once('close', restart);
  const restart = (): void => {
    if (isReleased) return;
    obtain(dataDir, places, options).then(
      (next) => {
        presence = next;
        if (isReleased) next.destroy();
        else watch(next);
      },
      (error: unknown) => {
        options.onFailure?.(error instanceof Error ? error : new Error(String(error)));
        setTimeout(restart, RETRY_MS).unref();
      },
    );
  };
  watch(presence);

  return {
    uri: places.uri,
    async release() {
      isReleased = true;
      if (presence.destroyed) return;
      await new Promise<void>((done) => {
        presence.once('close', () => done());
        presence.ref();
        presence.destroy();
      });
    },
  };
}

/** A greeted connection to the running store; there is one afterwards, whoever started it. */
async function obtain(dataDir: string, places: Places, options: EnsureOptions): Promise<Socket> {
  const until = Date.now() + START_LIMIT_MS;
  for (;;) {
    const socket = await greet(places.socketPath);
    if (socket !== undefined) return socket;

    const claim = readClaim(placesOf(dataDir).folder);
    if (claim === undefined || !isAlive(claim)) await start(dataDir, options, places);
    // Somebody's store is just beginning or just ending.
    else await new Promise((done) => setTimeout(done, 10));
    if (Date.now() > until) {
      const who =
        claim?.owner === undefined
          ? ''
          : ` (process ${claim.owner.pid} on ${claim.owner.machine.split(' ')[0]})`;
      throw new Error(
        `The store in ${places.folder} is owned by another process${who} that does not answer. ` +
          `Stop that process, or look into ${places.logPath}, and start again.`,
      );
    }
  }
}

/** Undefined when nobody listens or answers there. */
function greet(socketPath: string): Promise<Socket | undefined> {
  return new Promise((done) => {
    const socket = connect(socketPath);
    const framer = new Framer();
    const give = (result: Socket | undefined) => {
      clearTimeout(limit);
      socket.removeAllListeners();
      // Whatever happens to the connection later ends in 'close'.
      socket.on('error', () => undefined);
      if (result === undefined) socket.destroy();
      else socket.unref();
      done(result);
    };
    const limit = setTimeout(() => give(undefined), GREETING_LIMIT_MS);
    socket.once('error', () => give(undefined));
    socket.once('close', () => give(undefined));
    socket.once('connect', () => socket.write(formatCommand({ hello: 1, $db: 'admin' })));
    socket.on('data', (chunk) => {
      const [message] = framer.push(chunk);
      if (message === undefined) return;
      give(parseReply(message).get('isWritablePrimary') === true ? socket : undefined);
    });
  });
}

/** Starts the store as a detached process and waits until it serves or says why not. */
function start(dataDir: string, options: EnsureOptions, { logPath }: Places): Promise<void> {
  const here = fileURLToPath(import.meta.url);
  const program = join(dirname(here), 'process', `storeProcess${extname(here)}`);
  const storeOptions: StoreOptions = {
    dataDir,
    idleExitMs: options.idleExitMs ?? IDLE_EXIT_MS,
    ...(options.ttlSweepMs === undefined ? {} : { ttlSweepMs: options.ttlSweepMs }),
    ...(options.isTemporary === undefined ? {} : { isTemporary: options.isTemporary }),
  };
  const log = openSync(logPath, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [...(extname(here) === '.ts' ? ['--import', 'tsx'] : []), program, JSON.stringify(storeOptions)],
    // `tsx` is found from our own folder, wherever the caller stands.
    { cwd: dirname(here), detached: true, stdio: ['ignore', log, log, 'ipc'], env: environmentOfStore() },
  );
  closeSync(log);
  return new Promise<void>((done, fail) => {
    const settle = (error?: Error) => {
      child.removeAllListeners();
      child.on('error', () => undefined);
      if (child.connected) child.disconnect();
      child.unref();
      if (error === undefined) done();
      else fail(error);
    };
    child.once('error', (error) =>
      settle(new Error(`The embedded store could not be started (${error.message}).`)),
    );
    child.once('exit', (code, signal) =>
      settle(
        new Error(
          `The embedded store ended while starting (${signal ?? code}); see ${logPath}.` +
            // What LMDB dies of when a page of its file is not there or makes no sense.
            (signal === 'SIGSEGV' || signal === 'SIGBUS'
              ? ' The file data.mdb beside it is probably damaged: put it aside and restore a backup.'
              : ''),
        ),
      ),
    );
    child.once('message', (message) => {
      const report = message as StartReport;
      settle(report.kind === 'failed' ? new Error(report.message) : undefined);
    });
  });
}

/** Debugger and test runner options of the caller are not for the store. */
function environmentOfStore(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _nodeOptions, ...rest } = process.env;
  return rest;
}
