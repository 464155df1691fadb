import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';

/** There is such a collection only while a restore is at work, or after one was killed. */
export const UNFINISHED_RESTORE = 'unfinishedRestore';

interface Mark {
  _id: 'restore';
  /** Which restore: of two at once, the one that came later owns the target. */
  run: string;
  archive: string;
  begunAt: Date;
}

const marks = (db: mongo.Db): mongo.Collection<Mark> => db.collection<Mark>(UNFINISHED_RESTORE);

/**
 * Marks the target before anything in it is touched, so that a restore which is
 * killed leaves something that nobody takes for complete.
 *
 * @returns what takes the mark away; it throws if another restore has begun meanwhile
 */
export async function markUnfinished(db: mongo.Db, archive: string): Promise<() => Promise<void>> {
  const run = randomUUID();
  await marks(db).replaceOne({ _id: 'restore' }, { run, archive, begunAt: new Date() }, { upsert: true });
  return async () => {
    const { deletedCount } = await marks(db).deleteOne({ _id: 'restore', run });
    if (deletedCount === 0) throw new Error('Another restore into the same target has begun meanwhile.');
    await db.dropCollection(UNFINISHED_RESTORE);
  };
}

export async function isUnfinished(db: mongo.Db): Promise<boolean> {
  return (await marks(db).findOne({ _id: 'restore' })) !== null;
}

/** @throws Error with one sentence when a restore into this store was interrupted */
export async function refuseUnfinished(db: mongo.Db): Promise<void> {
  const mark = await marks(db).findOne({ _id: 'restore' });
  if (mark === null) return;
  throw new Error(
    `The restore of ${mark.archive} into this store, begun ${mark.begunAt.toISOString()}, is at work or was interrupted: ` +
      'what is there is not complete. If it is not running any more, run "npm run restore" again, then start.',
  );
}
