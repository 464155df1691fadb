import { daysIn, monthOf, nextMonth, type LocalDay, type LocalMonth } from '../domain/day.ts';
import type { SurveyVersion, VersionCatalogue } from '../domain/questionnaire/version.ts';
import type { StoredTally, SubmissionCounter, TallyStore } from '../domain/recount.ts';
import { addCells, addDays, areSameCells, type PackedCell } from '../domain/tallyCounting.ts';
import type { TallyKey } from '../domain/tally.ts';
import { talliesAbove, tallyId } from '../domain/tallyTree.ts';
import type { UnitTree } from '../domain/unitTree.ts';

export interface Verification {
  /** Tallies that were computed anew. */
  compared: number;
  /** Differ although nothing is owed: there must be none. */
  differences: readonly TallyDifference[];
  /** Differ, but they or what feeds them is due, or was marked or counted meanwhile: a recount puts them right. */
  owed: readonly TallyKey[];
}

export interface TallyDifference extends TallyKey {
  /** Submissions by the stored tally and by the submissions themselves. The same when only answers differ. */
  stored: number;
  computed: number;
}

export interface VerifyDeps {
  tallies: TallyStore;
  counter: SubmissionCounter;
  versions: VersionCatalogue;
  loadTree: () => Promise<UnitTree>;
}

/**
 * Computes every tally anew, from the submissions up the tree, and compares.
 *
 * Works month by month, so memory does not grow with the years. What is stored
 * is read before the month is computed and, if anything differs, after it, since
 * answers may have come in for as long as it took: only a tally that nobody has
 * marked or counted between the two readings can be said to be wrong.
 */
export async function verifyTallies(deps: VerifyDeps): Promise<Verification> {
  const tree = await deps.loadTree();
  const differences: TallyDifference[] = [];
  const owed: TallyKey[] = [];
  let compared = 0;

  for (const { version, campaign, months } of await listMonths(deps)) {
    for (const month of months) {
      const load = () => deps.tallies.loadMonth({ version: version.version, campaign, month });
      const stored = await load();
      const expected = await computeMonth(deps, tree, version, campaign, month);
      compared += new Set([...expected.keys(), ...stored.map(tallyId)]).size;
      if (suspectsOf(expected, stored).length === 0) continue;

      const again = await load();
      const awaited = awaitedIn(tree, touchedIn(stored, again));
      const tallies = new Map(again.map((tally) => [tallyId(tally), tally]));
      for (const key of suspectsOf(expected, again)) {
        const id = tallyId(key);
        if (awaited.has(id)) {
          owed.push(key);
        } else {
          differences.push({
            ...key,
            stored: submissionsIn(tallies.get(id)?.cells ?? []),
            computed: submissionsIn(expected.get(id)?.cells ?? []),
          });
        }
      }
    }
  }
  return { compared, differences, owed };
}

interface ExpectedTally extends TallyKey {
  cells: PackedCell[];
}

function suspectsOf(
  expected: ReadonlyMap<string, ExpectedTally>,
  stored: readonly StoredTally[],
): TallyKey[] {
  const storedById = new Map(stored.map((tally) => [tallyId(tally), tally]));
  const keys = new Map<string, TallyKey>([...expected, ...storedById]);
  return [...keys]
    .filter(([id]) => !areSameCells(expected.get(id)?.cells ?? [], storedById.get(id)?.cells ?? []))
    .map(([, { unit, version, campaign, period }]) => ({ unit, version, campaign, period }));
}

/** What was due at one of two readings, or was marked or counted between them. */
function touchedIn(earlier: readonly StoredTally[], later: readonly StoredTally[]): TallyKey[] {
  const before = new Map(earlier.map((tally) => [tallyId(tally), tally]));
  return later.filter((tally) => {
    const old = before.get(tallyId(tally));
    return (
      old === undefined ||
      old.isDue ||
      tally.isDue ||
      old.mark !== tally.mark ||
      old.revision !== tally.revision
    );
  });
}

/** These, and all above them that a recount will reach. */
function awaitedIn(tree: UnitTree, touched: readonly TallyKey[]): Set<string> {
  const awaited = new Set<string>();
  const waiting = [...touched];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (awaited.has(tallyId(key))) continue;
    awaited.add(tallyId(key));
    waiting.push(...talliesAbove(tree, key));
  }
  return awaited;
}

const submissionsIn = (cells: readonly PackedCell[]): number =>
  cells.reduce((sum, { people }) => sum + (people[0] ?? 0), 0);

/** Every version and campaign with the months that have submissions or tallies. */
async function listMonths({
  tallies,
  counter,
  versions,
}: VerifyDeps): Promise<{ version: SurveyVersion; campaign: string; months: LocalMonth[] }[]> {
  const spans = new Map<string, { version: string; campaign: string; first: LocalDay; last: LocalDay }>();
  for (const span of [...(await counter.listSubmitted()), ...(await tallies.listCounted())]) {
    const name = `${span.version}|${span.campaign}`;
    const other = spans.get(name) ?? span;
    spans.set(name, {
      ...span,
      first: span.first < other.first ? span.first : other.first,
      last: span.last > other.last ? span.last : other.last,
    });
  }
  return Promise.all(
    [...spans.values()].map(async ({ version: id, campaign, first, last }) => {
      const version = await versions.findVersion(id);
      if (version === undefined) throw new Error(`there are submissions to "${id}", but no such version`);
      const months: LocalMonth[] = [];
      for (let month = monthOf(first); month <= monthOf(last); month = nextMonth(month)) months.push(month);
      return { version, campaign, months };
    }),
  );
}

/** All tallies that a month of submissions asks for: the days of every unit and those above it, and their months. */
async function computeMonth(
  { counter }: VerifyDeps,
  tree: UnitTree,
  version: SurveyVersion,
  campaign: string,
  month: LocalMonth,
): Promise<Map<string, ExpectedTally>> {
  const days = daysIn({ from: `${month}-01`, until: `${nextMonth(month)}-01` });
  const parts = new Map<string, { key: TallyKey; cells: PackedCell[][] }>();
  for (const { unit, day, cells } of await counter.countOwnDays({ version, campaign, days })) {
    for (const each of [unit, ...tree.ancestorsOn(unit, day)]) {
      const key = { version: version.version, campaign, unit: each, period: day };
      const part = parts.get(tallyId(key)) ?? { key, cells: [] };
      part.cells.push([...cells]);
      parts.set(tallyId(key), part);
    }
  }

  const expected = new Map<string, ExpectedTally>();
  const daysOf = new Map<string, { day: LocalDay; cells: PackedCell[] }[]>();
  for (const [id, { key, cells }] of parts) {
    const total = addCells(cells);
    expected.set(id, { ...key, cells: total });
    daysOf.set(key.unit, [...(daysOf.get(key.unit) ?? []), { day: key.period, cells: total }]);
  }
  for (const [unit, ofUnit] of daysOf) {
    const key = { version: version.version, campaign, unit, period: month };
    expected.set(tallyId(key), { ...key, cells: addDays(ofUnit) });
  }
  return expected;
}
