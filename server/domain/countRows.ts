/**
 * Counting rows: which tallies a row adds up, and what they come to.
 */
import type { CountedRow } from './assembleReport.ts';
import type { Campaign } from './campaign.ts';
import { isSmall, periodsOf, type CoveredPart, type DayCounts, type RowCoverage } from './coverage.ts';
import { addDays, type LocalDay } from './day.ts';
import type { ReportRow } from './report.ts';
import type { TallyCell, TallyKey, TallyReading } from './tally.ts';
import { isFiltering, isInside, type CellFilter, type GroupCounter } from './tallyArithmetic.ts';
import { tallyId } from './tallyTree.ts';
import type { UnitId } from './unit.ts';
import type { UnitTree } from './unitTree.ts';

export interface CountingSource {
  tree: UnitTree;
  /** Root of the report: what lies above it is not named. */
  within: UnitId;
  campaigns: readonly Campaign[];
  days: DayCounts;
}

/** The tallies that the shares of these rows add up, each once: one per unit, version, campaign and period. */
export function talliesOf(source: CountingSource, rows: readonly RowCoverage[]): TallyKey[] {
  const keys = new Map<string, TallyKey>();
  for (const { covered } of rows) {
    for (const key of covered.flatMap((part) => keysOf(source, part))) keys.set(tallyId(key), key);
  }
  return [...keys.values()];
}

/** Counts rows from the tallies that were read for them. */
export class RowCounter {
  readonly #source: CountingSource;
  readonly #cells: ReadonlyMap<string, readonly TallyCell[]>;
  readonly #filter: CellFilter;
  readonly #newCounter: () => GroupCounter;

  /** @param newCounter counts one group of people under the scorings of the report */
  constructor(
    source: CountingSource,
    tallies: readonly TallyReading[],
    filter: CellFilter,
    newCounter: () => GroupCounter,
  ) {
    this.#source = source;
    this.#cells = new Map(tallies.map((tally) => [tallyId(tally), tally.counts.cells]));
    this.#filter = filter;
    this.#newCounter = newCounter;
  }

  /** @param lastDay the last day of the report */
  count({ unit, asked, covered }: RowCoverage, notes: readonly string[], lastDay: LocalDay): CountedRow {
    const inside = this.#newCounter();
    const leftOut = this.#newCounter();
    for (const { version, cell } of covered.flatMap((part) => this.#cellsOf(part))) {
      (isInside(cell, this.#filter) ? inside : leftOut).add(version, cell);
    }
    const counts = inside.counts;
    const coveredUntil = covered
      .map(({ until }) => until)
      .sort()
      .at(-1);
    return {
      unit: describeUnit(this.#source, unit, asked, lastDay),
      submissions: asked.reduce((sum, part) => sum + this.#submissionsIn(part), 0),
      ...(counts.submissions === 0 || coveredUntil === undefined ? {} : { asOf: addDays(coveredUntil, -1) }),
      inside: counts,
      ...(isFiltering(this.#filter) ? { leftOut: leftOut.counts } : {}),
      notes,
    };
  }

  /** Live: of small units from their days, of large ones (whose shares are live too) from what the shares count. */
  #submissionsIn(part: CoveredPart): number {
    const { tree, days } = this.#source;
    if (isSmall(tree, part.unit)) return days.submissionsIn(part);
    return this.#cellsOf(part)
      .filter(({ cell }) => isInside(cell, this.#filter))
      .reduce((sum, { cell }) => sum + cell.submissions, 0);
  }

  #cellsOf(part: CoveredPart): { version: string; cell: TallyCell }[] {
    return keysOf(this.#source, part).flatMap((key) =>
      (this.#cells.get(tallyId(key)) ?? []).map((cell) => ({ version: key.version, cell })),
    );
  }
}

/** The tallies that a part adds up, one key per version and period. */
function keysOf({ tree, campaigns, days }: CountingSource, part: CoveredPart): TallyKey[] {
  const versions = campaigns.find(({ id }) => id === part.campaign)?.versions ?? [];
  return periodsOf(tree, part, days).flatMap((period) =>
    versions.map((version) => ({ unit: part.unit, version, campaign: part.campaign, period })),
  );
}

/** The unit as it was on the last day of the report on which it existed. */
function describeUnit(
  { tree, within }: CountingSource,
  id: UnitId,
  asked: readonly CoveredPart[],
  lastDay: LocalDay,
): ReportRow['unit'] {
  const { from, until } = tree.existenceOf(id);
  const ended = addDays(until, -1);
  const lastOwn = asked
    .filter((part) => part.unit === id)
    .map((part) => addDays(part.until, -1))
    .sort()
    .at(-1);
  const day = [lastOwn ?? lastDay, ended].sort()[0] ?? lastDay;
  const shownOn = day < from ? from : day;
  const code = tree.codeOn(id, shownOn);
  const parent = id === within ? undefined : tree.parentOn(id, shownOn);
  return {
    id,
    kind: tree.getUnit(id).kind,
    ...(code === undefined ? {} : { code }),
    name: tree.nameOn(id, shownOn),
    ...(parent === undefined ? {} : { parent: { id: parent, name: tree.nameOn(parent, shownOn) } }),
  };
}
