const BRIEFLY_MS = 1_000;

/**
 * Remembers what was found for a second, so that a busy point does not read the
 * same document for every answer. What was not found is looked for again.
 */
export function briefly<T>(
  find: (key: string) => Promise<T | undefined>,
  { forMs = BRIEFLY_MS, now = () => performance.now() }: { forMs?: number; now?: () => number } = {},
): (key: string) => Promise<T | undefined> {
  const found = new Map<string, { value: T; until: number }>();
  return async (key) => {
    const known = found.get(key);
    if (known !== undefined && known.until > now()) return known.value;
    const value = await find(key);
    if (value === undefined) {
      found.delete(key);
      return undefined;
    }
    if (found.size > 10_000) found.clear();
    found.set(key, { value, until: now() + forMs });
    return value;
  };
}
