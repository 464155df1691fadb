/**
 * How figures, days and instants are printed. The only place that rounds.
 *
 * Việt Nam and Cambodia write a decimal comma and a point for thousands,
 * English the other way round; before % stands a no-break space in each,
 * which `Intl` does not put there.
 */
import type { LocalDay } from '../../server/domain/day.ts';
import type { Interval } from '../../server/domain/report.ts';
import type { Language } from '../../server/domain/text.ts';

const NO_BREAK_SPACE = '\u00A0';
const TIME_ZONE = 'Asia/Ho_Chi_Minh';

/** Khmer figures are written as in Vietnamese here: the reader compares them with Vietnamese papers. */
const numeralsOf = (language: Language): string => (language === 'en' ? 'en-GB' : 'vi-VN');

const shares = new Map<string, Intl.NumberFormat>();

function shareFormat(locale: string, digits: number): Intl.NumberFormat {
  const key = `${locale}/${digits}`;
  const known = shares.get(key);
  if (known !== undefined) return known;
  // `percent` multiplies in decimal, so 0.83125 is not rounded as 83.12499…
  const made = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  shares.set(key, made);
  return made;
}

/** A share (0–1) in hundredths without its sign: `84,64`. */
function percentNumber(share: number, language: Language, digits = 2): string {
  return shareFormat(numeralsOf(language), digits)
    .formatToParts(share)
    .filter(({ type }) => type !== 'percentSign' && type !== 'literal')
    .map(({ value }) => value)
    .join('');
}

/** A share (0–1) as readers see it: `84,64 %`, with a no-break space. */
export const formatShare = (share: number, language: Language): string =>
  `${percentNumber(share, language)}${NO_BREAK_SPACE}%`;

/** An interval of shares: `81,57 – 87,28`. The column or the sentence says that it is 95 % and in percent. */
export const formatInterval = ({ low, high }: Interval, language: Language): string =>
  [percentNumber(low, language), percentNumber(high, language)].join(`${NO_BREAK_SPACE}–${NO_BREAK_SPACE}`);

/** A share (0–1) in whole hundredths, for a headline that says "about": `85`. */
export const formatWholePercent = (share: number, language: Language): string =>
  percentNumber(share, language, 0);

/** An index (0–1) is printed like a share, because that is how it is published. */
export const formatIndex = formatShare;

/** A whole number of people or answers: `13.684`. */
export const formatCount = (count: number, language: Language): string =>
  new Intl.NumberFormat(numeralsOf(language), { maximumFractionDigits: 0, useGrouping: 'always' }).format(
    count,
  );

/** `31/10/2026`, in every language: it is how days are written on the papers that are compared. */
export function formatDay(day: LocalDay): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}

/** An instant in local time of Việt Nam: `07:58 23/11/2026`; with seconds where order matters. */
export function formatInstant(iso: string, { seconds = false }: { seconds?: boolean } = {}): string {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return iso;
  const parts = new Map(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: TIME_ZONE,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const time = [parts.get('hour'), parts.get('minute'), ...(seconds ? [parts.get('second')] : [])].join(':');
  return `${time} ${parts.get('day')}/${parts.get('month')}/${parts.get('year')}`;
}
