import type { TFunction } from 'i18next';
import type { LocalDay, Period } from '../../server/domain/day.ts';
import { formatDay } from './format.ts';
import { isRecent, isRunning, kindOf, lastDayOf, quarterOf, RECENT_DAYS } from './period.ts';

/** A period inside a sentence: `tháng 10/2026`, `quý III/2026, đến ngày 25/11/2026`. */
export function periodText(t: TFunction, period: Period, today: LocalDay): string {
  if (isRecent(period, today)) return t('period.recent', { days: RECENT_DAYS, day: formatDay(today) });
  const [year = '', month = ''] = period.from.split('-');
  const name = t(`period.${kindOf(period)}`, {
    year,
    month,
    quarter: quarterOf(period.from),
    first: formatDay(period.from),
    last: formatDay(lastDayOf(period)),
  });
  return isRunning(period, today) ? t('period.running', { name, day: formatDay(today) }) : name;
}

/** The same at the beginning of a line. */
export const capitalise = (text: string): string => `${text.charAt(0).toLocaleUpperCase()}${text.slice(1)}`;
