/** @jsxImportSource react */
import type { Figure } from '../../../server/domain/report.ts';
import { at, type Axis } from './axis.ts';

interface Props {
  figure: Extract<Figure, { kind: 'published' }>;
  axis: Axis;
  /** The share of the whole, as a dashed line. */
  reference?: number | undefined;
}

/** A dot for the share and a line for its 95 % interval. The numbers stand in the same row. */
export function IntervalPlot({ figure, axis, reference }: Props) {
  return (
    <svg className="svg-plot" height="24" aria-hidden="true" focusable="false">
      {reference === undefined || reference < axis.min || reference > axis.max ? null : (
        <line className="ref" x1={at(reference, axis)} x2={at(reference, axis)} y1="-8" y2="32" />
      )}
      {figure.interval === undefined ? null : (
        <line
          className="iv"
          x1={at(figure.interval.low, axis)}
          x2={at(figure.interval.high, axis)}
          y1="12"
          y2="12"
        />
      )}
      <circle className="pt" cx={at(figure.share, axis)} cy="12" r="6" />
    </svg>
  );
}

/** The numbers of an axis, above a column of plots. */
export function AxisNumbers({ axis }: { axis: Axis }) {
  return (
    <svg className="svg-plot" height="18" aria-hidden="true" focusable="false">
      {axis.ticks.map((tick, index) => (
        <text
          key={tick}
          x={at(tick, axis)}
          y="14"
          textAnchor={index === 0 ? 'start' : index === axis.ticks.length - 1 ? 'end' : 'middle'}
        >
          {Math.round(tick * 100)}
        </text>
      ))}
    </svg>
  );
}
