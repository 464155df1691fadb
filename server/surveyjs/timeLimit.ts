import { runInNewContext } from 'node:vm';

/**
 * Runs a task of survey-core's and stops it when it takes too long. `vm` can
 * interrupt any synchronous code, wherever it was loaded.
 *
 * @returns the result, or undefined when the time was up
 */
export function withinTime<T>(limitMs: number, task: () => T): T | undefined {
  try {
    return runInNewContext('task()', { task }, { timeout: limitMs }) as T;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}
