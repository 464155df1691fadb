/** Layout of the small pictures; nothing here is printed as a figure. */
import type { Figure } from '../../../server/domain/report.ts';

export interface Axis {
  /** Shares (0–1) at the left and right edge. */
  min: number;
  max: number;
  ticks: readonly number[];
}

/** An axis that holds every interval, on whole steps; it need not start at zero (the caption says where it does). */
export function axisOf(figures: readonly Figure[]): Axis {
  const intervals = figures.flatMap((figure) =>
    figure.kind === 'published' ? [figure.interval ?? { low: figure.share, high: figure.share }] : [],
  );
  const low = Math.min(...intervals.map((interval) => interval.low), 1);
  const high = Math.max(...intervals.map((interval) => interval.high), 0);
  if (intervals.length === 0) return { min: 0, max: 1, ticks: [0, 0.5, 1] };
  const step = high - low > 0.5 ? 20 : high - low > 0.2 ? 10 : 5;
  // One step at least, also where every interval is the same single point.
  const max = Math.min(Math.max(Math.ceil((high * 100) / step) * step, step), 100);
  const min = Math.max(Math.min(Math.floor((low * 100) / step) * step, max - step), 0);
  const ticks: number[] = [];
  for (let tick = min; tick <= max; tick += step) ticks.push(tick / 100);
  return { min: min / 100, max: max / 100, ticks };
}

/** Where a share lies on the axis, as an SVG length. */
export const at = (share: number, { min, max }: Axis): string =>
  `${(((share - min) / (max - min)) * 100).toFixed(3)}%`;

/** The colour of a level by its place in the scale: the ends are always the ends. */
export function levelClass(index: number, count: number): string {
  const classes: Record<number, readonly string[]> = {
    2: ['l1', 'l5'],
    3: ['l1', 'l3', 'l5'],
    4: ['l1', 'l2', 'l4', 'l5'],
    5: ['l1', 'l2', 'l3', 'l4', 'l5'],
  };
  return classes[count]?.[index] ?? (index * 2 < count ? 'l2' : 'l4');
}
