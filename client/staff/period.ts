/**
 * Periods as the reader chooses them: the last thirty days, whole months,
 * quarters, half years, nine months, years, or two days of their own.
 * Half-open, as everywhere.
 */
import {
  addDays,
  daysIn,
  isLocalDay,
  monthOf,
  type LocalDay,
  type LocalMonth,
  type Period,
} from '../../server/domain/day.ts';

export type PeriodKind = 'month' | 'quarter' | 'half' | 'nine' | 'year' | 'custom';

const monthsLong: Record<Exclude<PeriodKind, 'custom'>, number> = {
  month: 1,
  quarter: 3,
  half: 6,
  nine: 9,
  year: 12,
};

/** The month that lies so many months after (or, negative, before) another. */
export function shiftMonth(month: LocalMonth, by: number): LocalMonth {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const index = year * 12 + (number - 1) + by;
  return `${Math.floor(index / 12)}-${String((((index % 12) + 12) % 12) + 1).padStart(2, '0')}`;
}

const startOf = (month: LocalMonth): LocalDay => `${month}-01`;

const periodOfMonths = (first: LocalMonth, count: number): Period => ({
  from: startOf(first),
  until: startOf(shiftMonth(first, count)),
});

/** The period of that kind in which a day lies; half years and nine months begin in January. */
export function periodAround(kind: Exclude<PeriodKind, 'custom'>, day: LocalDay): Period {
  const month = monthOf(day);
  const year = month.slice(0, 4);
  const number = Number(month.slice(5));
  switch (kind) {
    case 'month':
      return periodOfMonths(month, 1);
    case 'quarter':
      return periodOfMonths(shiftMonth(month, -((number - 1) % 3)), 3);
    default:
      return periodOfMonths(`${year}-01`, monthsLong[kind]);
  }
}

/** Long enough for a small office to reach the minimum, short enough to show what is going on now. */
export const RECENT_DAYS = 30;

/**
 * Thirty days, the last of them today: what a reader sees who has chosen
 * nothing (decision 0015).
 */
export const recentPeriod = (today: LocalDay): Period => ({
  from: addDays(today, 1 - RECENT_DAYS),
  until: addDays(today, 1),
});

/** Are these the thirty days up to today? Those that are a whole month are called a month. */
export function isRecent(period: Period, today: LocalDay): boolean {
  const { from, until } = recentPeriod(today);
  return period.from === from && period.until === until && kindOf(period) === 'custom';
}

/** What kind of period two days make; anything that is no whole calendar period is `custom`. */
export function kindOf({ from, until }: Period): PeriodKind {
  if (!from.endsWith('-01') || !until.endsWith('-01')) return 'custom';
  const first = monthOf(from);
  const kinds = Object.keys(monthsLong) as (keyof typeof monthsLong)[];
  const kind = kinds.find((candidate) => shiftMonth(first, monthsLong[candidate]) === monthOf(until));
  if (kind === undefined) return 'custom';
  const starts = { month: 1, quarter: 3, half: 12, nine: 12, year: 12 }[kind];
  return (Number(first.slice(5)) - 1) % starts === 0 ? kind : 'custom';
}

/** The period before (−1) or after (+1): the neighbour month or quarter, the same months a year away, or as many days. */
export function stepPeriod(period: Period, direction: 1 | -1): Period {
  const kind = kindOf(period);
  if (kind === 'custom') {
    const length = daysIn(period).length;
    return {
      from: addDays(period.from, direction * length),
      until: addDays(period.until, direction * length),
    };
  }
  const stride = kind === 'month' || kind === 'quarter' ? monthsLong[kind] : 12;
  return periodOfMonths(shiftMonth(monthOf(period.from), direction * stride), monthsLong[kind]);
}

/** Has begun and is not over: figures of it go up to today. */
export const isRunning = ({ from, until }: Period, today: LocalDay): boolean =>
  from <= today && today < until;

/** The choices of the period menu: the thirty days up to today, then by kind, newest first. */
export function presets(today: LocalDay): { kind: PeriodKind; period: Period }[] {
  const previous = (kind: Exclude<PeriodKind, 'custom'>): Period => stepPeriod(periodAround(kind, today), -1);
  const lastWhole = (kind: 'half' | 'nine'): Period => {
    const current = periodAround(kind, today);
    return current.until <= today ? current : stepPeriod(current, -1);
  };
  const recent = recentPeriod(today);
  return [
    ...(kindOf(recent) === 'custom' ? [{ kind: 'custom' as const, period: recent }] : []),
    { kind: 'month', period: periodAround('month', today) },
    { kind: 'month', period: previous('month') },
    { kind: 'quarter', period: periodAround('quarter', today) },
    { kind: 'quarter', period: previous('quarter') },
    { kind: 'half', period: lastWhole('half') },
    { kind: 'nine', period: lastWhole('nine') },
    { kind: 'year', period: periodAround('year', today) },
    { kind: 'year', period: previous('year') },
  ];
}

/** Quarters are counted in Roman numerals: I – IV. */
export const quarterOf = (day: LocalDay): string =>
  ['I', 'II', 'III', 'IV'][Math.floor((Number(day.slice(5, 7)) - 1) / 3)] ?? '';

/** The last day inside a period. */
export const lastDayOf = ({ until }: Period): LocalDay => addDays(until, -1);

/** Reads `7/9/2026` or `07/09/2026`; undefined for anything that the calendar does not have. */
export function parseTypedDay(text: string): LocalDay | undefined {
  const match = /^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$/.exec(text);
  if (match === null) return undefined;
  const [, date = '', month = '', year = ''] = match;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return isLocalDay(day) ? day : undefined;
}
