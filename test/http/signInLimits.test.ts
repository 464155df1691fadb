import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSignInLimits } from '../../server/http/signInLimits.ts';
import { openStores } from '../support/openStores.ts';

let opened: Awaited<ReturnType<typeof openStores>>;
beforeAll(async () => {
  opened = await openStores();
});
afterAll(() => opened.close());

const tooMany = { code: 'too-many-requests' };

test('whoever guesses at an account keeps only themselves out, not its owner elsewhere', async () => {
  const limits = createSignInLimits(opened.stores.rateLimits);
  const email = 'an@example.vn';
  const guesser = { email, address: '192.0.2.1' };
  const owner = { email, address: '192.0.2.2' };

  for (let attempt = 0; attempt < 10; attempt++) await limits.admit(guesser);

  await expect(limits.admit(guesser)).rejects.toMatchObject(tooMany);
  await limits.admit(owner);
  await limits.succeeded(owner);
  await expect(limits.admit(guesser)).rejects.toMatchObject(tooMany);
});

test('guesses at one account from many addresses come to an end too', async () => {
  const limits = createSignInLimits(opened.stores.rateLimits);
  const from = (address: number) => ({ email: 'binh@example.vn', address: `198.51.100.${address}` });

  for (let attempt = 0; attempt < 100; attempt++) await limits.admit(from(attempt));

  await expect(limits.admit(from(100))).rejects.toMatchObject(tooMany);
});
