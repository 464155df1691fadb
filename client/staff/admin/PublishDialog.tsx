/** @jsxImportSource react */
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { textIn } from '../../../server/domain/text.ts';
import { ApiProblem } from '../api.ts';
import { shortVersion, useDraftChanges, type DraftCheck, type Objection } from '../hooks/useSurveys.ts';
import { Button } from '../shell/Button.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import { ScrollFrame } from '../shell/ScrollFrame.tsx';
import { ProblemNote } from '../shell/states.tsx';
import { useToast } from '../shell/toasts.tsx';
import { scoringFacts } from './definitionFacts.ts';
import { surveyPath } from './SurveysPage.tsx';
import { objectionSentence } from './objectionSentence.ts';

interface Props {
  survey: string;
  basedOn: string | undefined;
  /** Of the draft that was checked. */
  revision: number;
  scoring: unknown;
  check: DraftCheck;
  onClose: () => void;
  /** Shows the draft as somebody else has saved it meanwhile. */
  onReload: () => void;
}

/** Asks what publication must know: of each criterion that differs whether its meaning does. */
export function PublishDialog({ survey, basedOn, revision, scoring, check, onClose, onReload }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const say = useToast();
  const { publish } = useDraftChanges(survey);
  const [meanings, setMeanings] = useState<Readonly<Record<string, 'same' | 'changed'>>>({});
  const [confirmsGaps, setConfirmsGaps] = useState(false);
  const [isChecked, setIsChecked] = useState(false);

  const facts = scoringFacts(scoring);
  const version = shortVersion(facts.version);
  const labels = new Map(facts.criteria.map(({ key, label }) => [key, textIn(label, i18n.language)]));
  const changes = check.criteria.filter(({ state }) => state !== 'same');
  const unsaid = changes.filter(({ key, state }) => state === 'differs' && meanings[key] === undefined);
  const warnings = check.objections.filter(({ severity }) => severity === 'warning');

  const refusals = refusalsOf(publish.error);
  const isStale = publish.error instanceof ApiProblem && publish.error.code === 'draft-stale';

  const handleSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (unsaid.length > 0) return;
    publish.mutate(
      { version, revision, meanings, confirmGaps: confirmsGaps },
      {
        onSuccess: () => {
          say({ text: t('publish.done', { version: `${survey}@${version}` }) });
          void navigate(`${surveyPath(survey)}/versions/${encodeURIComponent(version)}`);
        },
      },
    );
  };

  return (
    <Dialog
      title={t('publish.title', { version: `${survey}@${version}` })}
      intro={
        basedOn === undefined
          ? t('publish.final')
          : `${t('publish.compared', { version: basedOn })} ${t('publish.final')}`
      }
      onClose={onClose}
      footer={
        <>
          <span className="small soft" role="status">
            {isChecked && unsaid.length > 0
              ? t('publish.unsaid', { count: unsaid.length })
              : t('publish.final')}
          </span>
          <div className="btns">
            <button className="btn" type="button" onClick={onClose}>
              {t('publish.back')}
            </button>
            <Button className="btn btn-main" type="submit" form="publish-form" isBusy={publish.isPending}>
              {publish.isPending ? t('publish.busy') : t('publish.do', { version: `${survey}@${version}` })}
            </Button>
          </div>
        </>
      }
    >
      <form id="publish-form" onSubmit={handleSubmit} noValidate>
        <ProblemNote title={t('publish.failed')} error={publish.error} />
        {isStale ? (
          <button className="btn gap-bottom" type="button" onClick={onReload}>
            {t('draft.reload')}
          </button>
        ) : null}
        {refusals.length === 0 ? null : (
          <ul className="plain small gap-small">
            {refusals.map(({ path, message }) => (
              <li key={`${path} ${message}`}>{objectionSentence(message, i18n.language)}</li>
            ))}
          </ul>
        )}
        {changes.length === 0 ? (
          <p className="note gap-bottom">
            <b>{t('publish.allSame')}</b>
            {t('publish.allSameText')}
          </p>
        ) : (
          <ScrollFrame name={t('publish.changes')}>
            <table className="diff">
              <caption>
                <b>{t('publish.changes')}</b>
              </caption>
              <thead>
                <tr>
                  <th scope="col">{t('table.criterion')}</th>
                  <th scope="col">{t('publish.change')}</th>
                  <th scope="col">{t('publish.meaning')}</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ key, state, differences = [] }) => (
                  <tr key={key}>
                    <th scope="row">
                      <b>{labels.get(key) ?? key}</b>
                      <span className="sub mono">{key}</span>
                    </th>
                    <td>
                      {t(`publish.state.${state}`)}
                      {differences.length === 0 ? null : (
                        <span className="sub">
                          {differences.map((each) => t(`publish.difference.${each}`)).join(', ')}
                        </span>
                      )}
                    </td>
                    <td>
                      {state === 'differs' ? (
                        <>
                          <div
                            className="choice3"
                            role="radiogroup"
                            aria-label={t('publish.meaningOf', { criterion: labels.get(key) ?? key })}
                          >
                            {(['same', 'changed'] as const).map((meaning) => (
                              <label key={meaning}>
                                <input
                                  type="radio"
                                  name={`meaning-${key}`}
                                  checked={meanings[key] === meaning}
                                  onChange={() => setMeanings({ ...meanings, [key]: meaning })}
                                />{' '}
                                {t(`publish.${meaning}`)}
                              </label>
                            ))}
                          </div>
                          {meanings[key] === undefined ? (
                            isChecked ? (
                              <span className="err">{t('publish.choose')}</span>
                            ) : null
                          ) : meanings[key] === 'changed' ? (
                            <span className="lotus">
                              <b>{t('publish.breaks')}</b>
                            </span>
                          ) : (
                            <span className="sub">{t('publish.continues')}</span>
                          )}
                        </>
                      ) : (
                        <span className="soft">{t(`publish.note.${state}`)}</span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollFrame>
        )}
        {warnings.length === 0 ? null : (
          <div className="gap-top">
            <p className="label">{t('publish.warnings', { count: warnings.length })}</p>
            <ul className="plain small gap-small">
              {warnings.slice(0, 8).map(({ path, message }) => (
                <li key={`${path} ${message}`}>{objectionSentence(message, i18n.language)}</li>
              ))}
              {warnings.length > 8 ? (
                <li>{t('publish.moreWarnings', { count: warnings.length - 8 })}</li>
              ) : null}
            </ul>
            {warnings.some(({ isGap }) => isGap) ? (
              <label className="check">
                <input
                  type="checkbox"
                  checked={confirmsGaps}
                  onChange={(event) => setConfirmsGaps(event.target.checked)}
                />
                <span>
                  {t('publish.confirmGaps')}
                  <small>{t('publish.confirmGapsHint')}</small>
                </span>
              </label>
            ) : null}
          </div>
        )}
      </form>
    </Dialog>
  );
}

/** What the server still objects to, if it said so. */
function refusalsOf(error: unknown): readonly Objection[] {
  const objections = error instanceof ApiProblem ? error.details['objections'] : undefined;
  return Array.isArray(objections)
    ? (objections as Objection[]).filter(({ severity }) => severity === 'error')
    : [];
}
