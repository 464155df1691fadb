/** @jsxImportSource react */
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type SortingState,
} from '@tanstack/react-table';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Figure } from '../../../server/domain/report.ts';
import { formatCount, formatDay } from '../format.ts';
import { axisOf } from './axis.ts';
import { FigureCells } from './FigureCells.tsx';
import { AxisNumbers, IntervalPlot } from './IntervalPlot.tsx';
import { isWaitingForDay } from './isWaitingForDay.ts';
import { MoreRows } from './MoreRows.tsx';

export interface SatisfactionRow {
  id: string;
  name: string;
  /** The unit above, where names alone could be mistaken. */
  place?: string | undefined;
  href: string;
  figure: Figure;
  submissions: number;
  asOf?: string | undefined;
  notes?: readonly string[] | undefined;
}

export const SORTABLE = ['name', 'share', 'answered', 'submissions', 'asOf'] as const;
export type SortColumn = (typeof SORTABLE)[number];

export interface Sorting {
  column: SortColumn;
  isDescending: boolean;
}

interface Props {
  caption: string;
  rows: readonly SatisfactionRow[];
  total: SatisfactionRow;
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}

/** Some thousand communes with their pictures keep a browser busy for seconds. */
const ROWS_AT_ONCE = 200;

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, SatisfactionRow>();

/** Vietnamese order for names whatever the reader's language: the names are Vietnamese. */
const alphabet = new Intl.Collator('vi');

const published = ({ figure }: SatisfactionRow) => (figure.kind === 'published' ? figure : undefined);

// What is withheld or unanswered has no place in an order of figures and stands last in both directions.
const columns = helper.columns([
  helper.accessor((row) => row.name, {
    id: 'name',
    sortFn: (a, b) => alphabet.compare(a.original.name, b.original.name),
  }),
  helper.accessor((row) => published(row)?.share, { id: 'share', sortFn: byNumber, sortUndefined: 'last' }),
  helper.accessor((row) => published(row)?.answered, {
    id: 'answered',
    sortFn: byNumber,
    sortUndefined: 'last',
  }),
  helper.accessor((row) => row.submissions, { id: 'submissions', sortFn: byNumber }),
  helper.accessor((row) => row.asOf, {
    id: 'asOf',
    sortFn: (a, b) => alphabet.compare(a.original.asOf ?? '', b.original.asOf ?? ''),
    sortUndefined: 'last',
  }),
]);

function byNumber(
  a: { getValue: (id: string) => unknown },
  b: { getValue: (id: string) => unknown },
  column: string,
): number {
  return Number(a.getValue(column)) - Number(b.getValue(column));
}

/**
 * Units side by side: share, interval, n; sorted as the reader likes. Prints
 * figures; computes none. Of a long table the first rows of that order are drawn.
 */
export function SatisfactionTable({ caption, rows, total, sorting, onSort }: Props) {
  const { t } = useTranslation();
  const state = useMemo<{ sorting: SortingState }>(
    () => ({
      sorting: [
        { id: sorting.column, desc: sorting.isDescending },
        // Ties are alphabetical.
        ...(sorting.column === 'name' ? [] : [{ id: 'name', desc: false }]),
      ],
    }),
    [sorting.column, sorting.isDescending],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns,
    data,
    state,
    getRowId: (row: SatisfactionRow) => row.id,
    onSortingChange: () => undefined,
  });

  const [most, setMost] = useState(ROWS_AT_ONCE);
  const body = useRef<HTMLTableSectionElement>(null);
  const firstNew = useRef<number>(undefined);
  const showRows = (shown: number) => {
    firstNew.current = most;
    setMost(shown);
  };
  // Who asked for more reads on there; the button may be gone.
  useLayoutEffect(() => {
    if (firstNew.current === undefined) return;
    body.current?.rows[firstNew.current]?.querySelector('a')?.focus();
    firstNew.current = undefined;
  }, [most]);

  const sorted = table.getRowModel().rows;
  const axis = axisOf(rows.map(({ figure }) => figure));
  const reference = total.figure.kind === 'published' ? total.figure.share : undefined;

  const sortBy = (column: SortColumn) =>
    onSort(
      column === sorting.column
        ? { column, isDescending: !sorting.isDescending }
        : { column, isDescending: column !== 'name' },
    );

  const header = (column: SortColumn, label: string, className?: string) => (
    <th
      role="columnheader"
      scope="col"
      className={className}
      aria-sort={column === sorting.column ? (sorting.isDescending ? 'descending' : 'ascending') : undefined}
    >
      <button className="sort" type="button" onClick={() => sortBy(column)}>
        {label}
        {column === sorting.column ? (
          <span aria-hidden="true">{sorting.isDescending ? '↓' : '↑'}</span>
        ) : null}
      </button>
    </th>
  );

  return (
    <>
      <div className="field sort-field">
        <label htmlFor="sort-by">{t('table.sortBy')}</label>
        <select
          className="input"
          id="sort-by"
          value={`${sorting.column} ${sorting.isDescending ? 'desc' : 'asc'}`}
          onChange={(event) => {
            const [column, direction] = event.target.value.split(' ') as [SortColumn, string];
            onSort({ column, isDescending: direction === 'desc' });
          }}
        >
          {SORTABLE.flatMap((column) =>
            (column === 'name' ? ['asc', 'desc'] : ['desc', 'asc']).map((direction) => (
              <option key={`${column} ${direction}`} value={`${column} ${direction}`}>
                {t(`table.${column}`)}, {t(`table.${column === 'name' ? `${direction}-name` : direction}`)}
              </option>
            )),
          )}
        </select>
      </div>
      <table className="stack" role="table">
        <caption>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {header('name', t('table.name'), 'name')}
            <th role="columnheader" scope="col" className="plot">
              <AxisNumbers axis={axis} />
              <span className="vh">{t('table.picture')}</span>
            </th>
            {header('share', t('table.share'), 'n')}
            <th role="columnheader" scope="col" className="n">
              {t('table.interval')}
            </th>
            {header('answered', t('table.answered'), 'n')}
            {header('submissions', t('table.submissions'), 'n')}
            {header('asOf', t('table.asOf'), 'n')}
          </tr>
        </thead>
        <tbody role="rowgroup" ref={body}>
          {sorted.slice(0, most).map(({ id, original }) => (
            <tr role="row" key={id}>
              <th role="rowheader" scope="row">
                <Link to={original.href}>{original.name}</Link>
                {original.place === undefined ? null : <span className="sub">{original.place}</span>}
                {original.notes?.map((note) => (
                  <span className="sub" key={note}>
                    {note}
                  </span>
                ))}
              </th>
              <FigureCells
                figure={original.figure}
                plotClass="plot same"
                plot={(figure) => <IntervalPlot figure={figure} axis={axis} reference={reference} />}
              />
              <LiveCells row={original} />
            </tr>
          ))}
        </tbody>
        <tfoot role="rowgroup">
          <tr role="row">
            <th role="rowheader" scope="row">
              {total.name}
            </th>
            <FigureCells
              figure={total.figure}
              plotClass="plot brandc"
              plot={(figure) => <IntervalPlot figure={figure} axis={axis} />}
            />
            <LiveCells row={total} />
          </tr>
        </tfoot>
      </table>
      <MoreRows
        shown={Math.min(most, sorted.length)}
        count={sorted.length}
        step={ROWS_AT_ONCE}
        onShow={showRows}
      />
    </>
  );
}

/** The live number of answers, and the last day that is inside the share. */
function LiveCells({ row }: { row: SatisfactionRow }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <td role="cell" className="n rest" data-l={t('table.submissionsShort')}>
        {formatCount(row.submissions, i18n.language)}
      </td>
      <AsOfCell row={row} />
    </>
  );
}

function AsOfCell({ row }: { row: SatisfactionRow }) {
  const { t } = useTranslation();
  const { asOf } = row;
  if (asOf === undefined && !isWaitingForDay(row)) return <td role="cell" className="hide" />;
  return (
    <td role="cell" className="n rest" data-l={asOf === undefined ? '' : t('table.asOfShort')}>
      {asOf === undefined ? t('table.noDay') : formatDay(asOf)}
    </td>
  );
}
