import type { mongo } from 'mongoose';

/** The store's clock. */
export async function storeTime(db: mongo.Db): Promise<Date> {
  const { localTime } = (await db.command({ hello: 1 })) as { localTime: Date };
  return localTime;
}
