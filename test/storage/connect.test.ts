import { expect, test } from '@jest/globals';
import { connectStore } from '../../server/storage/connect.ts';

test('a store that does not answer is one sentence within seconds, without the password', async () => {
  const started = Date.now();

  const error = await connectStore('mongodb://binh:geheim@127.0.0.1:9/sipas').catch(
    (reason: unknown) => reason,
  );

  // five by our settings; the driver by itself waits thirty
  expect(Date.now() - started).toBeLessThan(20_000);
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message).toContain('mongodb://…@127.0.0.1:9/sipas does not answer');
  expect(message).toContain('MONGODB_URI');
  expect(message).not.toContain('geheim');
});

test('an address that makes no sense is the same kind of sentence', async () => {
  await expect(connectStore('mongodb://')).rejects.toThrow(/does not answer .*MONGODB_URI/);
});
