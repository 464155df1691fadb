/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Period } from '../../../server/domain/day.ts';
import type { Report } from '../../../server/domain/report.ts';
import { textIn } from '../../../server/domain/text.ts';
import { formatCount, formatDay, formatIndex } from '../format.ts';
import { useReader } from '../hooks/useSession.ts';
import { useUnitPath } from '../hooks/useUnits.ts';
import { withChoices } from '../lens.ts';
import { stepPeriod } from '../period.ts';
import { capitalise, periodText } from '../periodText.ts';
import { scopesOf } from '../rights.ts';
import { Foot } from '../shell/Foot.tsx';
import { Empty, QueryStates } from '../shell/states.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { nameIn } from '../unitName.ts';
import { CriteriaTable, LevelsTable, type FactorGroup } from './CriteriaTable.tsx';
import { Crumbs } from './Crumbs.tsx';
import { Freshness } from './Freshness.tsx';
import { extremes, headline } from './headline.ts';
import { LeadFigure } from './LeadFigure.tsx';
import { isWaitingForDay } from './isWaitingForDay.ts';
import { LensLine } from './LensLine.tsx';
import { useFigures, useLensCampaign } from './useFigures.ts';
import { useLens } from './useLens.ts';

/** One unit: overall, factors, and each criterion down to its levels. */
export function UnitPage() {
  const { t, i18n } = useTranslation();
  const { unit = '' } = useParams();
  const reader = useReader();
  const { lens, today, params, chooseInLens } = useLens();
  const path = useUnitPath(unit);
  const kind = scopesOf(reader).find(({ id }) => id === unit)?.kind ?? path.data?.at(-1)?.kind;
  const isPathKnown = kind !== undefined || !path.isPending;

  // Only the total is shown here; the fewest rows make the quickest report.
  const { campaigns, campaign } = useLensCampaign(lens, today);
  const { report, csvHref } = useFigures(
    lens,
    campaign?.id,
    campaigns.data !== undefined && isPathKnown
      ? { by: kind === 'country' ? 'province' : 'agency', within: unit }
      : undefined,
  );
  const period = periodText(t, lens.period, today);
  const name =
    report.data === undefined
      ? nameIn(path.data?.at(-1)?.name, i18n.language)
      : nameIn(report.data.total.unit.name, i18n.language);
  usePageTitle(`${name === '' ? t('tabs.detail') : name}, ${period}`);
  const crumbHref = (id: string) =>
    `/figures?${withChoices(params, { within: id, by: undefined }).toString()}`;

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
        <Crumbs path={path.data ?? []} hrefOf={crumbHref} />
        {report.data === undefined ? (
          <h1 className="gap-bottom">{name === '' ? capitalise(period) : name}</h1>
        ) : null}
        <QueryStates query={campaigns} loading={t('figures.loading')} failed={t('figures.failed')}>
          {(list) =>
            list.length === 0 ? (
              <Empty title={t('figures.noCampaign')} text={t('figures.noCampaignText')} />
            ) : (
              <QueryStates
                query={report}
                loading={t('figures.loadingPeriod', { period })}
                failed={t('figures.failed')}
              >
                {(data) => (
                  <UnitFigures
                    report={data}
                    period={period}
                    insideHref={crumbHref(unit)}
                    previousPeriod={stepPeriod(lens.period, -1)}
                    onChoose={chooseInLens}
                  />
                )}
              </QueryStates>
            )
          }
        </QueryStates>
      </main>
      <Foot>{report.data === undefined ? null : <Freshness report={report.data} />}</Foot>
    </>
  );
}

interface Props {
  report: Report;
  period: string;
  insideHref: string;
  previousPeriod: Period;
  onChoose: (choices: Readonly<Record<string, string | undefined>>) => void;
}

function UnitFigures({ report, period, insideHref, previousPeriod, onChoose }: Props) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const { total, labels } = report;
  const unit = nameIn(total.unit.name, language);
  const groups = factorGroups(report, language, (version) => t('unit.since', { version }));
  const found = extremes(total.factors);
  const factorName = (key: string) => textIn(labels.factors[key] ?? { vi: key }, language);

  return (
    <>
      <div className="head">
        <div>
          <h1>{headline(t, language, { unit, period, figure: total.overall })}</h1>
          <p>
            {t('unit.intro', { submissions: formatCount(total.submissions, language) })}{' '}
            {total.asOf !== undefined
              ? t('unit.asOf', { day: formatDay(total.asOf) })
              : isWaitingForDay(total)
                ? t('unit.noDay')
                : null}
          </p>
          {total.notes?.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
        <div className="btns">
          <Link className="btn" to={insideHref}>
            {t('unit.inside')}
          </Link>
        </div>
      </div>
      {total.submissions === 0 ? (
        <Empty title={t('figures.empty', { period })} text={t('figures.emptyText')}>
          <button className="btn" type="button" onClick={() => onChoose({ ...previousPeriod })}>
            {t('lens.previous')}
          </button>
        </Empty>
      ) : (
        <>
          <LeadFigure figure={total.overall} />
          <section className="sec" aria-labelledby="criteria">
            <div className="sec-head">
              <h2 id="criteria">
                {found === undefined
                  ? t('unit.criteria')
                  : t('unit.extremes', {
                      highest: factorName(found.highest),
                      lowest: factorName(found.lowest),
                    })}
              </h2>
            </div>
            <p className="gap-small">{t('unit.zero')}</p>
            <CriteriaTable caption={t('unit.criteriaCaption', { unit, period })} groups={groups} />
          </section>
          <section className="sec" aria-labelledby="levels">
            <div className="sec-head">
              <h2 id="levels">{t('unit.levels')}</h2>
            </div>
            <LevelsTable caption={t('unit.levelsCaption', { unit, period })} groups={groups} />
          </section>
          <IndexLine report={report} />
        </>
      )}
    </>
  );
}

function IndexLine({ report }: { report: Report }) {
  const { t, i18n } = useTranslation();
  const { index } = report.total;
  if (index.kind !== 'published') return null;
  return (
    <p className="src">
      {t('unit.index', {
        value: formatIndex(index.value, i18n.language),
        answered: formatCount(index.answered, i18n.language),
      })}
    </p>
  );
}

/** Criteria under their factors, in the order of the scoring, ready to print. */
function factorGroups(
  { total, labels }: Report,
  language: string,
  sinceNote: (version: string) => string,
): FactorGroup[] {
  return Object.entries(labels.factors).map(([factor, label]) => ({
    key: factor,
    name: textIn(label, language),
    figure: total.factors[factor] ?? { kind: 'unanswered' },
    criteria: Object.entries(labels.criteria)
      .filter(([, criterion]) => criterion.factor === factor)
      .map(([key, criterion]) => ({
        key,
        name: textIn(criterion.label, language),
        note: criterion.since === undefined ? undefined : sinceNote(criterion.since),
        figure: total.criteria[key] ?? { kind: 'unanswered' },
        levels: Object.entries(criterion.levels)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([level, text]) => ({ level, name: textIn(text, language) })),
      })),
  }));
}
