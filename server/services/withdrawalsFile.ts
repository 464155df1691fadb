import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A list of withdrawn submissions outside the database, so that a restored backup can be made to forget them too. */
export interface WithdrawalsFile {
  /** Resolves when the line is on the disk. A submission may be listed more than once. */
  append(id: string): Promise<void>;
  /** Every id once; undefined when there is no such file. A line that a crash cut short was promised to nobody. */
  load(): Promise<ReadonlySet<string> | undefined>;
}

/** One line of JSON each, with nothing but the id. */
export function createWithdrawalsFile(path: string): WithdrawalsFile {
  return {
    async append(id) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(path, 'a', 0o600);
      try {
        await file.appendFile(`${JSON.stringify({ id })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      // A new file is only there for good when its folder says so.
      const folder = await open(dirname(path), 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },

    async load() {
      try {
        const file = await open(path, 'r');
        const ids = new Set<string>();
        for await (const line of file.readLines()) {
          // What follows half a line is whole again.
          const [, id] = /\{"id":"([^"]+)"\}$/.exec(line) ?? [];
          if (id !== undefined) ids.add(id);
        }
        return ids;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
