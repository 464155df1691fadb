import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits that only the holder knows; we keep the hash (decision 0011). */
export const makeToken = (): string => randomBytes(32).toString('base64url');

// A fast hash is enough: nobody can try out 2^256 tokens.
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
