/** True when a write was refused because a unique key exists already (E11000). */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof Error && (error as Error & { code?: unknown }).code === 11000;
