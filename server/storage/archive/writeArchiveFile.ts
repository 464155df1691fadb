import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ArchiveSource, OnProgress } from './archive.ts';
import { formatArchive } from './formatArchive.ts';

/**
 * Writes an archive that only its owner can read. It has another name until it
 * is complete and on the disk: a file of the final name is never half of one.
 *
 * @throws Error with one sentence when the file is there already or cannot be written; the signal's reason
 */
export async function writeArchiveFile(
  path: string,
  source: ArchiveSource,
  options: { mayOverwrite: boolean; onProgress: OnProgress; signal?: AbortSignal },
): Promise<{ sizeBytes: number }> {
  const partial = `${path}.partial`;
  await refuseExisting(path, options);
  if (options.mayOverwrite) await rm(partial, { force: true });
  const file = await openNew(partial);
  try {
    await pipeline(
      Readable.from(formatArchive(source, options.onProgress), { objectMode: true, highWaterMark: 2 }),
      createGzip(),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) await file.appendFile(chunk);
      },
      options.signal === undefined ? {} : { signal: options.signal },
    );
    await file.sync();
    await refuseExisting(path, options);
    const { size, ino } = await file.stat();
    if ((await stat(partial)).ino !== ino) throw new Error(`Another backup has begun to write ${partial}.`);
    await rename(partial, path);
    await syncFolder(dirname(resolve(path)));
    return { sizeBytes: size };
  } catch (error) {
    await removeOwn(partial, file);
    throw options.signal?.aborted === true ? options.signal.reason : error;
  } finally {
    await file.close();
  }
}

async function refuseExisting(path: string, { mayOverwrite }: { mayOverwrite: boolean }): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere && !mayOverwrite) {
    throw new Error(`${path} is there already. Choose another name, or say --overwrite.`);
  }
}

async function openNew(partial: string): Promise<FileHandle> {
  try {
    return await open(partial, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(
      `${partial} is there: another backup is writing it, or one was interrupted. ` +
        'If none is running, remove it or say --overwrite.',
      { cause: error },
    );
  }
}

/** Unless another backup has taken the name meanwhile. */
async function removeOwn(partial: string, file: FileHandle): Promise<void> {
  const [own, there] = [await file.stat(), await stat(partial).catch(() => undefined)];
  if (there?.ino === own.ino) await rm(partial, { force: true });
}

/** A new name is only there for good when its folder says so. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
