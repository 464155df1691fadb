/** @jsxImportSource react */
import type { Figure } from '../../../server/domain/report.ts';
import { levelClass } from './axis.ts';

type Published = Extract<Figure, { kind: 'published' }>;

/** How much room the bars of one table need left of their zero line, as a share; in steps of a tenth. */
export const roomLeft = (figures: readonly Figure[]): number =>
  Math.max(
    0.2,
    ...figures.map((figure) =>
      figure.kind === 'published' ? Math.ceil((1 - figure.share) * 10 + 0.2) / 10 : 0,
    ),
  );

interface Props {
  figure: Published;
  /** People (or answers) per level; together the denominator of the share. */
  levels: Readonly<Record<string, number>>;
  room: number;
}

/** Right of 100 % there is room for the whisker. */
const ROOM_RIGHT = 0.04;

/**
 * The levels as one bar. The zero line stands between not satisfied and
 * satisfied, so that the right-hand length is exactly the published share.
 */
export function LevelsBar({ figure, levels, room }: Props) {
  const width = room + 1 + ROOM_RIGHT;
  const x = (share: number) => `${(((room + share) / width) * 100).toFixed(3)}%`;
  const length = (share: number) => `${((share / width) * 100).toFixed(3)}%`;
  const keys = Object.keys(levels).sort((a, b) => Number(a) - Number(b));
  const all = keys.reduce((sum, key) => sum + (levels[key] ?? 0), 0);
  let start = figure.share - 1;

  return (
    <svg className="svg-plot" height="24" aria-hidden="true" focusable="false">
      {all === 0
        ? null
        : keys.map((key, index) => {
            const part = (levels[key] ?? 0) / all;
            const left = start;
            start += part;
            return (
              <rect
                key={key}
                className={levelClass(index, keys.length)}
                x={x(left)}
                y="2"
                width={length(part)}
                height="20"
              />
            );
          })}
      {figure.interval === undefined
        ? null
        : ['wh-gap', 'wh'].map((name) => (
            <line
              key={name}
              className={name}
              x1={x(figure.interval?.low ?? 0)}
              x2={x(figure.interval?.high ?? 0)}
              y1="12"
              y2="12"
            />
          ))}
      <line className="zero" x1={x(0)} x2={x(0)} y1="-6" y2="30" />
    </svg>
  );
}

/** Names and numbers above the bars. */
export function LevelsAxis({ room, left }: { room: number; left: string }) {
  const width = room + 1 + ROOM_RIGHT;
  const x = (share: number) => `${(((room + share) / width) * 100).toFixed(3)}%`;
  return (
    <svg className="svg-plot" height="36" aria-hidden="true" focusable="false">
      <text x="0" y="13">
        {left}
      </text>
      <text x={x(0)} y="32" textAnchor="middle">
        0
      </text>
      <text x={x(0.5)} y="32" textAnchor="middle">
        50
      </text>
      <text x={x(1)} y="32" textAnchor="end">
        100
      </text>
    </svg>
  );
}
