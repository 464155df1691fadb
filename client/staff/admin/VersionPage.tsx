/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { isLocalDay } from '../../../server/domain/day.ts';
import { textIn } from '../../../server/domain/text.ts';
import { formatDay, formatInstant } from '../format.ts';
import { useVersion, type PublishedVersion } from '../hooks/useSurveys.ts';
import { ScrollFrame } from '../shell/ScrollFrame.tsx';
import { QueryStates } from '../shell/states.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { definitionFacts, scoringFacts } from './definitionFacts.ts';

/** One published version, read only: it can never be edited again. */
export function VersionPage() {
  const { t } = useTranslation();
  const { survey = '', version = '' } = useParams();
  const query = useVersion(survey, version);
  usePageTitle(`${survey}@${version}`);

  return (
    <main className="page" id="content" tabIndex={-1}>
      <nav aria-label={t('shell.place')}>
        <ol className="crumbs">
          <li>
            <Link to="/admin/surveys">{t('tabs.surveys')}</Link>
          </li>
          <li aria-current="page">{`${survey}@${version}`}</li>
        </ol>
      </nav>
      <div className="head">
        <div>
          <h1>{t('version.title', { version: `${survey}@${version}` })}</h1>
          <p>{t('version.intro')}</p>
        </div>
      </div>
      <QueryStates query={query} loading={t('version.loading')} failed={t('version.failed')}>
        {(data) => <Version version={data} />}
      </QueryStates>
    </main>
  );
}

function Version({ version }: { version: PublishedVersion }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const { pages, questions } = definitionFacts(version.definition);
  const scoring = scoringFacts(version.scoring);
  const dayOf = (text: string | undefined) =>
    text !== undefined && isLocalDay(text) ? formatDay(text) : text;

  return (
    <>
      <dl className="dl">
        <dt>{t('surveys.publishedAt')}</dt>
        <dd>{formatInstant(version.publishedAt)}</dd>
        <dt>{t('surveys.hash')}</dt>
        <dd className="mono">{version.contentHash}</dd>
        <dt>{t('version.size')}</dt>
        <dd>
          {t('version.sizeText', {
            pages,
            questions,
            criteria: scoring.criteria.length,
            factors: scoring.factors,
          })}
        </dd>
        <dt>{t('version.method')}</dt>
        <dd>
          {textIn(scoring.method, language)}
          {scoring.validFrom === undefined
            ? null
            : `; ${
                scoring.validUntil === undefined
                  ? t('version.validFrom', { from: dayOf(scoring.validFrom) })
                  : t('version.valid', { from: dayOf(scoring.validFrom), until: dayOf(scoring.validUntil) })
              }`}
        </dd>
        {scoring.source === undefined ? null : (
          <>
            <dt>{t('version.source')}</dt>
            <dd>{textIn(scoring.source, language)}</dd>
          </>
        )}
        <dt>{t('version.scales')}</dt>
        <dd>
          {scoring.scales
            .map(({ levels, satisfied }) =>
              t('version.scale', { levels: levels.join(', '), satisfied: satisfied.join(', ') }),
            )
            .join('; ')}
        </dd>
      </dl>
      <section className="sec" aria-labelledby="version-criteria">
        <div className="sec-head">
          <h2 id="version-criteria">{t('version.criteria')}</h2>
          <p>{t('version.confidence')}</p>
        </div>
        <ScrollFrame name={t('version.criteria')}>
          <table className="tight">
            <caption className="vh">{t('version.criteria')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('table.criterion')}</th>
                <th scope="col">{t('version.key')}</th>
                <th scope="col">{t('version.question')}</th>
                <th scope="col">{t('version.sure')}</th>
              </tr>
            </thead>
            <tbody>
              {scoring.criteria.map(({ key, label, source, confidence }) => (
                <tr key={key}>
                  <th scope="row">{textIn(label, language)}</th>
                  <td className="mono">{key}</td>
                  <td className="mono">{source}</td>
                  <td>{confidence}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollFrame>
      </section>
      {(['definition', 'scoring'] as const).map((part) => (
        <section className="sec" key={part} aria-labelledby={`version-${part}`}>
          <h2 id={`version-${part}`} className="gap-small">
            {t(`draft.${part}`)}
          </h2>
          <pre
            className="json mono"
            tabIndex={0}
            role="region"
            aria-label={t('table.scrolls', { table: t(`draft.${part}`) })}
          >
            {JSON.stringify(version[part], undefined, 2)}
          </pre>
        </section>
      ))}
    </>
  );
}
