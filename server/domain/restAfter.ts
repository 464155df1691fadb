/** The most often that one thing is worked out. */
const SHORTEST_REST_MS = 1_000;
/** It rests so many times as long as the work took, so that what is much work cannot starve the rest. */
const REST_FACTOR = 10;
/** But no longer: a store that was busy for a moment must not leave figures old for a minute. */
export const LONGEST_REST_MS = 10_000;

/** How long what is worked out again and again rests after work that took `tookMs`; milliseconds both. */
export const restAfter = (tookMs: number, shortestMs: number = SHORTEST_REST_MS): number =>
  Math.max(shortestMs, Math.min(REST_FACTOR * tookMs, LONGEST_REST_MS));
