import { createHash } from 'node:crypto';
import { UNFINISHED_RESTORE } from '../unfinishedRestore.ts';
import {
  FORMAT,
  FORMAT_VERSION,
  type ArchiveSource,
  type OnProgress,
  type SourceCollection,
} from './archive.ts';
import { arrangeCollections } from './arrangeCollections.ts';
import { describeId, formatDocument } from './documentLine.ts';

/** Lines go on together: a chunk each would cost more than what is in it. */
const CHUNK_CHARACTERS = 256 * 1024;

/**
 * The text of an archive, in chunks, before compression.
 *
 * @throws Error with one sentence when the source cannot be backed up
 */
export async function* formatArchive(source: ArchiveSource, onProgress: OnProgress): AsyncGenerator<Buffer> {
  if (source.collections.some(({ name }) => name === UNFINISHED_RESTORE)) {
    throw new Error(
      'A restore into this store was interrupted: there is nothing to back up before it is repeated.',
    );
  }
  const { collections, leftOut } = arrangeCollections(source.collections);
  const { startedAt, engine, isOneMoment, secretMark } = source;
  const whole = createHash('sha256');
  const hashed = (chunk: Buffer): Buffer => {
    whole.update(chunk);
    return chunk;
  };
  const header = {
    format: FORMAT,
    version: FORMAT_VERSION,
    startedAt: startedAt.toISOString(),
    engine,
    isOneMoment,
    ...(secretMark === undefined ? {} : { secretMark }),
    leftOut,
  };

  yield hashed(lineOf('archive', header));
  let documents = 0;
  for (const collection of collections) {
    const part = createHash('sha256');
    let count = 0;
    for await (const { chunk, lines } of chunksOf(collection)) {
      part.update(chunk);
      yield hashed(chunk);
      count += lines;
      onProgress({
        collection: collection.name,
        what: 'documents',
        done: count,
        total: Math.max(count, collection.count),
      });
    }
    documents += count;
    yield hashed(lineOf('end', { name: collection.name, documents: count, sha256: part.digest('hex') }));
  }
  yield lineOf('complete', { collections: collections.length, documents, sha256: whole.digest('hex') });
}

const lineOf = (kind: string, content: object): Buffer => Buffer.from(`${JSON.stringify([kind, content])}\n`);

/** The head of a collection and its documents. */
async function* chunksOf({
  name,
  options,
  indexes,
  documents,
}: SourceCollection): AsyncGenerator<{ chunk: Buffer; lines: number }> {
  const definition = [
    `"name":${JSON.stringify(name)}`,
    ...(options === undefined ? [] : [`"options":${formatDocument(options)}`]),
    `"indexes":[${indexes.map(formatDocument).join(',')}]`,
  ];
  yield { chunk: Buffer.from(`["collection",{${definition.join(',')}}]\n`), lines: 0 };

  let text = '';
  let lines = 0;
  for await (const bytes of documents()) {
    try {
      text += `${formatDocument(bytes)}\n`;
    } catch (error) {
      throw new Error(
        `A document of "${name}" cannot be backed up: ${(error as Error).message}. ${describeId(bytes)}`,
        {
          cause: error,
        },
      );
    }
    lines++;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield { chunk: Buffer.from(text), lines };
    text = '';
    lines = 0;
  }
  if (lines > 0) yield { chunk: Buffer.from(text), lines };
}
