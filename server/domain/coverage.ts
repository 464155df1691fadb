/**
 * Coverage: which days of which unit's tallies make up each row of a report.
 *
 * From the province up a share covers the whole period, up to now. Below it
 * covers whole grains (decision 0009), each campaign's by themselves, so that a
 * series never shows more of a campaign than the campaign alone would.
 */
import type { Campaign } from './campaign.ts';
import {
  addDays,
  monthOf,
  nextMonth,
  splitPeriod,
  type LocalDay,
  type LocalMonth,
  type Period,
} from './day.ts';
import { coveredDays, grainsOf, type DayPeople, type Grain } from './grains.ts';
import type { Part, Reading } from './mapReading.ts';
import { END_OF_DAYS, intersectSpans, overlapOf } from './span.ts';
import type { DaysReading } from './tally.ts';
import { isInside, type CellFilter } from './tallyArithmetic.ts';
import type { UnitId } from './unit.ts';
import type { UnitTree } from './unitTree.ts';

/** Days of one unit in one campaign. */
export interface CoveredPart extends Part {
  campaign: string;
}

export interface RowCoverage {
  unit: UnitId;
  /** What the live number of submissions counts. */
  asked: readonly CoveredPart[];
  /** What the shares count. */
  covered: readonly CoveredPart[];
}

export interface Coverage {
  total: RowCoverage;
  rows: readonly RowCoverage[];
}

export interface CoverageQuestion {
  reading: Reading;
  tree: UnitTree;
  campaigns: readonly Campaign[];
  days: DayCounts;
  today: LocalDay;
  minimum: number;
}

/** Are this unit's shares kept to whole grains? Those of counters, agencies, communes and districts are. */
export const isSmall = (tree: UnitTree, unit: UnitId): boolean =>
  !['country', 'province'].includes(tree.getUnit(unit).kind);

/** The days of a campaign that can hold answers: up to and with today. */
export function daysOfCampaign({ from, until = END_OF_DAYS }: Campaign, today: LocalDay): Period {
  const tomorrow = addDays(today, 1);
  return { from, until: until < tomorrow ? until : tomorrow };
}

/**
 * Coverage of every row and of the total.
 *
 * Where the total itself is kept to grains, its rows are kept to the total's
 * days first, so that the rows' people are always among the total's.
 */
export function coverageOf(question: CoverageQuestion): Coverage {
  const { reading } = question;
  const total = cover(question, reading.total, undefined);
  const frame = isSmall(question.tree, reading.total.unit)
    ? frameOf(question.tree, total.covered)
    : undefined;
  return { total, rows: reading.rows.map((row) => cover(question, row, frame)) };
}

/**
 * The days of every unit on which its people are among the total's, by campaign
 * and unit: those on which it lay below a part of the total that is covered.
 */
type Frame = ReadonlyMap<string, readonly Period[]>;

function frameOf(tree: UnitTree, covered: readonly CoveredPart[]): Frame {
  const frame = new Map<string, Period[]>();
  for (const { campaign, ...part } of covered) {
    for (const [unit, spans] of tree.spansWithin(part.unit, part)) {
      const key = keyOf(unit, campaign);
      frame.set(key, [...(frame.get(key) ?? []), ...spans]);
    }
  }
  return frame;
}

function cover(
  { tree, campaigns, days, today, minimum }: CoverageQuestion,
  { unit, parts }: { unit: UnitId; parts: readonly Part[] },
  frame: Frame | undefined,
): RowCoverage {
  const asked: CoveredPart[] = [];
  const covered: CoveredPart[] = [];
  for (const campaign of campaigns) {
    for (const part of parts) {
      const span = overlapOf(part, daysOfCampaign(campaign, today));
      if (span === undefined) continue;
      asked.push({ unit: part.unit, campaign: campaign.id, ...span });

      const spans =
        frame === undefined ? [span] : intersectSpans([span], frame.get(keyOf(part.unit, campaign.id)) ?? []);
      if (!isSmall(tree, part.unit)) {
        covered.push(...spans.map((inside) => ({ unit: part.unit, campaign: campaign.id, ...inside })));
        continue;
      }
      const grains = days.grainsOf(part.unit, campaign.id, today, minimum);
      for (const inside of spans) {
        const whole = coveredDays(grains, inside);
        if (whole !== undefined) covered.push({ unit: part.unit, campaign: campaign.id, ...whole });
      }
    }
  }
  return { unit, asked, covered };
}

/** People per day of small units, inside and outside the filter, from the `days` of month tallies. */
export class DayCounts {
  readonly #days = new Map<string, DayPeople[]>();
  readonly #grains = new Map<string, Grain[]>();

  constructor(readings: readonly DaysReading[], filter: CellFilter) {
    for (const { unit, campaign, days } of readings) {
      const key = keyOf(unit, campaign);
      const known = this.#days.get(key) ?? [];
      for (const entry of days) {
        const inside = isInside(entry, filter) ? entry.submissions : 0;
        known.push({ day: entry.day, inside, outside: entry.submissions - inside });
      }
      this.#days.set(key, known);
    }
  }

  grainsOf(unit: UnitId, campaign: string, today: LocalDay, minimum: number): Grain[] {
    const key = keyOf(unit, campaign);
    let grains = this.#grains.get(key);
    if (grains === undefined) {
      grains = grainsOf(this.#days.get(key) ?? [], today, minimum);
      this.#grains.set(key, grains);
    }
    return grains;
  }

  /** People inside the filter on the days of the part. */
  submissionsIn({ unit, campaign, from, until }: CoveredPart): number {
    return (this.#days.get(keyOf(unit, campaign)) ?? [])
      .filter(({ day }) => from <= day && day < until)
      .reduce((sum, { inside }) => sum + inside, 0);
  }

  hasPeopleOn(unit: UnitId, campaign: string, day: LocalDay): boolean {
    return (this.#days.get(keyOf(unit, campaign)) ?? []).some((entry) => entry.day === day);
  }
}

/** Whole months of one unit and campaign, and the days at the edges, as periods of tallies. */
export function periodsOf(tree: UnitTree, part: CoveredPart, days: DayCounts): string[] {
  const { months, days: edges } = splitPeriod(part);
  // Of small units the days with people are known; the others have no tally to look for.
  const known = isSmall(tree, part.unit)
    ? edges.filter((day) => days.hasPeopleOn(part.unit, part.campaign, day))
    : edges;
  return [...months, ...known];
}

/** The calendar months that a period touches. */
export function monthsOf({ from, until }: Period): LocalMonth[] {
  const months: LocalMonth[] = [];
  if (from >= until) return months;
  const last = monthOf(addDays(until, -1));
  for (let month = monthOf(from); month <= last; month = nextMonth(month)) months.push(month);
  return months;
}

const keyOf = (unit: UnitId, campaign: string): string => `${unit}|${campaign}`;
