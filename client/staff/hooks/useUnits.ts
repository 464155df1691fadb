import { useQuery } from '@tanstack/react-query';
import type { UnitCode, UnitId, UnitKind } from '../../../server/domain/unit.ts';
import { ApiProblem, request } from '../api.ts';
import type { UnitName } from '../unitName.ts';
import { useReader } from './useSession.ts';

export interface ListedUnit {
  id: UnitId;
  kind: UnitKind;
  name: UnitName;
  code?: UnitCode | string;
  parent?: UnitId;
  from?: string;
  until?: string;
}

const loadUnits = (query: Record<string, string>, signal: AbortSignal) =>
  request<{ units: ListedUnit[] }>('GET', `/units?${new URLSearchParams(query).toString()}`, { signal });

/** Units whose name contains the text, with or without its diacritics; nothing for less than two letters. */
export function useUnitSearch(search: string) {
  const text = search.trim();
  return useQuery({
    queryKey: ['units', 'search', text],
    queryFn: async ({ signal }) => (await loadUnits({ search: text, limit: '12' }, signal)).units,
    enabled: text.length >= 2,
    staleTime: 60_000,
  });
}

/**
 * The units above one, topmost first, as far as the reader may see them, with
 * the unit itself last. A unit that cannot be found is left out.
 */
export function useUnitPath(id: UnitId | undefined) {
  const tops = useReader().grants.map(({ unit }) => unit.id);
  return useQuery({
    queryKey: ['units', 'path', id],
    queryFn: async ({ signal }) => {
      const path: ListedUnit[] = [];
      for (let next = id; next !== undefined && path.length < 6;) {
        const wanted: UnitId = next;
        const found = await findUnit(wanted, signal);
        if (found === undefined) break;
        path.unshift(found);
        next = tops.includes(wanted) ? undefined : found.parent;
      }
      return path;
    },
    enabled: id !== undefined,
    staleTime: Infinity,
  });
}

async function findUnit(id: UnitId, signal: AbortSignal): Promise<ListedUnit | undefined> {
  try {
    const { units } = await loadUnits({ within: id, limit: '1' }, signal);
    return units.find((unit) => unit.id === id);
  } catch (error) {
    // Not there, or outside the reader's rights: the path simply begins lower.
    if (error instanceof ApiProblem && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
