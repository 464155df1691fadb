import mongoose, { type Connection } from 'mongoose';
import { refuseUnfinished } from './unfinishedRestore.ts';

/** How long we look for a server before saying that there is none. */
const PATIENCE_MS = 4_000;
/** How long an answer may take: longer than the longest server-side limit we set (10 s for a submission). */
const ANSWER_LIMIT_MS = 60_000;

/**
 * Opens the store, unless a restore into it was interrupted.
 *
 * @throws Error with one sentence that says what to do, within a few seconds
 */
export async function connectStore(uri: string): Promise<Connection> {
  const connection = await connect(uri, ANSWER_LIMIT_MS);
  try {
    await refuseUnfinished(connection.db!);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/**
 * Opens the store whatever is in it, and waits for an answer as long as an index
 * over millions of documents takes.
 *
 * @throws Error with one sentence that says what to do, within a few seconds
 */
export const connectForRestore = (uri: string): Promise<Connection> => connect(uri, 0);

/**
 * Every acknowledged write is on a majority's disk, and the driver repeats no
 * write by itself: whoever retries must mark anew (design, section 7).
 *
 * Filters are sanitised on this connection: an operator in a filter counts only
 * when it is written with mongoose's `trusted({ $in: … })`; anything else that
 * looks like an operator is compared as a value and fails its cast.
 */
async function connect(uri: string, answerLimitMs: number): Promise<Connection> {
  let connection: Connection | undefined;
  try {
    connection = mongoose.createConnection(uri, {
      serverSelectionTimeoutMS: PATIENCE_MS,
      connectTimeoutMS: PATIENCE_MS,
      waitQueueTimeoutMS: PATIENCE_MS,
      socketTimeoutMS: answerLimitMs,
      autoIndex: false,
      autoCreate: false,
      sanitizeFilter: true,
      retryWrites: false,
      writeConcern: { w: 'majority', journal: true },
    });
    return await connection.asPromise();
  } catch (error) {
    await connection?.close().catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The store at ${withoutPassword(uri)} does not answer (${reason}). ` +
        'Check that it is running and that MONGODB_URI is right, then start again.',
      { cause: error },
    );
  }
}

/**
 * Makes the indexes of every model registered on this connection, so that
 * unique keys hold before the first write. Existing ones stay.
 *
 * @throws Error naming the collection whose indexes could not be made
 */
export async function createIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) {
    try {
      await model.createIndexes();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The indexes of "${model.collection.name}" could not be made (${reason}). ` +
          'Documents there may contradict each other; look at them before starting again.',
        { cause: error },
      );
    }
  }
}

/** True when the store answers within a second. */
export async function isReachable(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.command({ ping: 1 }, { timeoutMS: 1_000 });
    return connection.db !== undefined;
  } catch {
    return false;
  }
}

const withoutPassword = (uri: string): string => uri.replace(/\/\/[^@/]*@/, '//…@');
