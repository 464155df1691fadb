import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Passwords } from './domain/staff.ts';

/** OWASP's second recommendation for argon2id (the library's default algorithm): about 20 ms on our machines. */
const cost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export async function createPasswords(): Promise<Passwords> {
  // Compared against where there is no account, so that the answer takes as long.
  const nobody = await hash(randomBytes(32), cost);
  return {
    hash: (password) => hash(password.normalize('NFKC'), cost),
    async verify(passwordHash, password) {
      const isRight = await verify(passwordHash ?? nobody, password.normalize('NFKC'));
      return isRight && passwordHash !== undefined;
    },
  };
}
