/**
 * Local days and months of Việt Nam (decision 0007).
 *
 * Việt Nam has one time zone (UTC+7) and no daylight saving, so a local day is
 * found by shifting the instant by seven hours and reading its UTC date.
 */

/** 'YYYY-MM-DD', a day in Asia/Ho_Chi_Minh. Sorts as text. */
export type LocalDay = string;
/** 'YYYY-MM', a calendar month in Asia/Ho_Chi_Minh. Sorts as text. */
export type LocalMonth = string;

/** Half-open: `from` is the first day inside, `until` the first day after. */
export interface Period {
  from: LocalDay;
  until: LocalDay;
}

const SHIFT_MS = 7 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

export const localDayOf = (instant: Date): LocalDay =>
  new Date(instant.getTime() + SHIFT_MS).toISOString().slice(0, 10);

/** The instant at which the day begins in Việt Nam. */
export const startOfDay = (day: LocalDay): Date => new Date(`${day}T00:00:00+07:00`);

export const monthOf = (day: LocalDay): LocalMonth => day.slice(0, 7);

/** True for a day that the calendar has: '2025-02-29' is false. */
export function isLocalDay(text: string): boolean {
  if (!DAY_PATTERN.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === text;
}

export const addDays = (day: LocalDay, days: number): LocalDay =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() + days * DAY_MS).toISOString().slice(0, 10);

/** The first day of the month that follows. */
export function nextMonth(month: LocalMonth): LocalMonth {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** Whole days inside a period, first to last. */
export function daysIn({ from, until }: Period): LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = from; day < until; day = addDays(day, 1)) days.push(day);
  return days;
}

/**
 * A period as the fewest whole months and left-over days at its edges, so that
 * a long report reads few documents.
 */
export function splitPeriod({ from, until }: Period): { months: LocalMonth[]; days: LocalDay[] } {
  const months: LocalMonth[] = [];
  const days: LocalDay[] = [];
  let day = from;
  while (day < until) {
    const month = monthOf(day);
    const monthEnd = `${nextMonth(month)}-01`;
    if (day.endsWith('-01') && monthEnd <= until) {
      months.push(month);
      day = monthEnd;
    } else {
      days.push(day);
      day = addDays(day, 1);
    }
  }
  return { months, days };
}
