import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFolder, privateFolder } from './folders.ts';

/** The database that the application's URI names. */
export const DATABASE = 'sipas';

export interface Places {
  /** Everything of the store, within the data directory. */
  folder: string;
  socketPath: string;
  uri: string;
  logPath: string;
}

/** The kernel takes socket paths of 107 bytes; 103 on macOS. */
const MAX_SOCKET_PATH = 103;

/**
 * Where the store of a data directory lives. The same for every process that asks.
 *
 * @throws Error with one sentence when its folders cannot be made, or others can enter them
 */
export function placesOf(dataDir: string): Places {
  makeFolder(dataDir);
  const folder = privateFolder(join(realpathSync(resolve(dataDir)), 'store'));
  let socketPath = join(folder, 'store.sock');
  if (Buffer.byteLength(socketPath) > MAX_SOCKET_PATH) {
    const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    socketPath = join(privateFolder(join(tmpdir(), `sipas-${userInfo().uid}-${hash}`)), 'store.sock');
  }
  return {
    folder,
    socketPath,
    uri: `mongodb://${encodeURIComponent(socketPath)}/${DATABASE}?directConnection=true`,
    logPath: join(folder, 'store.log'),
  };
}
