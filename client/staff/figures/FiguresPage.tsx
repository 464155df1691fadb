/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Period } from '../../../server/domain/day.ts';
import type { Report, ReportRow } from '../../../server/domain/report.ts';
import { formatCount, formatWholePercent } from '../format.ts';
import { useReader } from '../hooks/useSession.ts';
import { useUnitPath } from '../hooks/useUnits.ts';
import { levelFor, levelsBelow, withChoices, type Level } from '../lens.ts';
import { stepPeriod } from '../period.ts';
import { capitalise, periodText } from '../periodText.ts';
import { mayAdminister, scopesOf } from '../rights.ts';
import { Foot } from '../shell/Foot.tsx';
import { Empty, NotThere, QueryStates } from '../shell/states.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { nameIn } from '../unitName.ts';
import { axisOf } from './axis.ts';
import { Crumbs } from './Crumbs.tsx';
import { Freshness } from './Freshness.tsx';
import { headline } from './headline.ts';
import { LeadFigure } from './LeadFigure.tsx';
import { LensLine } from './LensLine.tsx';
import { SatisfactionTable, SORTABLE, type SatisfactionRow, type SortColumn } from './SatisfactionTable.tsx';
import { useFigures, useLensCampaign } from './useFigures.ts';
import { useLens } from './useLens.ts';

const isSortColumn = (text: string | null): text is SortColumn => SORTABLE.includes(text as SortColumn);

/** Units side by side: who is satisfied where, how sure that is, and of how many people. */
export function FiguresPage() {
  const { t } = useTranslation();
  const reader = useReader();
  const scopes = scopesOf(reader);

  const { lens, today, chooseInLens } = useLens();
  const within = lens.within ?? scopes[0]?.id;
  const scope = scopes.find(({ id }) => id === within);
  const path = useUnitPath(scope === undefined ? within : undefined);
  const kind = scope?.kind ?? path.data?.at(-1)?.kind;
  const isKindKnown = scope !== undefined || !path.isPending;

  const { campaigns, campaign, showsCounters } = useLensCampaign(lens, today);
  // A grant on the office itself: whoever holds what lies above it sees the office as a whole.
  const seesCounters = showsCounters && scope !== undefined;
  const { report, csvHref } = useFigures(
    lens,
    campaign?.id,
    campaigns.data !== undefined && within !== undefined && isKindKnown
      ? { by: levelFor(kind, lens.by, seesCounters), within }
      : undefined,
  );
  const period = periodText(t, lens.period, today);
  usePageTitle(`${t('tabs.compare')}, ${period}`);

  if (scopes.length === 0) {
    return (
      <main className="page" id="content" tabIndex={-1}>
        <h1 className="vh">{t('tabs.compare')}</h1>
        <NotThere />
      </main>
    );
  }

  return (
    <>
      <LensLine
        lens={lens}
        today={today}
        campaigns={campaigns.data ?? []}
        campaign={campaign}
        procedures={report.data?.labels.procedures ?? {}}
        csvHref={csvHref}
        onChoose={chooseInLens}
      />
      <main className="page" id="content" tabIndex={-1}>
        <QueryStates query={campaigns} loading={t('figures.loading')} failed={t('figures.failed')}>
          {(list) =>
            list.length === 0 ? (
              <>
                <h1 className="gap-bottom">{t('tabs.compare')}</h1>
                <Empty title={t('figures.noCampaign')} text={t('figures.noCampaignText')}>
                  {mayAdminister(reader) ? (
                    <Link className="btn" to="/admin/campaigns">
                      {t('figures.toCampaigns')}
                    </Link>
                  ) : null}
                </Empty>
              </>
            ) : (
              <>
                {report.data === undefined ? <h1 className="gap-bottom">{capitalise(period)}</h1> : null}
                <QueryStates
                  query={report}
                  loading={t('figures.loadingPeriod', { period })}
                  failed={t('figures.failed')}
                >
                  {(data) => (
                    <Comparison
                      report={data}
                      period={period}
                      levels={levelsBelow(kind, seesCounters)}
                      previousPeriod={stepPeriod(lens.period, -1)}
                      onChoose={chooseInLens}
                    />
                  )}
                </QueryStates>
              </>
            )
          }
        </QueryStates>
      </main>
      <Foot>{report.data === undefined ? null : <Freshness report={report.data} />}</Foot>
    </>
  );
}

interface ComparisonProps {
  report: Report;
  period: string;
  levels: readonly Level[];
  previousPeriod: Period;
  onChoose: (choices: Readonly<Record<string, string | undefined>>) => void;
}

function Comparison({ report, period, levels, previousPeriod, onChoose }: ComparisonProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const [params] = useSearchParams();
  const path = useUnitPath(report.within);
  const unit = nameIn(report.total.unit.name, language);
  const level = t(`level.${report.by}`);

  const sort = params.get('sort');
  const sorting = {
    column: isSortColumn(sort) ? sort : ('name' as const),
    isDescending: params.get('dir') === 'desc',
  };
  const kept = withChoices(params, {
    within: undefined,
    by: undefined,
    sort: undefined,
    dir: undefined,
  }).toString();
  const rowOf = (row: ReportRow): SatisfactionRow => ({
    id: row.unit.id,
    name: nameIn(row.unit.name, language),
    place: placeOf(row),
    href: `/figures/units/${encodeURIComponent(row.unit.id)}${kept === '' ? '' : `?${kept}`}`,
    figure: row.overall,
    submissions: row.submissions,
    asOf: row.asOf,
    notes: row.notes,
  });

  return (
    <>
      <Crumbs
        path={path.data ?? []}
        hrefOf={(id) => `/figures?${withChoices(params, { within: id, by: undefined }).toString()}`}
      />
      <div className="head">
        <div>
          <h1>{headline(t, language, { unit, period, figure: report.total.overall })}</h1>
          <p>
            {t('figures.intro', {
              count: report.rows.length,
              level,
              submissions: formatCount(report.total.submissions, language),
            })}
          </p>
        </div>
        <div className="btns">
          <div className="seg" role="group" aria-label={t('figures.rowsBy')}>
            {levels.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={each === report.by}
                onClick={() => onChoose({ by: each })}
              >
                {capitalise(t(`level.${each}`))}
              </button>
            ))}
          </div>
        </div>
      </div>
      {report.total.submissions === 0 ? (
        <Empty title={t('figures.empty', { period })} text={t('figures.emptyText')}>
          <button className="btn" type="button" onClick={() => onChoose({ ...previousPeriod })}>
            {t('lens.previous')}
          </button>
          {[...params.keys()].some((key) => key === 'channel' || key === 'procedure') ? (
            <button
              className="btn"
              type="button"
              onClick={() => onChoose({ channel: undefined, procedure: undefined })}
            >
              {t('figures.dropFilters')}
            </button>
          ) : null}
        </Empty>
      ) : report.rows.length === 0 ? (
        <Empty
          title={t('figures.noRows', { level, unit })}
          text={t(levels.length > 1 ? 'figures.noRowsText' : 'figures.noRowsDetail')}
        >
          <Link className="btn" to={rowOf(report.total).href}>
            {t('tabs.detail')}
          </Link>
        </Empty>
      ) : (
        <>
          <LeadFigure figure={report.total.overall} />
          <Legend />
          <SatisfactionTable
            key={`${report.within} ${report.by}`}
            caption={captionOf()}
            rows={report.rows.map(rowOf)}
            total={{ ...rowOf(report.total), name: t('table.total', { unit }) }}
            sorting={sorting}
            onSort={({ column, isDescending }) =>
              onChoose({ sort: column, dir: isDescending ? 'desc' : 'asc' })
            }
          />
          <p className="src">
            {t('figures.source')} {report.population === 'served' ? t('figures.selfSelected') : null}
          </p>
        </>
      )}
    </>
  );

  /**
   * Two communes of different provinces may bear one name: what does not lie
   * right below the unit says where it is, if its name does not.
   */
  function placeOf({ unit: { id, name, parent } }: ReportRow): string | undefined {
    if (id === report.within || parent === undefined || parent.id === report.within) return undefined;
    const place = nameIn(parent.name, language);
    return nameIn(name, language).toLowerCase().includes(place.toLowerCase()) ? undefined : place;
  }

  function captionOf(): string {
    const axis = axisOf(report.rows.map(({ overall }) => overall));
    return t('figures.caption', {
      level,
      unit,
      period,
      map: t(`map.${report.map}`),
      start: formatWholePercent(axis.min, language),
    });
  }
}

function Legend() {
  const { t } = useTranslation();
  return (
    <ul className="legend gap-small">
      <li>
        <svg className="svg-plot sample-plot" height="24" aria-hidden="true" focusable="false">
          <line className="iv" x1="5%" x2="95%" y1="12" y2="12" />
          <circle className="pt" cx="50%" cy="12" r="6" />
        </svg>
        {t('legend.interval')}
      </li>
      <li>
        <svg className="svg-plot sample-line" height="24" aria-hidden="true" focusable="false">
          <line className="ref" x1="50%" x2="50%" y1="0" y2="24" />
        </svg>
        {t('legend.reference')}
      </li>
      <li>
        <span className="sw hatch" aria-hidden="true" /> {t('legend.withheld')}
      </li>
    </ul>
  );
}
