/**
 * What a set of units must satisfy before it may be stored. Without these
 * rules a figure could count people twice or leave them out of a total.
 */
import { isLocalDay } from './day.ts';
import { problems } from './problem.ts';
import { END_OF_DAYS, FIRST_DAY, intersectSpans, overlapOf, spanOf, subtractSpans } from './span.ts';
import type { Dated, Unit, UnitId, UnitKind } from './unit.ts';

/** Whose child a kind may be. No kind lies in itself, so units of one kind never nest. */
const PARENT_KINDS: Readonly<Record<UnitKind, readonly UnitKind[]>> = {
  country: [],
  province: ['country'],
  district: ['province'],
  commune: ['province', 'district'],
  agency: ['country', 'province', 'district', 'commune'],
  counter: ['agency'],
};

/** Ids are parts of tally keys and of addresses. */
const ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,79}$/;

/**
 * @throws Problem `units-invalid` with one sentence for each fault
 */
export function validateUnits(units: readonly Unit[]): void {
  const faults = faultsOfUnits(units);
  if (faults.length > 0) throw problems.unitsInvalid(faults);
}

/** One sentence for each thing that is wrong; empty when the units may be stored. */
export function faultsOfUnits(units: readonly Unit[]): string[] {
  const byId = new Map<UnitId, Unit>();
  const faults: string[] = [];
  for (const unit of units) {
    if (byId.has(unit.id)) faults.push(`Two units have the id "${unit.id}"; ids are never reused.`);
    byId.set(unit.id, unit);
  }
  for (const unit of byId.values()) {
    faults.push(...faultsOfItself(unit), ...faultsOfParents(unit, byId), ...faultsOfPredecessors(unit, byId));
  }
  return [
    ...faults,
    ...cyclesIn(byId, (unit) => unit.parents.map(({ value }) => value)).map(
      (cycle) => `The parents of ${cycle} lead back to where they began; a unit cannot lie in itself.`,
    ),
    ...cyclesIn(byId, (unit) => unit.predecessors).map(
      (cycle) => `The predecessors of ${cycle} lead back to where they began; nothing precedes itself.`,
    ),
  ];
}

function faultsOfItself(unit: Unit): string[] {
  const faults: string[] = [];
  if (!ID_PATTERN.test(unit.id)) {
    faults.push(`The id "${unit.id}" may only have small letters, digits and hyphens, 80 at most.`);
  }
  if (unit.names.length === 0) faults.push(`Unit "${unit.id}" has no name; give it at least one.`);
  faults.push(
    ...faultsOfPeriod(`Unit "${unit.id}"`, unit),
    ...faultsOfDated(`name of "${unit.id}"`, unit.names),
    ...faultsOfDated(`parent of "${unit.id}"`, unit.parents),
    ...faultsOfDated(`line of "${unit.id}"`, unit.lines ?? []),
  );
  const schemes = new Set(unit.codes.map(({ value }) => value.scheme));
  for (const scheme of schemes) {
    const codes = unit.codes.filter(({ value }) => value.scheme === scheme);
    faults.push(...faultsOfDated(`${scheme} code of "${unit.id}"`, codes));
  }
  return faults;
}

function faultsOfPeriod(what: string, dated: { from?: string; until?: string }): string[] {
  for (const day of [dated.from, dated.until]) {
    if (day !== undefined && !isLocalDay(day)) {
      return [`${what} has the day "${day}", which is not in the calendar; write it as 2025-07-01.`];
    }
  }
  const { from, until } = spanOf(dated);
  return from < until ? [] : [`${what} ends on ${until}, which is not after its beginning on ${from}.`];
}

/** Periods make sense, and no two of them hold on one day. */
function faultsOfDated(what: string, entries: readonly Dated<unknown>[]): string[] {
  const faults = entries.flatMap((entry) => faultsOfPeriod(`A ${what}`, entry));
  if (faults.length > 0) return faults;
  entries.forEach((entry, index) => {
    for (const other of entries.slice(index + 1)) {
      const overlap = overlapOf(spanOf(entry), spanOf(other));
      if (overlap === undefined) continue;
      const since = overlap.from === FIRST_DAY ? 'from the beginning' : `on ${overlap.from}`;
      faults.push(`More than one ${what} holds ${since}; end the first before the second begins.`);
    }
  });
  return faults;
}

function faultsOfParents(unit: Unit, byId: ReadonlyMap<UnitId, Unit>): string[] {
  const faults: string[] = [];
  const allowed = PARENT_KINDS[unit.kind];
  const existence = spanOf(unit);
  for (const line of unit.lines ?? []) {
    if (!byId.has(line.value)) {
      faults.push(`Unit "${unit.id}" has the line "${line.value}", which is not a unit.`);
    }
  }
  for (const link of unit.parents) {
    const parent = byId.get(link.value);
    if (parent === undefined) {
      faults.push(`Unit "${unit.id}" has the parent "${link.value}", which is not a unit.`);
      continue;
    }
    if (!allowed.includes(parent.kind)) {
      const where = allowed.length === 0 ? 'in nothing' : `in a ${allowed.join(' or ')}`;
      faults.push(
        `Unit "${unit.id}" is a ${unit.kind} and must lie ${where}, but "${parent.id}" is a ${parent.kind}.`,
      );
    }
    const held = overlapOf(spanOf(link), existence);
    const [missing] = held === undefined ? [] : subtractSpans([held], [spanOf(parent)]);
    if (missing !== undefined) {
      faults.push(
        `Unit "${unit.id}" lies in "${parent.id}" ${daysOf(missing)}, when "${parent.id}" does not exist.`,
      );
    }
  }
  if (unit.kind !== 'country') {
    const [orphaned] = subtractSpans([existence], intersectSpans(unit.parents.map(spanOf), [existence]));
    if (orphaned !== undefined) {
      faults.push(
        `Unit "${unit.id}" has no parent ${daysOf(orphaned)}; its people would be missing from every total.`,
      );
    }
  }
  return faults;
}

function faultsOfPredecessors(unit: Unit, byId: ReadonlyMap<UnitId, Unit>): string[] {
  const faults: string[] = [];
  if (new Set(unit.predecessors).size < unit.predecessors.length) {
    faults.push(`Unit "${unit.id}" names a predecessor twice; its people would be counted twice.`);
  }
  if (unit.predecessors.length > 0 && unit.from === undefined) {
    faults.push(`Unit "${unit.id}" has predecessors but no first day; say when it took over.`);
  }
  for (const id of unit.predecessors) {
    const predecessor = byId.get(id);
    if (predecessor === undefined) {
      faults.push(`Unit "${unit.id}" has the predecessor "${id}", which is not a unit.`);
      continue;
    }
    if (predecessor.kind !== unit.kind) {
      faults.push(
        `Unit "${unit.id}" is a ${unit.kind} and its predecessor "${id}" is a ${predecessor.kind}; ` +
          'name predecessors of the same kind, or people would be counted at two levels.',
      );
    }
    if (unit.from !== undefined && spanOf(predecessor).until > unit.from) {
      faults.push(
        `The predecessor "${id}" of "${unit.id}" still exists on ${unit.from}; end it on that day or before.`,
      );
    }
  }
  return faults;
}

function daysOf({ from, until }: { from: string; until: string }): string {
  if (from === FIRST_DAY && until === END_OF_DAYS) return 'at any time';
  if (from === FIRST_DAY) return `before ${until}`;
  return until === END_OF_DAYS ? `from ${from} on` : `from ${from} until ${until}`;
}

/** Each cycle once, as `"a", "b"`. */
function cyclesIn(units: ReadonlyMap<UnitId, Unit>, next: (unit: Unit) => readonly UnitId[]): string[] {
  const cycles: string[] = [];
  const done = new Set<UnitId>();
  const path: UnitId[] = [];
  const visit = (id: UnitId): void => {
    if (done.has(id)) return;
    const start = path.indexOf(id);
    if (start >= 0) {
      const members = path.slice(start).map((member) => `"${member}"`);
      cycles.push(members.join(', '));
      return;
    }
    const unit = units.get(id);
    if (unit === undefined) return;
    path.push(id);
    next(unit).forEach(visit);
    path.pop();
    done.add(id);
  };
  [...units.keys()].forEach(visit);
  return cycles;
}
