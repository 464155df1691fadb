import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import {
  FORMAT,
  FORMAT_VERSION,
  type ArchiveContent,
  type ArchivedCollection,
  type ArchiveHeader,
  type ArchivePart,
  type OnProgress,
} from './archive.ts';
import { parseDocument } from './documentLine.ts';

/** Longer than canonical EJSON of any document of 16 MB that is not made to be long. */
const LINE_LIMIT_BYTES = 256 * 1024 * 1024;
const LINE_FEED = 0x0a;
const GZIP = '1f8b';

/** The archive cannot be used; the message is a sentence about the file. */
export class UnusableArchive extends Error {}

const damaged = (what: string) =>
  new UnusableArchive(`is damaged (${what}): nothing in it can be relied on. Use another backup.`);
const cutOff = () =>
  new UnusableArchive('does not end where a backup ends: it was cut off. Use another backup.');
const notOurs = () => new UnusableArchive('is not a backup made by "npm run backup".');

/**
 * Reads the whole archive and checks it: format, checksums, numbers, and that
 * nothing is missing or follows. Keeps none of the documents.
 *
 * @throws Error with one sentence that begins with the path
 */
export async function verifyArchive(
  path: string,
  onProgress: OnProgress = () => undefined,
): Promise<ArchiveContent> {
  let header: ArchiveHeader | undefined;
  const collections: (ArchivedCollection & { documents: number })[] = [];
  let current: ArchivedCollection | undefined;
  let done = 0;
  for await (const part of readArchive(path)) {
    if (part.kind === 'archive') header = part.header;
    if (part.kind === 'collection') {
      current = part.collection;
      done = 0;
    }
    if (part.kind === 'documents') {
      done += part.lines.length;
      onProgress({ collection: current!.name, what: 'documents', done });
    }
    if (part.kind === 'end') collections.push({ ...current!, documents: part.documents });
  }
  return {
    header: header!,
    collections,
    documents: collections.reduce((sum, { documents }) => sum + documents, 0),
  };
}

/**
 * The parts of an archive as they come; memory holds a few chunks. A fault is
 * thrown where it is met: only who has read to the end knows that there is none.
 *
 * @throws Error with one sentence that begins with the path
 */
export async function* readArchive(path: string): AsyncGenerator<ArchivePart> {
  try {
    yield* partsOf(linesOf(path));
  } catch (error) {
    throw error instanceof UnusableArchive ? new Error(`${path} ${error.message}`, { cause: error }) : error;
  }
}

interface Section {
  name: string;
  hash: ReturnType<typeof createHash>;
  documents: number;
}

async function* partsOf(chunks: AsyncIterable<Buffer[]>): AsyncGenerator<ArchivePart> {
  const whole = createHash('sha256');
  let isBegun = false;
  let isComplete = false;
  let section: Section | undefined;
  const totals = { collections: 0, documents: 0 };

  for await (const lines of chunks) {
    let documents: string[] = [];
    for (const line of lines) {
      if (isComplete) throw damaged('something follows its end');
      if (line[0] === 0x7b) {
        if (section === undefined) throw isBegun ? damaged('a document outside of a collection') : notOurs();
        section.hash.update(line);
        whole.update(line);
        section.documents++;
        documents.push(line.toString());
        continue;
      }
      if (documents.length > 0) yield { kind: 'documents', lines: documents };
      documents = [];

      const { kind, content } = readControl(line, isBegun);
      if (kind === 'archive' && !isBegun) {
        isBegun = true;
        yield { kind, header: readHeader(content) };
      } else if (kind === 'collection' && isBegun && section === undefined) {
        section = { name: String(content['name']), hash: createHash('sha256').update(line), documents: 0 };
        yield { kind, collection: readCollection(content) };
      } else if (kind === 'end' && section !== undefined) {
        const isRight =
          content['name'] === section.name &&
          content['documents'] === section.documents &&
          content['sha256'] === section.hash.digest('hex');
        if (!isRight) throw damaged(`the checksum of "${section.name}" is another`);
        totals.collections++;
        totals.documents += section.documents;
        yield { kind, name: section.name, documents: section.documents };
        section = undefined;
      } else if (kind === 'complete' && isBegun && section === undefined) {
        const isRight =
          content['collections'] === totals.collections &&
          content['documents'] === totals.documents &&
          content['sha256'] === whole.copy().digest('hex');
        if (!isRight) throw damaged('the checksum of the whole is another');
        isComplete = true;
      } else throw isBegun ? damaged(`"${kind}" where it cannot be`) : notOurs();
      whole.update(line);
    }
    if (documents.length > 0) yield { kind: 'documents', lines: documents };
  }
  if (!isComplete) throw isBegun ? cutOff() : notOurs();
}

function readControl(line: Buffer, isBegun: boolean): { kind: string; content: Record<string, unknown> } {
  try {
    const [kind, content] = JSON.parse(line.toString()) as [string, Record<string, unknown>];
    if (typeof kind === 'string' && typeof content === 'object' && content !== null) return { kind, content };
  } catch {
    // Said below.
  }
  throw isBegun ? damaged('a line cannot be read') : notOurs();
}

function readHeader(content: Record<string, unknown>): ArchiveHeader {
  const { format, version, startedAt, engine, isOneMoment, secretMark, leftOut } = content;
  if (format !== FORMAT || typeof version !== 'number') throw notOurs();
  if (version > FORMAT_VERSION) {
    throw new UnusableArchive(
      `was made by a newer version of this program (archive format ${version}; this one reads ${FORMAT_VERSION}). ` +
        'Restore it with that version.',
    );
  }
  return {
    startedAt: new Date(String(startedAt)),
    engine: engine === 'embedded' ? 'embedded' : 'mongodb',
    isOneMoment: isOneMoment === true,
    ...(typeof secretMark === 'string' ? { secretMark } : {}),
    leftOut: Array.isArray(leftOut) ? leftOut.map(String) : [],
  };
}

function readCollection(content: Record<string, unknown>): ArchivedCollection {
  const { name, options, indexes } = content;
  return {
    name: String(name),
    ...(options === undefined ? {} : { options: parseDocument(JSON.stringify(options)) }),
    indexes: (indexes as unknown[]).map((index) => parseDocument(JSON.stringify(index))),
  };
}

/** Whole lines with their line feeds, as many at once as came out of the decompression. */
async function* linesOf(path: string): AsyncGenerator<Buffer[]> {
  const { size, magic } = await lookAt(path);
  const gunzip = createGunzip();
  const file = createReadStream(path);
  file.on('error', (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  let rest: Buffer[] = [];
  let restBytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      const lines: Buffer[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        const end = chunk.subarray(from, at + 1);
        lines.push(rest.length === 0 ? end : Buffer.concat([...rest, end]));
        rest = [];
        restBytes = 0;
        from = at + 1;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
      restBytes += chunk.length - from;
      if (restBytes > LINE_LIMIT_BYTES) throw damaged('a line without an end');
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    throw asFault(error, magic);
  } finally {
    file.destroy();
    gunzip.destroy();
  }
  if (restBytes > 0) throw cutOff();
  if (gunzip.bytesWritten !== size) throw damaged('something follows its end');
}

async function lookAt(path: string): Promise<{ size: number; magic: string }> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(`There is no file ${path}; name one that "npm run backup" has written.`, {
      cause: error,
    });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return { size: (await file.stat()).size, magic: buffer.toString('hex', 0, bytesRead) };
  } finally {
    await file.close();
  }
}

function asFault(error: unknown, magic: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  // Also for a byte or two that were added: zlib takes them for the beginning of more.
  if (code === 'Z_BUF_ERROR') return cutOff();
  if (code === 'Z_DATA_ERROR') return magic === GZIP ? damaged('it cannot be decompressed') : notOurs();
  return error;
}
