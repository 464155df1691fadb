import { createHmac } from 'node:crypto';
import { createStoredLimit, type LimitStore } from './storedLimit.ts';

const WINDOW_SECONDS = 15 * 60;
/** Wrong passwords for one account. */
const TRIES_PER_ACCOUNT = 10;
/** Wrong passwords from one address: an office shares one, so it is more. */
const TRIES_PER_ADDRESS = 60;

export interface Attempt {
  email: string;
  address: string;
}

export interface SignInLimits {
  /** @throws Problem `too-many-requests` */
  admit(attempt: Attempt): Promise<void>;
  /** The password was right: the account's tries begin anew. */
  succeeded(attempt: Attempt): Promise<void>;
}

/**
 * Limits guessing, by account (known or not) and by address. Both are counted
 * under keyed hashes, so that the store holds no address.
 */
export function createSignInLimits(store: LimitStore, secret: string): SignInLimits {
  const perAccount = createStoredLimit(store, {
    name: 'sign-in-account',
    tries: TRIES_PER_ACCOUNT,
    durationSeconds: WINDOW_SECONDS,
  });
  const perAddress = createStoredLimit(store, {
    name: 'sign-in-address',
    tries: TRIES_PER_ADDRESS,
    durationSeconds: WINDOW_SECONDS,
  });
  const keyOf = (text: string) =>
    createHmac('sha256', secret).update(`sign-in\n${text}`).digest('base64url').slice(0, 32);

  return {
    async admit({ email, address }) {
      await perAddress.admit(keyOf(address));
      await perAccount.admit(keyOf(email));
    },
    async succeeded({ email, address }) {
      await perAccount.forget(keyOf(email));
      await perAddress.giveBack(keyOf(address));
    },
  };
}
