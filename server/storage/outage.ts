import { types } from 'node:util';
import { problems, type Problem } from '../domain/problem.ts';

const RETRY_AFTER_SECONDS = 5;

/** The driver's names for trouble between us and the store. */
const NETWORK_NAMES =
  /^(Mongo(Network|ServerSelection|PoolCleared|WaitQueueTimeout|NotConnected|TopologyClosed|OperationTimeout)|MongooseServerSelection)/;

/**
 * Codes of a server that cannot write now: shutting down, stepping down, over
 * its time limit, disk full, a majority that does not confirm.
 */
const SERVER_CODES: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  50, // MaxTimeMSExpired
  64, // WriteConcernFailed
  89, // NetworkTimeout
  91, // ShutdownInProgress
  133, // FailedToSatisfyReadPreference
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  14031, // OutOfDiskSpace
]);

/** A connection that breaks while the driver writes to it comes up as the system's own error. */
const SYSTEM_CODES: ReadonlySet<string> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'ENOTCONN',
]);

/** What a full disk is called where the server has no code for it. */
const FULL_DISK = /no space left|ENOSPC|MDB_MAP_FULL|disk (is )?full/i;

/** True when the store is away, busy or full, rather than our request wrong. */
export function isOutage(error: unknown): boolean {
  // Not `instanceof`: the system's own errors may be of another realm than ours.
  if (!types.isNativeError(error)) return false;
  const { code } = error as Error & { code?: unknown };
  return (
    NETWORK_NAMES.test(error.name) ||
    (typeof code === 'number' && SERVER_CODES.has(code)) ||
    (typeof code === 'string' && SYSTEM_CODES.has(code)) ||
    // Whatever stops the driver in the middle of a bulk it wraps in this, without a code.
    (error.name === 'MongoBulkWriteError' && code === undefined) ||
    (error.name.startsWith('Mongo') && FULL_DISK.test(error.message))
  );
}

export const storageUnavailable = (): Problem => problems.unavailable(RETRY_AFTER_SECONDS);

/**
 * Waits for the store no longer than this, whatever the driver does.
 *
 * @throws Problem `storage-unavailable` when the store is away, full or too slow.
 *   A write may then still have landed, or land later.
 */
export async function fromStore<T>(work: Promise<T>, patienceMs = 15_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(storageUnavailable()), patienceMs);
  });
  try {
    return await Promise.race([work, patience]);
  } catch (error) {
    throw isOutage(error) ? storageUnavailable() : error;
  } finally {
    clearTimeout(timer);
  }
}
