import { beforeEach, expect, jest, test } from '@jest/globals';
import type { SessionStore, StaffAccount, StaffStore } from '../server/domain/staff.ts';

const argon2 = await import('@node-rs/argon2');
const compared: string[] = [];
jest.unstable_mockModule('@node-rs/argon2', () => ({
  ...argon2,
  verify: (hash: string, password: string) => {
    compared.push(hash);
    return argon2.verify(hash, password);
  },
}));
const { createPasswords } = await import('../server/passwords.ts');
const { signIn } = await import('../server/services/signIn.ts');

beforeEach(() => {
  compared.length = 0;
});

/** The parameters of a hash, without salt and result: they say what computing it costs. */
const costOf = (hash: string): string => hash.split('$').slice(0, 4).join('$');

// Where nothing is computed for an address that nobody has, the time of the answer tells that it is not one.
test('for an unknown address and an unused link as much is computed as for a known one', async () => {
  const passwords = await createPasswords();
  const passwordHash = await passwords.hash('một mật khẩu thật dài');
  const account = { id: 'binh', isActive: true } as StaffAccount;
  const accounts: Record<string, StaffAccount> = {
    'binh@example.vn': { ...account, passwordHash },
    'dung@example.vn': account,
  };
  const staff = {
    findAccountByEmail: (email: string) => Promise.resolve(accounts[email]),
  } as StaffStore;
  const sessions = {} as SessionStore;

  for (const email of ['binh@example.vn', 'dung@example.vn', 'nobody@example.vn']) {
    const tried = signIn(
      { staff, sessions, passwords },
      { email, password: 'not the password' },
      new Date(0),
    );
    await expect(tried).rejects.toMatchObject({ code: 'credentials-wrong' });
  }

  expect(compared).toHaveLength(3);
  expect(new Set(compared.map(costOf))).toEqual(new Set([costOf(passwordHash)]));
});
