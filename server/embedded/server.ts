import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { answer } from './commands/dispatch.ts';
import type { Engine } from './commands/command.ts';
import { Cursors } from './cursors.ts';
import { Catalog } from './storage/catalog.ts';
import { Collections } from './storage/collections.ts';
import { Environment } from './storage/environment.ts';
import { rollBackBuilds, sweepGarbage } from './storage/garbage.ts';
import { removeExpired } from './ttl.ts';
import { formatReply, Framer, MalformedFrame, parseRequest, type Request } from './wire.ts';

export interface ServerOptions {
  /** Folder of the LMDB files. */
  folder: string;
  socketPath: string;
  /** Listens on 127.0.0.1 too; 0 takes a free port. */
  port?: number;
  /** Ends by itself when nobody has been connected for so long; never if absent. */
  idleExitMs?: number;
  /** How often expired documents are looked for. MongoDB's is a minute. */
  ttlSweepMs?: number;
  maxConnections?: number;
  log: (message: string) => void;
  /** Called when idle for long enough; the caller then calls `stop`. */
  onIdle?: () => void;
}

export interface RunningServer {
  /** The port on 127.0.0.1, if it listens there. */
  port: number | undefined;
  /** Takes no more connections, finishes what was begun, writes it to the disk. */
  stop: () => Promise<void>;
}

const DEFAULT_MAX_CONNECTIONS = 2_000;
/** A connection that has sent half a message has this long for the rest. */
const MESSAGE_LIMIT_MS = 60_000;
/** What all connections together may have sent of messages that are not complete yet. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;
/** What is left of the time to stop after which connections are cut. */
const STOP_LIMIT_MS = 5_000;

/** Opens the files and serves them. @throws Error with one sentence when that cannot be */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { folder, log } = options;
  const environment = new Environment(folder);
  const catalog = new Catalog(environment);
  const collections = new Collections(environment, catalog);
  const engine: Engine = { environment, catalog, collections, cursors: new Cursors() };
  await rollBackBuilds(environment, catalog);
  const background = new Background(log);
  background.run(() => sweepGarbage(engine));

  const connections = new Connections(engine, options);
  const servers = [await listen(connections, { path: options.socketPath })];
  chmodSync(options.socketPath, 0o600);
  if (options.port !== undefined)
    servers.push(await listen(connections, { port: options.port, host: '127.0.0.1' }));

  const timers = [
    setInterval(() => background.run(() => removeExpired(engine, new Date())), options.ttlSweepMs ?? 60_000),
    setInterval(() => engine.cursors.closeIdle(Date.now()), 30_000),
    setInterval(() => environment.clearDeadReaders(), 60_000),
  ];
  const address = servers[1]?.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : undefined,
    async stop() {
      timers.forEach(clearInterval);
      // No new clients from here on: whoever comes now finds no socket and starts anew.
      rmSync(options.socketPath, { force: true });
      servers.forEach((server) => server.close());
      await connections.finish(STOP_LIMIT_MS);
      await background.finished();
      await environment.close();
    },
  };
}

function listen(
  connections: Connections,
  where: { path: string } | { port: number; host: string },
): Promise<Server> {
  const server = createServer({ noDelay: true }, (socket) => connections.accept(socket));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** Work that nobody waits for, one at a time; a failure is logged. */
class Background {
  private readonly log: (message: string) => void;
  private last: Promise<void> = Promise.resolve();
  private isBusy = false;

  constructor(log: (message: string) => void) {
    this.log = log;
  }

  run(work: () => Promise<void>): void {
    if (this.isBusy) return;
    this.isBusy = true;
    this.last = work()
      .catch((error: unknown) => this.log(`background work failed: ${describe(error)}`))
      .finally(() => (this.isBusy = false));
  }

  finished(): Promise<void> {
    return this.last;
  }
}

class Connections {
  private readonly engine: Engine;
  private readonly options: ServerOptions;
  private readonly open = new Set<Connection>();
  private readonly held = { bytes: 0 };
  private idleTimer: NodeJS.Timeout | undefined;
  private lastId = 0;
  private isStopping = false;

  constructor(engine: Engine, options: ServerOptions) {
    this.engine = engine;
    this.options = options;
    this.watchIdle();
  }

  accept(socket: Socket): void {
    const limit = this.options.maxConnections ?? DEFAULT_MAX_CONNECTIONS;
    if (this.isStopping || this.open.size >= limit) {
      if (!this.isStopping) this.options.log(`refused a connection: ${limit} are open`);
      socket.destroy();
      return;
    }
    clearTimeout(this.idleTimer);
    const connection = new Connection(socket, ++this.lastId, this.engine, this.options.log, this.held);
    this.open.add(connection);
    socket.once('close', () => {
      this.open.delete(connection);
      this.watchIdle();
    });
  }

  /** Lets every connection finish the command it is at, then closes it. */
  async finish(limitMs: number): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.idleTimer);
    const all = [...this.open];
    const timeout = new Promise((resolve) => setTimeout(resolve, limitMs).unref());
    await Promise.race([Promise.all(all.map((connection) => connection.finish())), timeout]);
    all.forEach((connection) => connection.destroy());
  }

  private watchIdle(): void {
    const { idleExitMs, onIdle } = this.options;
    if (this.open.size > 0 || this.isStopping || idleExitMs === undefined || onIdle === undefined) return;
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(onIdle, idleExitMs);
  }
}

/** One client: its requests are answered in the order in which they came. */
class Connection {
  private readonly socket: Socket;
  private readonly id: number;
  private readonly engine: Engine;
  private readonly log: (message: string) => void;
  private readonly framer = new Framer();
  private readonly held: { bytes: number };
  private readonly waiting: Request[] = [];
  private work: Promise<void> | undefined;
  private isFinishing = false;
  private limit: NodeJS.Timeout | undefined;

  /** @param held bytes of incomplete messages of all connections */
  constructor(
    socket: Socket,
    id: number,
    engine: Engine,
    log: (message: string) => void,
    held: { bytes: number },
  ) {
    this.held = held;
    this.socket = socket;
    this.id = id;
    this.engine = engine;
    this.log = log;
    socket.on('data', (chunk) => this.receive(chunk));
    // A client that goes away in the middle is nobody's fault; 'close' follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(this.limit);
      this.held.bytes -= this.framer.size;
    });
  }

  async finish(): Promise<void> {
    this.isFinishing = true;
    await this.work;
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    const before = this.framer.size;
    try {
      const messages = this.framer.push(chunk);
      for (const message of messages) this.waiting.push(parseRequest(message));
      if (this.held.bytes - before + this.framer.size > MAX_HELD_BYTES)
        throw new MalformedFrame('all connections together have sent too much of incomplete messages');
      this.watchHalfMessages();
    } catch (error) {
      if (!(error instanceof MalformedFrame)) this.log(`a request could not be read: ${describe(error)}`);
      else this.log(`closed connection ${this.id}: ${error.message}`);
      this.framer.drop();
      this.socket.destroy();
      return;
    } finally {
      this.held.bytes += this.framer.size - before;
    }
    if (this.work === undefined && this.waiting.length > 0) {
      this.work = this.serve()
        .catch((error: unknown) => {
          this.log(`connection ${this.id} failed: ${describe(error)}`);
          this.socket.destroy();
        })
        .finally(() => (this.work = undefined));
    }
    // Whoever sends faster than we answer waits.
    if (this.waiting.length > 0) this.socket.pause();
  }

  private async serve(): Promise<void> {
    while (this.waiting.length > 0 && !this.isFinishing) {
      const request = this.waiting.shift()!;
      const reply = await answer(this.engine, request, this.id, (error) =>
        this.log(`a command failed: ${describe(error)}`),
      );
      if (this.socket.destroyed) return;
      if (request.reply !== 'none' && !this.socket.write(formatReply(request, reply))) await this.drained();
      if (this.socket.isPaused() && this.waiting.length === 0) this.socket.resume();
    }
  }

  private drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.socket.off('drain', done);
        this.socket.off('close', done);
        resolve();
      };
      this.socket.on('drain', done);
      this.socket.on('close', done);
    });
  }

  private watchHalfMessages(): void {
    if (!this.framer.isWaiting) {
      clearTimeout(this.limit);
      this.limit = undefined;
    } else {
      this.limit ??= setTimeout(() => this.socket.destroy(), MESSAGE_LIMIT_MS).unref();
    }
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
