/**
 * Units of the administrative tree, with their history.
 *
 * A unit has a stable id of ours and nothing else that is eternal. Names,
 * codes and parents are dated; predecessors exist only for mergers and splits.
 */
import type { LocalDay } from './day.ts';
import type { LocalizedText } from './text.ts';

/** Ours, opaque to others, never reused: `vn`, `vn-an-giang`, `vn-an-giang-63`, `commune-30307`, `agency-…`. */
export type UnitId = string;
/** The widest first. */
export const UNIT_KINDS = ['country', 'province', 'district', 'commune', 'agency', 'counter'] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** True from `from` (absent: since ever) until the day before `until` (absent: still). */
export interface Dated<T> {
  value: T;
  from?: LocalDay;
  until?: LocalDay;
}

/** A code is only meaningful with its scheme: 91 was Kiên Giang in `vn-63` and is An Giang in `vn-34`. */
export interface UnitCode {
  scheme: string;
  code: string;
}

export interface Unit {
  id: UnitId;
  kind: UnitKind;
  names: readonly Dated<LocalizedText>[];
  codes: readonly Dated<UnitCode>[];
  parents: readonly Dated<UnitId>[];
  /** A branch of a ministry has its line ministry's unit as a second, optional parent. Never used for roll-up. */
  lines?: readonly Dated<UnitId>[];
  /** Exists from this day on; absent = since ever. */
  from?: LocalDay;
  /** The first day on which it no longer exists. */
  until?: LocalDay;
  /** Units whose people this one took over, at `from`. Only mergers and splits. */
  predecessors: readonly UnitId[];
}

/** Which of the two readings of a figure. */
export type MapReading = 'as-was' | 'today';

/** What services need to know of units. Implemented in server/storage/unitStore.ts; cached, small (some thousands). */
export interface UnitCatalogue {
  /** The same array until something changes, so that `treeOf` builds a tree once. */
  loadUnits(): Promise<readonly Unit[]>;
}

/** Units for those who change them. Everything is checked as a whole before anything is written. */
export interface UnitStore extends UnitCatalogue {
  /** @throws Problem `unit-exists` when one of the ids is there by now, `units-invalid` */
  insertUnits(units: readonly Unit[]): Promise<void>;
  /** Puts the unit in the place of the one with its id. @throws Problem `unit-missing`, `units-invalid` */
  replaceUnit(unit: Unit): Promise<void>;
}
