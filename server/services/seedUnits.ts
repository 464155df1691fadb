import { Problem } from '../domain/problem.ts';
import type { Unit, UnitStore } from '../domain/unit.ts';

/**
 * Puts the reference units into a store that has none, and says how many it
 * put there. A seeding that was interrupted is completed by the next one, and
 * two at once do no harm. Once anybody has added a unit of their own the store
 * is theirs, and nothing is added behind their backs.
 */
export async function seedUnits(store: UnitStore, reference: readonly Unit[]): Promise<number> {
  for (;;) {
    const missing = await missingFrom(store, reference);
    if (missing.length === 0) return 0;
    try {
      await store.insertUnits(missing);
      return missing.length;
    } catch (error) {
      // Another process has just put some of them there: what is missing now, is less.
      if (!(error instanceof Problem && error.code === 'unit-exists')) throw error;
    }
  }
}

async function missingFrom(store: UnitStore, reference: readonly Unit[]): Promise<Unit[]> {
  const known = new Set(reference.map(({ id }) => id));
  const existing = await store.loadUnits();
  if (existing.some(({ id }) => !known.has(id))) return [];

  const there = new Set(existing.map(({ id }) => id));
  return reference.filter(({ id }) => !there.has(id));
}
