import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** @throws Error with one sentence when there can be no folder at this place */
export function makeFolder(path: string): void {
  try {
    // Step by step: at some places (/proc) Node's own way of making what is missing above never comes to an end.
    for (const step of stepsTo(resolve(path))) makeOne(step);
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'that place takes no folders',
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

/** What is missing above a folder, from the top, and the folder itself. */
function stepsTo(path: string): string[] {
  const steps = [path];
  for (let at = dirname(path); !existsSync(at); at = dirname(at)) steps.unshift(at);
  return steps;
}

function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && statSync(path).isDirectory();
    if (!isThere) throw error;
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
