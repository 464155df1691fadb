import { randomBytes, scryptSync } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const secretPath = (dataDir: string): string => join(dataDir, 'secret');

/** The kept key, without making one; undefined when there is none. */
export async function findKeptSecret(dataDir: string): Promise<string | undefined> {
  try {
    return (await readFile(secretPath(dataDir), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Tells two keys apart and gives neither away, not even one that somebody made up: each guess costs a tenth of a second. */
export const markOfSecret = (secret: string): string =>
  scryptSync(secret, 'which secret', 8, { N: 2 ** 15, maxmem: 2 ** 26 }).toString('hex');

/**
 * The key of receipts and hashes: `SECRET`, or one that is made once and kept
 * in the data directory, which must be there, readable by its owner only.
 *
 * @throws Error with one sentence if the kept file does not hold a key
 */
export async function loadSecret({ secret, dataDir }: { secret?: string; dataDir: string }): Promise<string> {
  if (secret !== undefined) return secret;
  const path = secretPath(dataDir);
  try {
    // 'wx' fails when another process was first; then its key is read below.
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(randomBytes(32).toString('hex'));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (let attempt = 0; attempt < 20; attempt++) {
    const kept = (await readFile(path, 'utf8')).trim();
    if (/^[0-9a-f]{64}$/.test(kept)) return kept;
    // Another process may be between making the file and filling it.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} does not hold a key; restore it from a backup, or set SECRET.`);
}
