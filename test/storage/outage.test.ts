import { runInNewContext } from 'node:vm';
import mongoose from 'mongoose';
import { describe, expect, test } from '@jest/globals';
import { connectStore } from '../../server/storage/connect.ts';
import { fromStore, isOutage } from '../../server/storage/outage.ts';
import { createSubmissionStore } from '../../server/storage/submissionStore.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { startTestStore } from '../support/testStore.ts';

const { MongoBulkWriteError, MongoNetworkError, MongoServerError } = mongoose.mongo;

describe('an outage', () => {
  test('is a store that is away, busy or full', () => {
    expect(isOutage(new MongoNetworkError('connection 3 closed'))).toBe(true);
    expect(isOutage(new MongoServerError({ code: 50, message: 'operation exceeded time limit' }))).toBe(true);
    expect(isOutage(new MongoServerError({ code: 14031, message: 'available disk space' }))).toBe(true);
    expect(
      isOutage(new MongoServerError({ code: 1, message: 'write failed: ENOSPC: no space left on device' })),
    ).toBe(true);
    // As the driver passes it on when a store is killed in the middle of a write (seen with npm run torture).
    expect(isOutage(Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }))).toBe(true);
    const ofTheSystem = runInNewContext(
      "Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })",
    ) as unknown;
    expect(ofTheSystem instanceof Error).toBe(false);
    expect(isOutage(ofTheSystem)).toBe(true);
    const closed = new MongoNetworkError('connection 8 closed');
    expect(isOutage(new MongoBulkWriteError(closed, {} as mongoose.mongo.BulkWriteResult))).toBe(true);
  });

  test('is not a request that is wrong, nor a bug', () => {
    expect(isOutage(new MongoServerError({ code: 11000, message: 'E11000 duplicate key' }))).toBe(false);
    const taken = { code: 11000, message: 'E11000 duplicate key', writeErrors: [] };
    expect(isOutage(new MongoBulkWriteError(taken, {} as mongoose.mongo.BulkWriteResult))).toBe(false);
    expect(isOutage(new TypeError('ENOSPC is not a function'))).toBe(false);
    expect(isOutage('ENOSPC')).toBe(false);
  });
});

test('who waits for a store that never answers is told to come again', async () => {
  const never = new Promise<never>(() => undefined);

  await expect(fromStore(never, 50)).rejects.toMatchObject({
    code: 'storage-unavailable',
    details: { retryAfterSeconds: 5 },
  });
});

test('with the connection gone, reading and inserting say so within seconds', async () => {
  const store = await startTestStore();
  const connection = await connectStore(store.uri);
  const submissions = createSubmissionStore(connection);
  const [submission] = submissionsOf(1);
  await submissions.findKnown(submission!.id);
  await connection.getClient().close(true);

  const begun = performance.now();
  for (const attempt of [submissions.findKnown(submission!.id), submissions.insertSubmission(submission!)]) {
    await expect(attempt).rejects.toMatchObject({ code: 'storage-unavailable' });
  }
  // the driver by itself waits thirty
  expect(performance.now() - begun).toBeLessThan(20_000);

  await connection.close();
  await store.stop();
});
