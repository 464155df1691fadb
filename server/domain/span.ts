/**
 * Spans of days: half-open periods and the arithmetic that dated facts need.
 *
 * Lists of spans are kept sorted, without overlap and without touching
 * neighbours, so that two lists with the same days are equal.
 */
import { type LocalDay, type Period } from './day.ts';

/** "Since ever" and "still" as days, so that open periods compare as text like any other. */
export const FIRST_DAY: LocalDay = '0001-01-01';
export const END_OF_DAYS: LocalDay = '9999-12-31';

/** A dated fact's period with its open ends closed. */
export const spanOf = ({ from, until }: { from?: LocalDay; until?: LocalDay }): Period => ({
  from: from ?? FIRST_DAY,
  until: until ?? END_OF_DAYS,
});

export const includesDay = ({ from, until }: Period, day: LocalDay): boolean => from <= day && day < until;

/** The days that two spans share; `undefined` when there are none. */
export function overlapOf(one: Period, other: Period): Period | undefined {
  const from = one.from > other.from ? one.from : other.from;
  const until = one.until < other.until ? one.until : other.until;
  return from < until ? { from, until } : undefined;
}

/** The same days as a sorted list without overlaps; neighbours that touch become one. */
export function joinSpans(spans: readonly Period[]): Period[] {
  const sorted = spans
    .filter(({ from, until }) => from < until)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const joined: Period[] = [];
  for (const span of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && span.from <= last.until) {
      if (span.until > last.until) joined[joined.length - 1] = { from: last.from, until: span.until };
    } else {
      joined.push({ from: span.from, until: span.until });
    }
  }
  return joined;
}

/** The days of both lists. */
export function intersectSpans(some: readonly Period[], others: readonly Period[]): Period[] {
  const shared: Period[] = [];
  for (const one of some) {
    for (const other of others) {
      const overlap = overlapOf(one, other);
      if (overlap !== undefined) shared.push(overlap);
    }
  }
  return shared.length < 2 ? shared : joinSpans(shared);
}

/** The days of the first list that the second does not have. */
export function subtractSpans(some: readonly Period[], others: readonly Period[]): Period[] {
  let left = joinSpans(some);
  for (const other of others) {
    left = left.flatMap((span) => {
      if (overlapOf(span, other) === undefined) return [span];
      return [
        { from: span.from, until: other.from },
        { from: other.until, until: span.until },
      ].filter(({ from, until }) => from < until);
    });
  }
  return left;
}
