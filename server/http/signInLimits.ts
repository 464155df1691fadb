import { createStoredLimit, type LimitStore } from './storedLimit.ts';

const WINDOW_SECONDS = 15 * 60;
/** Wrong passwords for one account from one address. */
const TRIES_PER_ACCOUNT_AND_ADDRESS = 10;
/** Wrong passwords for one account from everywhere: more, or anybody could keep its owner out. */
const TRIES_PER_ACCOUNT = 100;
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

/** Limits guessing, by account (known or not), by address, and by both together. */
export function createSignInLimits(store: LimitStore): SignInLimits {
  const perBoth = createStoredLimit(store, {
    name: 'sign-in-account-address',
    tries: TRIES_PER_ACCOUNT_AND_ADDRESS,
    durationSeconds: WINDOW_SECONDS,
  });
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

  return {
    async admit({ email, address }) {
      await perAddress.admit(address);
      await perBoth.admit(bothOf({ email, address }));
      await perAccount.admit(email);
    },
    async succeeded({ email, address }) {
      await perBoth.forget(bothOf({ email, address }));
      await perAccount.forget(email);
      await perAddress.giveBack(address);
    },
  };
}

const bothOf = ({ email, address }: Attempt): string => `${email}\n${address}`;
