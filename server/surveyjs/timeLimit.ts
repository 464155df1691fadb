import { createContext, Script } from 'node:vm';

// `vm` can interrupt any synchronous code that is called from a script, wherever it was loaded.
const call = new Script('task()');
const sandbox: { task?: () => unknown } = createContext({});

/**
 * Runs a task of survey-core's and stops it when it takes too long.
 *
 * @returns the result, or undefined when the time was up
 */
export function withinTime<T>(limitMs: number, task: () => T): T | undefined {
  sandbox.task = task;
  try {
    return call.runInContext(sandbox, { timeout: limitMs }) as T;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  } finally {
    delete sandbox.task;
  }
}
