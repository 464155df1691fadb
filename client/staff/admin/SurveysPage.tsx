/** @jsxImportSource react */
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { formatInstant } from '../format.ts';
import { useReader } from '../hooks/useSession.ts';
import { shortVersion, useSurveys, type ListedSurvey } from '../hooks/useSurveys.ts';
import { languageNames, type StaffLanguage } from '../i18n.ts';
import { mayEditSurveys } from '../rights.ts';
import { ScrollTable } from '../shell/ScrollTable.tsx';
import { PageHead } from '../shell/PageHead.tsx';
import { Empty, QueryStates } from '../shell/states.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { nameIn } from '../unitName.ts';

export const surveyPath = (survey: string): string => `/admin/surveys/${encodeURIComponent(survey)}`;

/** Questionnaires with their published versions, and the draft each may have. */
export function SurveysPage() {
  const { t } = useTranslation();
  const surveys = useSurveys();
  const mayEdit = mayEditSurveys(useReader());
  usePageTitle(t('tabs.surveys'));

  return (
    <main className="page" id="content" tabIndex={-1}>
      <PageHead title={t('tabs.surveys')} intro={t('surveys.intro')} />
      <QueryStates query={surveys} loading={t('surveys.loading')} failed={t('surveys.failed')}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('surveys.empty')} text={t('surveys.emptyText')} />
          ) : (
            list.map((survey) => <Survey key={survey.survey} survey={survey} mayEdit={mayEdit} />)
          )
        }
      </QueryStates>
      {mayEdit ? <NewSurvey taken={surveys.data?.map(({ survey }) => survey) ?? []} /> : null}
    </main>
  );
}

function Survey({
  survey: { survey, title, versions, hasDraft },
  mayEdit,
}: {
  survey: ListedSurvey;
  mayEdit: boolean;
}) {
  const { t, i18n } = useTranslation();
  const name = nameIn(title, i18n.language);
  return (
    <section className="sec" aria-labelledby={`survey-${survey}`}>
      <div className="sec-head">
        <h2 id={`survey-${survey}`}>{name}</h2>
        <p className="mono">{survey}</p>
      </div>
      <ScrollTable
        name={name}
        caption={t('surveys.caption', { name })}
        isCaptionHidden
        columns={[t('surveys.version'), t('surveys.publishedAt'), t('surveys.languages'), t('surveys.hash')]}
      >
        {versions.map(({ version, publishedAt, contentHash, languages }) => (
          <tr key={version}>
            <th scope="row">
              <Link to={`${surveyPath(survey)}/versions/${encodeURIComponent(shortVersion(version))}`}>
                {version}
              </Link>
            </th>
            <td className="num">{formatInstant(publishedAt)}</td>
            <td>
              {languages.map((language) => languageNames[language as StaffLanguage] ?? language).join(', ')}
            </td>
            <td className="mono">{contentHash.slice(0, 12)}</td>
          </tr>
        ))}
        {versions.length === 0 ? (
          <tr>
            <td colSpan={4} className="soft">
              {t('surveys.noVersion')}
            </td>
          </tr>
        ) : null}
      </ScrollTable>
      {mayEdit || hasDraft ? (
        <p className="btns gap-top">
          <Link className="btn" to={`${surveyPath(survey)}/draft`}>
            {hasDraft ? t('surveys.openDraft') : t('surveys.makeDraft')}
            <span className="vh"> {name}</span>
          </Link>
          {hasDraft ? <span className="tag on">{t('surveys.hasDraft')}</span> : null}
        </p>
      ) : null}
    </section>
  );
}

/** A survey begins as a draft under a key of its own. */
function NewSurvey({ taken }: { taken: readonly string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [key, setKey] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const fault = !/^[a-z][a-z0-9-]{1,39}$/.test(key)
    ? t('surveys.keyFault')
    : taken.includes(key)
      ? t('surveys.keyTaken')
      : undefined;

  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (fault === undefined) void navigate(`${surveyPath(key)}/draft`);
  };

  return (
    <section className="sec quiet" aria-labelledby="new-survey">
      <h2 id="new-survey" className="gap-small">
        {t('surveys.new')}
      </h2>
      <form className="filters" onSubmit={handleSubmit} noValidate>
        <div className="field">
          <label htmlFor="new-survey-key">{t('surveys.key')}</label>
          <input
            className="input mono"
            id="new-survey-key"
            value={key}
            autoComplete="off"
            aria-describedby="new-survey-hint"
            aria-invalid={isChecked && fault !== undefined ? true : undefined}
            onChange={(event) => setKey(event.target.value)}
          />
          <small id="new-survey-hint">{t('surveys.keyHint')}</small>
          {isChecked && fault !== undefined ? <span className="err">{fault}</span> : null}
        </div>
        <div className="field">
          <span aria-hidden="true">{'\u00A0'}</span>
          <button className="btn" type="submit">
            {t('surveys.begin')}
          </button>
        </div>
      </form>
    </section>
  );
}
