/**
 * Grains: which days of a small unit may be shown (decision 0009).
 *
 * Whoever asks for the same unit today and tomorrow, or for two periods that
 * differ by a day, could read off the people in between. So below the province
 * a share covers whole grains only: two shares of a unit then differ by nobody
 * or by at least the minimum.
 */
import { addDays, type LocalDay, type Period } from './day.ts';

/** People of one unit and campaign on one day. */
export interface DayPeople {
  day: LocalDay;
  /** Inside the filter (channels, procedure) of the question that is asked. */
  inside: number;
  /** Left out by the filter. */
  outside: number;
}

/** A shortest run of days that may be shown. `from` and the day before `until` have people. */
export interface Grain extends Period {
  /** People inside the filter, at least the minimum. */
  people: number;
}

/**
 * Grains: the shortest runs of whole days with enough people.
 *
 * The first run begins on the unit's first day with people in the campaign,
 * each further one on the next day with people after the run before. A run
 * closes with the first day that is over (before `today`) at whose end it has
 * at least `minimum` people inside the filter and, outside it, nobody or at
 * least `minimum`. What comes after the last closed run is in no grain yet. A
 * run of people whom the filter leaves out, and nobody else, ends like any
 * other and is no grain: a rare channel is not tied to the quiet time before it.
 *
 * Runs depend on nothing but the days before them, so a day that is added at
 * the end changes no earlier grain. An answer that arrives late for an earlier
 * day, and a withdrawal, do move grains (decision 0009).
 *
 * @param days in any order; several entries of a day are added
 * @param today a day of Việt Nam; it and later days are not over
 * @throws RangeError if the minimum is not a whole number of at least 1
 * @example
 * // minimum 5
 * grainsOf([{ day: '2026-03-02', inside: 3, outside: 0 }, { day: '2026-03-05', inside: 4, outside: 0 }], '2026-03-09', 5)
 * // [{ from: '2026-03-02', until: '2026-03-06', people: 7 }]
 */
export function grainsOf(days: readonly DayPeople[], today: LocalDay, minimum: number): Grain[] {
  if (!Number.isInteger(minimum) || minimum < 1) {
    throw new RangeError(`grainsOf needs a minimum of at least 1, got ${minimum}`);
  }

  const isNobodyOrEnough = (people: number) => people === 0 || people >= minimum;
  const grains: Grain[] = [];
  let run: { from: LocalDay; inside: number; outside: number } | undefined;
  for (const { day, inside, outside } of addUp(days)) {
    if (day >= today) break;
    run = {
      from: run?.from ?? day,
      inside: (run?.inside ?? 0) + inside,
      outside: (run?.outside ?? 0) + outside,
    };
    if (isNobodyOrEnough(run.inside) && isNobodyOrEnough(run.outside)) {
      if (run.inside > 0) grains.push({ from: run.from, until: addDays(day, 1), people: run.inside });
      run = undefined;
    }
  }
  return grains;
}

/**
 * The days that a share of the period may cover: from the first to the last
 * grain that lies wholly inside it; `undefined` when none does. Days between
 * two grains have nobody inside the filter and, outside it, nobody or enough, so
 * the span holds exactly the people of its grains.
 */
export function coveredDays(grains: readonly Grain[], { from, until }: Period): Period | undefined {
  const inside = grains.filter((grain) => from <= grain.from && grain.until <= until);
  const first = inside[0];
  const last = inside.at(-1);
  return first === undefined || last === undefined ? undefined : { from: first.from, until: last.until };
}

/** One entry per day with people, first day first. */
function addUp(days: readonly DayPeople[]): DayPeople[] {
  const byDay = new Map<LocalDay, DayPeople>();
  for (const { day, inside, outside } of days) {
    const before = byDay.get(day);
    byDay.set(day, {
      day,
      inside: (before?.inside ?? 0) + inside,
      outside: (before?.outside ?? 0) + outside,
    });
  }
  return [...byDay.values()]
    .filter(({ inside, outside }) => inside + outside > 0)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}
