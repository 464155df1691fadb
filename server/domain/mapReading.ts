/**
 * The two readings of a figure (design, section 5).
 *
 * *As it was*: the rows are the units of those days. *Today*: the rows are the
 * units that exist today, each with its own days and those of the units it
 * took over. A reading says whose tallies to add, and for which days; it
 * knows no counts. A unit's tally of a day already holds everything below it,
 * so no part of a row ever lies below another part on the same day.
 *
 * What `within` covers is settled first and is the same in both readings: the
 * unit itself and those predecessors whose people all came to it. That is why
 * totals agree.
 */
import { addDays, type LocalDay, type Period } from './day.ts';
import { intersectSpans, joinSpans } from './span.ts';
import { textIn } from './text.ts';
import type { MapReading, UnitId, UnitKind } from './unit.ts';
import type { UnitTree } from './unitTree.ts';

/** Languages that notes are written in. */
export type NoteLanguage = 'vi' | 'en' | 'km';

export interface MapQuestion extends Period {
  map: MapReading;
  /** The kind of the rows. */
  by: UnitKind;
  /** Root of the part of the tree that is asked about. */
  within: UnitId;
  today: LocalDay;
  /** Of the notes; Vietnamese where nothing is said. */
  language?: NoteLanguage;
}

/** Days of one unit, whose tallies are to be added. */
export interface Part extends Period {
  unit: UnitId;
}

export interface ReadingRow {
  unit: UnitId;
  /** By unit and day; no unit-day twice, neither in one row nor in two. */
  parts: Part[];
  /** Sentences for the reader: what was joined, what the unit has become. */
  notes: string[];
}

/** Days that belong to no unit of today: their unit was split between several, or ended without a successor. */
export interface Unsplit {
  unit: UnitId;
  parts: Part[];
  reason: 'split' | 'closed';
  /** Today's units that took over a share of its people. */
  successors: UnitId[];
  /** The nearest unit of today that has all of its people; absent when there is none. */
  staysWith?: UnitId;
  /** True: inside `total` though in no row. False: its people are in no figure of `within`. */
  isInTotal: boolean;
  note: string;
}

export interface Reading {
  rows: ReadingRow[];
  /** All of `within`. Its parts hold everything that the rows hold, and what lies in no row. */
  total: { unit: UnitId; parts: Part[] };
  unsplit: Unsplit[];
}

/**
 * Which tallies make up each row of a report.
 *
 * @throws RangeError if `within` is not a unit
 */
export function readingOf(tree: UnitTree, question: MapQuestion): Reading {
  const { within, from, until, by } = question;
  const period = { from, until };
  const roots = tree.wholeLineageOf(within);
  const total = roots.flatMap((root) => partsOf(root, intersectSpans([tree.existenceOf(root)], [period])));

  // The rows of those days. Roots follow one another in time, so a unit's days below them only add up.
  const slots = new Map<UnitId, Period[]>();
  for (const root of roots) {
    for (const [unit, spans] of tree.spansWithin(root, period, by)) {
      if (tree.getUnit(unit).kind === by) slots.set(unit, joinSpans([...(slots.get(unit) ?? []), ...spans]));
    }
  }

  const outside = tree
    .lineageOf(within)
    .predecessors.filter((unit) => !roots.includes(unit))
    .flatMap((unit) =>
      unsplitOf(tree, question, unit, intersectSpans([tree.existenceOf(unit)], [period]), false),
    );
  const { rows, unsplit } =
    question.map === 'as-was' ? rowsAsWas(tree, question, slots) : rowsToday(tree, question, slots);

  return { rows, total: { unit: within, parts: sortParts(total) }, unsplit: [...unsplit, ...outside] };
}

function rowsAsWas(
  tree: UnitTree,
  question: MapQuestion,
  slots: ReadonlyMap<UnitId, Period[]>,
): Pick<Reading, 'rows' | 'unsplit'> {
  const rows = [...slots].map(([unit, spans]) => {
    const heirs = [...destiniesOf(tree, unit, question.today)].filter((heir) => heir !== CLOSED);
    const hasEnded = !tree.existsOn(unit, question.today);
    return {
      unit,
      parts: partsOf(unit, spans),
      notes: hasEnded && heirs.length > 0 ? [becameNote(tree, question, unit, heirs)] : [],
    };
  });
  return { rows, unsplit: [] };
}

function rowsToday(
  tree: UnitTree,
  question: MapQuestion,
  slots: ReadonlyMap<UnitId, Period[]>,
): Pick<Reading, 'rows' | 'unsplit'> {
  const partsByHeir = new Map<UnitId, Part[]>();
  const unsplit: Unsplit[] = [];
  for (const [unit, spans] of slots) {
    const heir = soleHeirOf(tree, unit, question.today);
    if (heir === undefined) unsplit.push(...unsplitOf(tree, question, unit, spans, true));
    else partsByHeir.set(heir, [...(partsByHeir.get(heir) ?? []), ...partsOf(unit, spans)]);
  }
  const rows = [...partsByHeir].map(([unit, parts]) => {
    const joined = [...new Set(parts.map((part) => part.unit))].filter((part) => part !== unit);
    return {
      unit,
      parts: sortParts(parts),
      notes: joined.length > 0 ? [joinedNote(tree, question, unit, joined)] : [],
    };
  });
  return { rows, unsplit };
}

/** Stands among the heirs for people whose unit ended and was taken over by nobody. */
const CLOSED = '';

/** Today's units that have people of this unit; `CLOSED` where a line ends. */
function destiniesOf(tree: UnitTree, unit: UnitId, today: LocalDay): Set<UnitId> {
  if (tree.existsOn(unit, today)) return new Set([unit]);
  const successors = tree
    .successorsOf(unit)
    .filter((successor) => tree.existenceOf(successor.id).from <= today);
  if (successors.length === 0) return new Set([CLOSED]);
  return new Set(successors.flatMap((successor) => [...destiniesOf(tree, successor.id, today)]));
}

/** The one unit of today that has all of this unit's people. */
function soleHeirOf(tree: UnitTree, unit: UnitId, today: LocalDay): UnitId | undefined {
  const heirs = destiniesOf(tree, unit, today);
  const [heir] = heirs;
  return heirs.size === 1 && heir !== CLOSED ? heir : undefined;
}

function unsplitOf(
  tree: UnitTree,
  question: MapQuestion,
  unit: UnitId,
  spans: readonly Period[],
  isInTotal: boolean,
): Unsplit[] {
  const last = spans.at(-1);
  if (last === undefined) return [];
  const successors = [...destiniesOf(tree, unit, question.today)].filter((heir) => heir !== CLOSED);
  const staysWith = keeperOf(tree, unit, last, successors, question.today);
  return [
    {
      unit,
      parts: partsOf(unit, spans),
      reason: successors.length > 0 ? 'split' : 'closed',
      successors,
      ...(staysWith === undefined ? {} : { staysWith }),
      isInTotal,
      note: unsplitNote(tree, question, unit, successors, staysWith),
    },
  ];
}

/** The nearest ancestor, as it is today, that lies above all of the successors. */
function keeperOf(
  tree: UnitTree,
  unit: UnitId,
  last: Period,
  successors: readonly UnitId[],
  today: LocalDay,
): UnitId | undefined {
  return tree
    .ancestorsOn(unit, addDays(last.until, -1))
    .map((ancestor) => soleHeirOf(tree, ancestor, today))
    .find(
      (heir) =>
        heir !== undefined && successors.every((successor) => tree.isWithinOn(successor, heir, today)),
    );
}

const partsOf = (unit: UnitId, spans: readonly Period[]): Part[] =>
  spans.map(({ from, until }) => ({ unit, from, until }));

const sortParts = (parts: readonly Part[]): Part[] =>
  [...parts].sort((a, b) => (a.from + a.unit < b.from + b.unit ? -1 : 1));

/** "Gồm số liệu của … trước khi hợp nhất": a row of today holds the past of these units. */
function joinedNote(tree: UnitTree, question: MapQuestion, heir: UnitId, joined: readonly UnitId[]): string {
  const names = joined.map((unit) => formerName(tree, question, unit));
  const day = tree.getUnit(heir).from ?? question.from;
  return {
    vi: `Trước ngày ${dayMonthYear(day)}: ${names.join(', ')}.`,
    en: `Before ${dayMonthYear(day)}: ${names.join(', ')}.`,
    km: `មុនថ្ងៃ ${dayMonthYear(day)}៖ ${names.join(', ')}។`,
  }[languageOf(question)];
}

/** "Nay thuộc …": the unit of a row as it was has ended. */
function becameNote(tree: UnitTree, question: MapQuestion, unit: UnitId, heirs: readonly UnitId[]): string {
  const names = heirs.map((heir) => textIn(tree.nameOn(heir, question.today), languageOf(question)));
  const day = tree.existenceOf(unit).until;
  return {
    vi: `Từ ngày ${dayMonthYear(day)}: ${names.join(', ')}.`,
    en: `Since ${dayMonthYear(day)}: ${names.join(', ')}.`,
    km: `ចាប់ពីថ្ងៃ ${dayMonthYear(day)}៖ ${names.join(', ')}។`,
  }[languageOf(question)];
}

function unsplitNote(
  tree: UnitTree,
  question: MapQuestion,
  unit: UnitId,
  successors: readonly UnitId[],
  staysWith: UnitId | undefined,
): string {
  const language = languageOf(question);
  const name = formerName(tree, question, unit);
  const keeper =
    staysWith === undefined ? undefined : textIn(tree.nameOn(staysWith, question.today), language);
  if (language === 'en') {
    const why = successors.length > 0 ? 'was divided' : 'ended without a successor';
    return `${name} ${why}; its answers are counted ${keeper === undefined ? 'in no unit of today' : `only in ${keeper}`}.`;
  }
  if (language === 'km') {
    const why = successors.length > 0 ? 'ត្រូវបានបំបែក' : 'បានបញ្ចប់ដោយគ្មានអង្គភាពបន្ត';
    return `${name} ${why} តួលេខ${keeper === undefined ? 'មិនស្ថិតក្នុងអង្គភាពណាបច្ចុប្បន្នទេ' : `រាប់តែក្នុង ${keeper}`}។`;
  }
  const why = successors.length > 0 ? 'đã được chia tách' : 'đã kết thúc, không có đơn vị kế thừa';
  return `${name} ${why}; số liệu ${
    keeper === undefined ? 'không thuộc đơn vị nào hiện nay' : `chỉ tính vào ${keeper}`
  }.`;
}

const languageOf = ({ language = 'vi' }: MapQuestion): NoteLanguage => language;

/** The last name that a unit of the past had. */
const formerName = (tree: UnitTree, question: MapQuestion, unit: UnitId): string => {
  const { until } = tree.existenceOf(unit);
  const day = until > question.today ? question.today : addDays(until, -1);
  return textIn(tree.nameOn(unit, day), languageOf(question));
};

const dayMonthYear = (day: LocalDay): string => day.split('-').reverse().join('/');
