/**
 * Reads what `strace -f -y -xx` has written down of a store at work: writes to
 * the data file, flushes, requests and replies, in the order in which they began
 * and ended.
 */

/** A call begins, and ends later; what happens in between is at the mercy of a power failure. */
export type StoreEvent =
  | { kind: 'write-begun' | 'write-done'; call: number; fd: number; offset: number; data: Buffer }
  | { kind: 'flush-begun' | 'flush-done'; call: number }
  | { kind: 'truncated'; size: number }
  | { kind: 'request'; socket: number; text: string }
  | { kind: 'reply'; socket: number };

interface Call {
  name: string;
  args: string;
  result: number;
}

type Positions = Map<number, number>;

const LINE = /^(\d+) +(.*)$/;
const CALL = /^(\w+)\((.*)\) += +(-?\d+)/s;

/**
 * @param dataFile absolute path, as strace shows it
 * @throws Error on a call that could change the file in a way that is not modelled
 */
export function readTrace(trace: string, dataFile: string): StoreEvent[] {
  const events: StoreEvent[] = [];
  const unfinished = new Map<string, { text: string; begun: number }>();
  /** Where `lseek` left each descriptor of the data file, for a `writev` that follows. */
  const positions = new Map<number, number>();
  let calls = 0;

  for (const line of trace.split('\n')) {
    const [, thread = '', rest = ''] = LINE.exec(line) ?? [];
    if (rest.endsWith('<unfinished ...>')) {
      const text = rest.slice(0, -'<unfinished ...>'.length);
      const call = calls++;
      unfinished.set(thread, { text, begun: call });
      events.push(...begun(text, dataFile, call, positions));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest);
    const open = resumed === null ? undefined : unfinished.get(thread);
    // A call that had begun before we looked.
    if (resumed !== null && open === undefined) continue;
    const call = open?.begun ?? calls++;
    const text = open === undefined ? rest : open.text + (resumed?.[1] ?? '');
    unfinished.delete(thread);
    if (open === undefined) events.push(...begun(text, dataFile, call, positions));
    events.push(...done(text, dataFile, call, positions));
  }
  return events;
}

/** What is known when a call begins: a write and a flush are under way, a reply is on its way to the client. */
function begun(text: string, dataFile: string, call: number, positions: Positions): StoreEvent[] {
  const [, name = '', args = ''] = /^(\w+)\((.*)$/s.exec(text) ?? [];
  const { fd, path } = fileOf(args);
  if (path === dataFile) {
    if (name === 'fdatasync' || name === 'fsync') return [{ kind: 'flush-begun', call }];
    return writesOf(name, args, fd, positions).map((write) => ({ kind: 'write-begun', call, ...write }));
  }
  return isSocket(path) && (name === 'write' || name === 'writev' || name === 'sendmsg')
    ? [{ kind: 'reply', socket: fd }]
    : [];
}

function done(text: string, dataFile: string, call: number, positions: Positions): StoreEvent[] {
  const parsed = parseCall(text);
  if (parsed === undefined) return [];
  const { name, args, result } = parsed;
  const { fd, path } = fileOf(args);
  if (path === dataFile) {
    if (result < 0) throw new Error(`a call to the data file failed: ${name} = ${result}`);
    if (name === 'fdatasync' || name === 'fsync') return [{ kind: 'flush-done', call }];
    if (name === 'lseek') positions.set(fd, result);
    if (name === 'ftruncate') return [{ kind: 'truncated', size: Number(args.split(', ')[1]) }];
    const writes = writesOf(name, args, fd, positions);
    if (name === 'writev') positions.set(fd, (positions.get(fd) ?? 0) + result);
    const bytes = writes.reduce((sum, { data }) => sum + data.length, 0);
    if (bytes !== result && writes.length > 0) throw new Error(`${name} wrote ${result} of ${bytes} bytes`);
    if (writes.length === 0 && MAY_CHANGE.has(name))
      throw new Error(`${name} on the data file is not modelled`);
    return writes.map((write) => ({ kind: 'write-done', call, ...write }));
  }
  if (isSocket(path) && result > 0 && (name === 'read' || name === 'recvmsg')) {
    return [{ kind: 'request', socket: fd, text: bytesOf(args).toString('latin1') }];
  }
  return [];
}

const MAY_CHANGE: ReadonlySet<string> = new Set([
  'write',
  'pwritev2',
  'fallocate',
  'msync',
  'sync_file_range',
  'copy_file_range',
]);

function parseCall(text: string): Call | undefined {
  const [, name, args = '', result] = CALL.exec(text) ?? [];
  return name === undefined ? undefined : { name, args, result: Number(result) };
}

/** `27<\x2f\x74…>` or `19<UNIX-STREAM:[…]>`, as `-y` and `-xx` write a descriptor. */
function fileOf(args: string): { fd: number; path: string } {
  const [, fd = '-1', path = ''] = /^(\d+)<([^>]*)>/.exec(args) ?? [];
  return { fd: Number(fd), path: unescape(path).toString() };
}

const isSocket = (path: string): boolean => /^(socket|UNIX|TCP)/.test(path);

function writesOf(
  name: string,
  args: string,
  fd: number,
  positions: Positions,
): { fd: number; offset: number; data: Buffer }[] {
  if (name === 'writev') return [{ fd, offset: positions.get(fd) ?? 0, data: bytesOf(args) }];
  if (name !== 'pwrite64' && name !== 'pwritev') return [];
  const offset = Number(/, (\d+)\)?\s*(?:= \d+)?$/.exec(args)?.[1]);
  return [{ fd, offset, data: bytesOf(args) }];
}

/** All quoted strings of the arguments, one after the other: the buffer, or the buffers of a vector. */
function bytesOf(args: string): Buffer {
  if (args.includes('"...')) throw new Error('strace has cut a buffer short: give it a longer -s');
  return Buffer.concat([...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, text = '']) => unescape(text)));
}

const unescape = (text: string): Buffer =>
  /^(\\x[0-9a-f]{2})*$/.test(text) ? Buffer.from(text.replaceAll('\\x', ''), 'hex') : Buffer.from(text);
