import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { createSubmissionStore } from '../../server/storage/submissionStore.ts';
import { openStores } from '../support/openStores.ts';
import { submissionsOf } from '../support/submissionsOf.ts';

let connection: Connection;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ connection, close } = await openStores());
});
afterAll(() => close());

describe('submissions that come at the same moment', () => {
  test('are each told whether they are the first of their id', async () => {
    const store = createSubmissionStore(connection);
    const [before] = submissionsOf(1);
    await store.insertSubmission(before!);
    // More than share one command.
    const many = submissionsOf(150);

    const outcomes = await Promise.all(
      [...many, before!, ...many.slice(0, 3)].map((submission) => store.insertSubmission(submission)),
    );

    expect(outcomes).toEqual([...many.map(() => true), false, false, false, false]);
    const stored = await Promise.all(many.map(({ id }) => store.findKnown(id)));
    expect(stored).toEqual(many.map((submission) => ({ kind: 'counted', submission })));
  });

  test('are each found as what they are', async () => {
    const store = createSubmissionStore(connection);
    const [counted, withdrawn, aside, unknown] = submissionsOf(4);
    await store.insertSubmission(counted!);
    await store.insertSubmission(withdrawn!);
    await store.replaceByTombstone(withdrawn!.id);
    await store.keepAside({ ...aside!, reason: 'after-last-upload' });

    const found = await Promise.all(
      [unknown, aside, withdrawn, counted, counted].map((submission) => store.findKnown(submission!.id)),
    );

    expect(found).toEqual([
      undefined,
      { kind: 'kept-aside', submission: { ...aside, reason: 'after-last-upload' } },
      { kind: 'withdrawn' },
      { kind: 'counted', submission: counted },
      { kind: 'counted', submission: counted },
    ]);
  });
});

test('without a store all are told so, and to come back', async () => {
  const other = await openStores();
  const store = createSubmissionStore(other.connection);
  await other.close();

  const outcomes = await Promise.allSettled(
    submissionsOf(3).map((submission) => store.insertSubmission(submission)),
  );

  expect(
    outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as { code: string }).code),
  ).toEqual(['storage-unavailable', 'storage-unavailable', 'storage-unavailable']);
});
