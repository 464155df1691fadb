/** @jsxImportSource react */
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { ApiProblem } from '../api.ts';
import { formatInstant } from '../format.ts';
import { useReader } from '../hooks/useSession.ts';
import {
  shortVersion,
  useDraft,
  useDraftChanges,
  useSurveys,
  useVersion,
  type DraftCheck,
  type Objection,
  type SurveyDraft,
} from '../hooks/useSurveys.ts';
import { mayEditSurveys, mayPublish } from '../rights.ts';
import { Button } from '../shell/Button.tsx';
import { Empty, Loading, ProblemNote, QueryStates } from '../shell/states.tsx';
import { useToast } from '../shell/toasts.tsx';
import { usePageTitle } from '../shell/usePageTitle.ts';
import { nextVersion } from './definitionFacts.ts';
import { emptyDefinition, emptyScoring } from './emptySurvey.ts';
import type { EditorRemark, JsonEditorHandle } from './JsonEditor.tsx';
import { lineOf, pointerTokens, positionOf } from './jsonPositions.ts';
import { objectionSentence } from './objectionSentence.ts';
import { PublishDialog } from './PublishDialog.tsx';

// CodeMirror is large; only this page loads it.
const JsonEditor = lazy(async () => ({ default: (await import('./JsonEditor.tsx')).JsonEditor }));

/** The draft of a survey as JSON, with what publication objects to. */
export function DraftPage() {
  const { t } = useTranslation();
  const { survey = '' } = useParams();
  const draft = useDraft(survey);
  const [opened, setOpened] = useState(0);
  usePageTitle(t('draft.title', { survey }));

  return (
    <main className="page" id="content" tabIndex={-1}>
      <nav aria-label={t('shell.place')}>
        <ol className="crumbs">
          <li>
            <Link to="/admin/surveys">{t('tabs.surveys')}</Link>
          </li>
          <li aria-current="page">{t('draft.title', { survey })}</li>
        </ol>
      </nav>
      <QueryStates query={draft} loading={t('draft.loading')} failed={t('draft.failed')}>
        {(data) =>
          data === null ? (
            <NoDraft survey={survey} />
          ) : (
            <Editor
              key={opened}
              survey={survey}
              draft={data}
              onReload={async () => {
                await draft.refetch();
                setOpened(opened + 1);
              }}
            />
          )
        }
      </QueryStates>
    </main>
  );
}

/** A draft begins as the latest version, or, for a new survey, as an example with one question. */
function NoDraft({ survey }: { survey: string }) {
  const { t } = useTranslation();
  const reader = useReader();
  const surveys = useSurveys();
  const versions = surveys.data?.find((each) => each.survey === survey)?.versions ?? [];
  const latest = [...versions].sort((a, b) => (a.publishedAt < b.publishedAt ? 1 : -1))[0]?.version;
  const basis = useVersion(survey, latest === undefined ? undefined : shortVersion(latest));
  const { save } = useDraftChanges(survey);

  if (surveys.isPending || (latest !== undefined && basis.isPending))
    return <Loading what={t('draft.loading')} />;

  const next = nextVersion(latest === undefined ? undefined : shortVersion(latest), new Date().getFullYear());
  const version = `${survey}@${next}`;
  const begin = () => {
    if (latest !== undefined && basis.data !== undefined) {
      const { definition, scoring } = basis.data;
      save.mutate({
        definition,
        // A published version is never changed, so the copy is for the next one.
        scoring: { ...(scoring as object), version },
        basedOn: latest,
      });
    } else {
      save.mutate({ definition: emptyDefinition, scoring: { version, ...emptyScoring } });
    }
  };

  return (
    <>
      <h1 className="gap-bottom">{t('draft.title', { survey })}</h1>
      <ProblemNote title={t('draft.notSaved')} error={save.error ?? basis.error} />
      <Empty
        title={t('draft.none')}
        text={latest === undefined ? t('draft.noneNew') : t('draft.noneText', { version: latest })}
      >
        {mayEditSurveys(reader) ? (
          <Button
            className="btn btn-main"
            onClick={begin}
            isBusy={save.isPending}
            isOff={basis.error !== null}
          >
            {latest === undefined ? t('draft.beginNew') : t('draft.begin', { version: latest })}
          </Button>
        ) : null}
      </Empty>
    </>
  );
}

const parts = ['definition', 'scoring'] as const;
type Part = (typeof parts)[number];
type Texts = Record<Part, string>;

const print = (value: unknown): string => JSON.stringify(value, undefined, 2);

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const parsed = (texts: Texts): { definition: unknown; scoring: unknown } => ({
  definition: JSON.parse(texts.definition),
  scoring: JSON.parse(texts.scoring),
});

/** What was typed and not saved outlives a reload or the end of the session, in this tab. */
const unsavedKey = (survey: string): string => `sipas-draft ${survey}`;

function readUnsaved(survey: string): { revision: number; texts: Texts } | undefined {
  const text = sessionStorage.getItem(unsavedKey(survey));
  return text === null ? undefined : (JSON.parse(text) as { revision: number; texts: Texts });
}

interface EditorProps {
  survey: string;
  draft: SurveyDraft;
  /** Shows the stored draft again, in place of what is in the editor. */
  onReload: () => Promise<void>;
}

function Editor({ survey, draft, onReload }: EditorProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const reader = useReader();
  const mayEdit = mayEditSurveys(reader);
  const say = useToast();
  const { save, check, discard } = useDraftChanges(survey);
  const [unsaved] = useState(() => readUnsaved(survey));
  const [saved, setSaved] = useState<Texts>({
    definition: print(draft.definition),
    scoring: print(draft.scoring),
  });
  const [texts, setTexts] = useState<Texts>(unsaved?.texts ?? saved);
  const [revision, setRevision] = useState(unsaved?.revision ?? draft.revision);
  const [part, setPart] = useState<Part>('definition');
  const [found, setFound] = useState<{ answer: DraftCheck; texts: Texts }>();
  const [isPublishing, setIsPublishing] = useState(false);
  const editor = useRef<JsonEditorHandle>(null);
  const wanted = useRef<number>(undefined);

  const isChanged = parts.some((each) => texts[each] !== saved[each]);
  const faulty = parts.filter((each) => !isJson(texts[each]));
  const isStale = save.error instanceof ApiProblem && save.error.code === 'draft-stale';
  const objections = found?.answer.objections ?? [];
  const hasErrors = objections.some(({ severity }) => severity === 'error');
  /** What was checked is what stands in the editor. */
  const isCurrent = found !== undefined && parts.every((each) => found.texts[each] === texts[each]);

  useEffect(() => {
    if (isChanged) sessionStorage.setItem(unsavedKey(survey), JSON.stringify({ revision, texts }));
    else sessionStorage.removeItem(unsavedKey(survey));
  }, [isChanged, revision, survey, texts]);

  /** Saves over the revision that was last seen; resolves to false where that did not succeed. */
  const keep = async (over: number = revision): Promise<boolean> => {
    if (faulty.length > 0) return false;
    try {
      const answer = await save.mutateAsync({
        ...parsed(texts),
        ...(draft.basedOn === undefined ? {} : { basedOn: draft.basedOn }),
        revision: over,
      });
      setRevision(answer?.revision ?? over + 1);
      setSaved(texts);
      return true;
    } catch {
      // The note above the editor shows save.error.
      return false;
    }
  };

  const checkTexts = () => {
    const looked = texts;
    check.mutate(parsed(looked), { onSuccess: (answer) => setFound({ answer, texts: looked }) });
  };

  const handleDiscard = () => {
    const before = { definition: draft.definition, scoring: draft.scoring, ...basedOnOf(draft) };
    discard.mutate(undefined, {
      onSuccess: () => {
        sessionStorage.removeItem(unsavedKey(survey));
        say({ text: t('draft.discarded'), onUndo: () => save.mutate(before) });
      },
    });
  };

  const placed = useMemo(
    () =>
      (found?.answer.objections ?? []).map((objection) =>
        place({ ...objection, message: objectionSentence(objection.message, language) }, texts),
      ),
    [found, texts, language],
  );
  const remarks = useMemo<EditorRemark[]>(
    () =>
      placed
        .filter((each) => each.part === part)
        .map(({ objection, offset }) => ({
          severity: objection.severity,
          message: objection.message,
          offset,
        })),
    [part, placed],
  );

  const goTo = ({ part: target, offset }: Placed) => {
    if (target === part) editor.current?.goTo(offset);
    else {
      wanted.current = offset;
      setPart(target);
    }
  };

  /** The other document's editor appears a moment later than the wish to go there. */
  const handleEditor = useCallback((handle: JsonEditorHandle | null) => {
    editor.current = handle;
    if (handle !== null && wanted.current !== undefined) {
      const offset = wanted.current;
      wanted.current = undefined;
      handle.goTo(offset);
    }
  }, []);

  return (
    <>
      <div className="head">
        <div>
          <h1>{t('draft.title', { survey })}</h1>
          <p>
            {draft.basedOn === undefined ? null : `${t('draft.basedOn', { version: draft.basedOn })} `}
            {t('draft.savedAt', {
              instant: formatInstant(draft.updatedAt),
              who: draft.updatedBy?.name ?? '',
              revision,
            })}
          </p>
        </div>
        <div className="btns">
          {mayEdit ? (
            <>
              <Button className="btn btn-bad" onClick={handleDiscard} isBusy={discard.isPending}>
                {t('draft.discard')}
              </Button>
              <Button
                className="btn"
                onClick={() => void keep()}
                isOff={!isChanged || faulty.length > 0}
                isBusy={save.isPending}
              >
                {save.isPending ? t('common.saving') : t('common.save')}
              </Button>
            </>
          ) : null}
          <Button className="btn" onClick={checkTexts} isBusy={check.isPending} isOff={faulty.length > 0}>
            {check.isPending ? t('draft.checking') : t('draft.check')}
          </Button>
          {mayPublish(reader) ? (
            <Button
              className="btn btn-main"
              onClick={() => setIsPublishing(true)}
              isOff={!isCurrent || hasErrors || isChanged}
              aria-describedby="draft-next"
            >
              {t('draft.publish')}
            </Button>
          ) : null}
        </div>
      </div>
      <p className="small soft gap-small" id="draft-next" role="status">
        {faulty.length > 0
          ? t('draft.notJson', { part: t(`draft.${faulty[0] ?? 'definition'}`) })
          : isChanged
            ? t('draft.unsaved')
            : !isCurrent
              ? t('draft.checkFirst')
              : hasErrors
                ? t('draft.hasErrors')
                : t('draft.ready')}
      </p>
      {unsaved === undefined ? null : (
        <div className="note gap-bottom">
          <b>{t('draft.restored')}</b>
          {t('draft.restoredText')}{' '}
          <button
            className="btn btn-quiet"
            type="button"
            onClick={() => {
              sessionStorage.removeItem(unsavedKey(survey));
              void onReload();
            }}
          >
            {t('draft.reload')}
          </button>
        </div>
      )}
      {isStale ? (
        <div className="note bad gap-bottom" role="alert">
          <b>{t('draft.stale')}</b>
          {t('draft.staleText')}
          <span className="btns gap-top">
            <button
              className="btn"
              type="button"
              onClick={() => {
                sessionStorage.removeItem(unsavedKey(survey));
                save.reset();
                void onReload();
              }}
            >
              {t('draft.reload')}
            </button>
            <OverwriteButton survey={survey} onOverwrite={(latest) => void keep(latest)} />
          </span>
        </div>
      ) : (
        <ProblemNote title={t('draft.notSaved')} error={save.error} />
      )}
      <ProblemNote title={t('draft.notChecked')} error={check.error ?? discard.error} />

      <div className="seg gap-small" role="group" aria-label={t('draft.parts')}>
        {parts.map((each) => (
          <button key={each} type="button" aria-pressed={part === each} onClick={() => setPart(each)}>
            {t(`draft.${each}`)}
          </button>
        ))}
      </div>
      <Suspense fallback={<Loading what={t('draft.loadingEditor')} />}>
        <JsonEditor
          key={part}
          ref={handleEditor}
          label={t(`draft.${part}`)}
          text={texts[part]}
          isReadOnly={!mayEdit}
          remarks={remarks}
          onChange={(text) => setTexts((before) => ({ ...before, [part]: text }))}
        />
      </Suspense>

      <section className="sec" aria-labelledby="objections">
        <div className="sec-head">
          <h2 id="objections">
            {found === undefined
              ? t('draft.objections')
              : t('draft.objectionCount', {
                  errors: objections.filter(({ severity }) => severity === 'error').length,
                  warnings: objections.filter(({ severity }) => severity === 'warning').length,
                })}
          </h2>
        </div>
        {found === undefined ? (
          <p>{t('draft.checkFirst')}</p>
        ) : objections.length === 0 ? (
          <p>{t('draft.noObjections')}</p>
        ) : (
          <ol className="findings">
            {placed.map((each, index) => (
              <li key={index}>
                <span className={each.objection.severity === 'error' ? 'tag bad' : 'tag warn'}>
                  {t(`draft.${each.objection.severity}`)}
                </span>
                <span>
                  {each.objection.message} <span className="sub mono">{each.objection.path}</span>
                </span>
                <button className="btn btn-quiet" type="button" onClick={() => goTo(each)}>
                  {t('draft.toLine', { part: t(`draft.${each.part}`), line: each.line })}
                </button>
              </li>
            ))}
          </ol>
        )}
      </section>
      {isPublishing && found !== undefined ? (
        <PublishDialog
          survey={survey}
          basedOn={draft.basedOn}
          revision={revision}
          scoring={parsed(saved).scoring}
          check={found.answer}
          onClose={() => setIsPublishing(false)}
          onReload={() => void onReload()}
        />
      ) : null}
    </>
  );
}

const basedOnOf = ({ basedOn }: SurveyDraft): { basedOn?: string } =>
  basedOn === undefined ? {} : { basedOn };

/** Saves over somebody else's newer draft, on purpose. */
function OverwriteButton({
  survey,
  onOverwrite,
}: {
  survey: string;
  onOverwrite: (revision: number) => void;
}) {
  const { t } = useTranslation();
  const draft = useDraft(survey);
  return (
    <button
      className="btn btn-bad"
      type="button"
      onClick={() =>
        void draft.refetch().then(({ data }) => {
          if (data) onOverwrite(data.revision);
        })
      }
    >
      {t('draft.overwrite')}
    </button>
  );
}

interface Placed {
  objection: Objection;
  part: Part;
  offset: number;
  line: number;
}

/** Where in which of the two texts an objection belongs. */
function place(objection: Objection, texts: Texts): Placed {
  const [first, ...rest] = pointerTokens(objection.path);
  const part: Part = first === 'scoring' ? 'scoring' : 'definition';
  const text = texts[part];
  const offset = isJson(text) ? positionOf(text, rest) : 0;
  return { objection, part, offset, line: lineOf(text, offset) };
}
