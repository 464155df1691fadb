/**
 * Adding tallies up: children into their parent's day, days into their month.
 *
 * Only a unit's own day is counted from submissions, by the database; all else
 * is addition of rows whose columns mean the same (tallyLayout.ts).
 */
import type { LocalDay } from './day.ts';
import type { CellKey } from './tally.ts';

/** One row of a stored tally: people per column of the version's layout. */
export interface PackedCell extends CellKey {
  /** The first number is the number of submissions. */
  people: readonly number[];
  /** In a month: submissions on its 1st, 2nd, … 31st day. */
  days?: readonly number[];
}

const DAYS_IN_ROW = 31;

const nameOf = ({ channel, procedure, flagged }: CellKey): string =>
  `${channel}|${flagged ? 'flagged' : ''}|${procedure}`;

/** Rows of the same channel, procedure and flag added up, in a fixed order; rows without people are left out. */
export function addCells(lists: readonly (readonly PackedCell[])[]): PackedCell[] {
  const totals = new Map<string, PackedCell & { people: number[] }>();
  for (const cell of lists.flat()) {
    const name = nameOf(cell);
    const total = totals.get(name);
    if (total === undefined) {
      const { channel, procedure, flagged, people } = cell;
      totals.set(name, { channel, procedure, flagged, people: [...people] });
    } else {
      addInto(total.people, cell.people);
    }
  }
  return [...totals.entries()]
    .filter(([, { people }]) => people.some((count) => count !== 0))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, total]) => total);
}

/**
 * @throws RangeError if the rows belong to different layouts: their numbers do not mean the same
 */
function addInto(total: number[], people: readonly number[]): void {
  if (people.length !== total.length) {
    throw new RangeError(`addCells got rows of ${total.length} and ${people.length} numbers`);
  }
  for (let at = 0; at < total.length; at++) total[at] = (total[at] ?? 0) + (people[at] ?? 0);
}

/** A month's rows from those of its days; each remembers how many submissions came on which day. */
export function addDays(days: readonly { day: LocalDay; cells: readonly PackedCell[] }[]): PackedCell[] {
  const submissionsOf = new Map<string, number[]>();
  for (const { day, cells } of days) {
    const at = Number(day.slice(8)) - 1;
    for (const cell of cells) {
      const row = submissionsOf.get(nameOf(cell)) ?? new Array<number>(DAYS_IN_ROW).fill(0);
      row[at] = (row[at] ?? 0) + (cell.people[0] ?? 0);
      submissionsOf.set(nameOf(cell), row);
    }
  }
  return addCells(days.map(({ cells }) => cells)).map((total) => {
    const row = submissionsOf.get(nameOf(total));
    return row === undefined ? total : { ...total, days: row };
  });
}

/** Equal rows in the same order, as `addCells` and `addDays` make them. */
export function areSameCells(some: readonly PackedCell[], others: readonly PackedCell[]): boolean {
  return (
    some.length === others.length &&
    some.every((cell, at) => {
      const other = others[at];
      return (
        other !== undefined &&
        nameOf(cell) === nameOf(other) &&
        areSameNumbers(cell.people, other.people) &&
        areSameNumbers(cell.days ?? [], other.days ?? [])
      );
    })
  );
}

const areSameNumbers = (some: readonly number[], others: readonly number[]): boolean =>
  some.length === others.length && some.every((count, at) => count === others[at]);
