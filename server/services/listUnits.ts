import type { LocalDay } from '../domain/day.ts';
import { problems } from '../domain/problem.ts';
import { demand, mayOn, unitsAllowed, unitsBelow } from '../domain/rights.ts';
import type { Actor } from '../domain/staff.ts';
import type { LocalizedText } from '../domain/text.ts';
import { textIn } from '../domain/text.ts';
import type { UnitCode, UnitId, UnitKind } from '../domain/unit.ts';
import type { UnitTree } from '../domain/unitTree.ts';

export interface UnitQuery {
  on: LocalDay;
  within?: UnitId;
  kinds?: readonly UnitKind[];
  search?: string;
  limit: number;
}

export interface ListedUnit {
  id: UnitId;
  kind: UnitKind;
  name: LocalizedText;
  code?: UnitCode;
  parent?: UnitId;
  from?: LocalDay;
  until?: LocalDay;
}

/** From the country down, as they are listed. */
const rank: Record<UnitKind, number> = {
  country: 0,
  province: 1,
  district: 2,
  commune: 3,
  agency: 4,
  counter: 5,
};

const inVietnamese = new Intl.Collator('vi');

/**
 * The units of a day that the reader may see, from the country down and by
 * name; `total` says how many there are when `limit` cuts the list off.
 *
 * @throws Problem `unit-missing`, `forbidden`
 */
export function listUnits(
  tree: UnitTree,
  actor: Actor,
  { on, within, kinds, search, limit }: UnitQuery,
): { units: ListedUnit[]; total: number } {
  if (within !== undefined) {
    if (tree.findUnit(within) === undefined) throw problems.unitMissing(within);
    demand(mayOn(tree, actor.grants, 'read-units', within, on));
  }
  const allowed = unitsAllowed(tree, actor.grants, 'read-units', on);
  const below = within === undefined ? undefined : unitsBelow(tree, within, on);
  const found = (search === undefined ? tree.units : tree.search(search))
    .filter(({ id, kind }) => allowed.has(id) && (kinds === undefined || kinds.includes(kind)))
    .filter(({ id }) => below?.has(id) ?? true)
    .map(({ id, kind, from, until }): ListedUnit => {
      const code = tree.codeOn(id, on);
      const parent = tree.parentOn(id, on);
      return {
        id,
        kind,
        name: tree.nameOn(id, on),
        ...(code === undefined ? {} : { code }),
        ...(parent === undefined ? {} : { parent }),
        ...(from === undefined ? {} : { from }),
        ...(until === undefined ? {} : { until }),
      };
    })
    .sort(
      (a, b) =>
        rank[a.kind] - rank[b.kind] || inVietnamese.compare(textIn(a.name, 'vi'), textIn(b.name, 'vi')),
    );
  return { units: found.slice(0, limit), total: found.length };
}
