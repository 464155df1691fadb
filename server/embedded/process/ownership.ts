import {
  linkSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Who owns a data directory.
 *
 * The owner is the process named in the file `owner.N` with the highest N. Who
 * finds that owner gone makes `owner.(N+1)`, which only one can (a hard link
 * either is made or exists), and then looks again: is there a higher one, it has
 * lost. The highest file is never removed, not even on a proper end, so that a
 * number once passed is passed for ever and two starters cannot both believe.
 */
export interface Owner {
  pid: number;
  /** When the process began, in the kernel's ticks: a number that is used again is another process. */
  startedAt: string;
  /** Machine, boot and process namespace in which `pid` means something. */
  machine: string;
  socketPath: string;
  uri: string;
  tcpUri?: string;
}

interface Claim {
  generation: number;
  owner: Owner | undefined;
  path: string;
}

/** An owner on another machine (or in another container) that has not been seen for so long is gone. */
const HEARTBEAT_LIMIT_MS = 20_000;
export const HEARTBEAT_MS = 4_000;

const fileOf = (folder: string, generation: number): string => join(folder, `owner.${generation}`);

export function readClaim(folder: string): Claim | undefined {
  const generations = readdirSync(folder)
    .map((name) => /^owner\.(\d+)$/.exec(name)?.[1])
    .filter((text) => text !== undefined)
    .map(Number);
  if (generations.length === 0) return undefined;
  const generation = Math.max(...generations);
  const path = fileOf(folder, generation);
  try {
    return { generation, owner: JSON.parse(readFileSync(path, 'utf8')) as Owner, path };
  } catch (error) {
    // Overtaken between the listing and the look: the next one is there.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return readClaim(folder);
    // Damaged, as after a power failure: nobody we could ask.
    if (error instanceof SyntaxError) return { generation, owner: undefined, path };
    throw error;
  }
}

export function isAlive({ owner, path }: Claim): boolean {
  if (owner === undefined) return false;
  if (owner.machine !== machine()) return Date.now() - statSync(path).mtimeMs < HEARTBEAT_LIMIT_MS;
  return startOf(owner.pid) === owner.startedAt;
}

/** Becomes the owner, or finds that somebody else is: then undefined. */
export function claim(
  folder: string,
  owner: Owner,
): { release: () => void; heartbeat: () => void } | undefined {
  const current = readClaim(folder);
  if (current !== undefined && isAlive(current)) return undefined;
  const generation = (current?.generation ?? 0) + 1;
  const path = fileOf(folder, generation);
  const draft = join(folder, `draft.${process.pid}.${generation}`);
  try {
    writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 });
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const highest = readClaim(folder);
  if (highest?.generation !== generation) {
    rmSync(path, { force: true });
    return undefined;
  }
  for (let older = generation - 1; older > 0; older--) {
    const file = fileOf(folder, older);
    if (statSync(file, { throwIfNoEntry: false }) === undefined) break;
    rmSync(file, { force: true });
  }
  return {
    // Says that nobody is there, and keeps the number.
    release: () => writeFileSync(path, JSON.stringify({ ...owner, startedAt: 'released' }), { mode: 0o600 }),
    heartbeat: () => utimesSync(path, new Date(), new Date()),
  };
}

export function describeSelf(): Pick<Owner, 'pid' | 'startedAt' | 'machine'> {
  return { pid: process.pid, startedAt: startOf(process.pid) ?? 'unknown', machine: machine() };
}

/** undefined when there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie holds no files any more.
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    // No /proc (macOS), or no such process.
    try {
      process.kill(pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'unknown' : undefined;
    }
    return 'unknown';
  }
}

let ownMachine: string | undefined;

function machine(): string {
  ownMachine ??= [
    hostname(),
    readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    readOr(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ');
  return ownMachine;
}

function readOr(read: () => string): string {
  try {
    return read();
  } catch {
    return '-';
  }
}
