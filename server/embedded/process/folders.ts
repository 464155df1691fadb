import { mkdirSync, statSync } from 'node:fs';

/** @throws Error with one sentence when there can be no folder at this place */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      EEXIST: 'a file of that name is in the way',
      ENOTDIR: 'a part of that path is a file',
      EACCES: 'this user may not write there',
      EPERM: 'this user may not write there',
      EROFS: 'that disk can only be read',
      ENOSPC: 'that disk is full',
    };
    const { code = '', message } = error as NodeJS.ErrnoException;
    const reason = reasons[code] ?? message;
    throw new Error(`The folder ${path} cannot be made: ${reason}. Name another one, or clear the way.`, {
      cause: error,
    });
  }
}

/** A folder that only this user can enter. */
export function privateFolder(path: string): string {
  makeFolder(path);
  const { mode, uid } = statSync(path);
  if ((mode & 0o077) !== 0 || (process.getuid !== undefined && uid !== process.getuid())) {
    throw new Error(
      `The folder ${path} can be entered by others. Make it private (chmod 700) and start again.`,
    );
  }
  return path;
}
