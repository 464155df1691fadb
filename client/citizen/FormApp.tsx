/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { FormPage, PageFrame } from '../../server/domain/citizenView.ts';
import { answersOfFields } from '../../server/domain/questionnaire/formFields.ts';
import type { RawAnswers } from '../../server/domain/questionnaire/formState.ts';
import type { AnswerFault } from '../../server/domain/questionnaire/plan.ts';
import { hasComment } from '../../server/domain/questionnaire/planIndex.ts';
import { validateAnswers, validatePage } from '../../server/domain/questionnaire/validate.ts';
import { visibilityOf } from '../../server/domain/questionnaire/visibility.ts';
import type { SubmissionRequest } from '../../server/domain/submission.ts';
import { type Language, textIn } from '../../server/domain/text.ts';
import { type FormHandle, FormContext } from './formHandle.ts';
import { Bar, DemoMark, Foot } from './frame.tsx';
import { faultsInside, isRegistered } from './innerSurveys.ts';
import { findKept, forget, keep } from './keptForm.ts';
import { hasCheckPage, questionsOf, stepsOf } from './pageItems.ts';
import { CheckPage } from './pages/CheckPage.tsx';
import { PlainForm } from './pages/PlainForm.tsx';
import { RefusedPage, SendingPage, WaitingPage, WithdrawnBeforePage } from './pages/sendingPages.tsx';
import { StartPage } from './pages/StartPage.tsx';
import { StepPage } from './pages/StepPage.tsx';
import { ThanksPage } from './pages/ThanksPage.tsx';
import { makeId, type Outcome, type Refusal, sendSubmission } from './sendSubmission.ts';
import { fieldReaderOf, keepPlace } from './takeOver.ts';
import { forgetTextSize, isLarge } from './textSize.ts';
import { translateInto } from './texts.ts';
import { WordsContext } from './words.tsx';

type Stage =
  /** As the server rendered it: the whole form, in working order without script. */
  | { at: 'plain' }
  | { at: 'start' }
  | { at: 'step'; page: string }
  | { at: 'check' }
  | { at: 'sending'; attempt: number }
  | { at: 'waiting'; attempt: number; seconds: number; isOffline: boolean }
  | { at: 'refused'; reason: Refusal }
  | { at: 'withdrawn' }
  | { at: 'thanks'; receipt: string };

/** What the submission keeps from its first question to its receipt. */
interface Draft {
  id: string;
  startedAt: number;
  answeredAt?: string;
}

/** Steps beside the pages; no page can have such a name (NAME in server/surveyjs/checkLimits.ts). */
const CHECK = '#check';
const START = '#start';

/** The questionnaire from its first page to the receipt. The server renders it once, as plain form; then it comes alive. */
export function FormApp({ view }: { view: PageFrame & FormPage }) {
  const { form, submissionId } = view;
  const { plan, collector } = form;
  const { code } = collector;
  const [language, setLanguage] = useState(view.language);
  const [answers, setAnswers] = useState<RawAnswers>({});
  const [stage, setStage] = useState<Stage>({ at: 'plain' });
  const [faults, setFaults] = useState<readonly AnswerFault[]>([]);
  const [focusFaults, setFocusFaults] = useState(0);
  const draft = useRef<Draft>({ id: '', startedAt: 0 });
  const cameFromCheck = useRef(false);
  const faultsRef = useRef<HTMLDivElement>(null);
  const isPlain = stage.at === 'plain';

  const words = useMemo(() => ({ language, t: translateInto(language) }), [language]);
  const seen = useMemo(() => (isPlain ? undefined : visibilityOf(plan, answers)), [isPlain, plan, answers]);
  const remaining = useMemo(() => {
    if (faults.length === 0) return faults;
    const found = validateAnswers(plan, answers).faults;
    // what the server found inside stays open until SurveyJS is here to judge it
    const unjudged = faults.filter(({ question, reason }) => reason === 'inside' && !isRegistered(question));
    return [...found, ...faultsInside(found, { showErrors: false }), ...unjudged];
  }, [plan, answers, faults]);
  const handle: FormHandle = {
    plan,
    seen,
    answers,
    faults,
    remaining,
    answer: (name, value) =>
      setAnswers((before) => {
        const { [name]: _, ...others } = before;
        return value === undefined ? others : { ...others, [name]: value };
      }),
  };

  // The script has come: take over what the person may have begun without it.
  useLayoutEffect(() => {
    const kept = findKept(code);
    const typed = answersOfFields(plan, fieldReaderOf(document));
    const before = kept === undefined ? {} : visibilityOf(plan, kept.answers).answers;
    const start = kept?.version === form.version ? kept.answers : before;
    draft.current = {
      id: kept?.id ?? makeId(),
      startedAt: kept?.startedAt ?? 0,
      ...(kept?.answeredAt !== undefined && { answeredAt: kept.answeredAt }),
    };
    setAnswers({ ...start, ...typed });

    const isInForm = location.hash === '#form';
    if (isInForm) {
      draft.current.startedAt ||= Date.now();
      const restore = keepPlace(plan);
      setStage({ at: 'step', page: kept?.step ?? restore.page });
      requestAnimationFrame(restore.put);
    } else {
      const isKnown = plan.pages.some(({ name }) => name === kept?.step);
      if (kept !== undefined && isKnown) setStage({ at: 'step', page: kept.step });
      else setStage(kept?.step === CHECK ? { at: 'check' } : { at: 'start' });
    }
    history.replaceState({ step: kept?.step ?? (isInForm ? plan.pages[0]?.name : START) }, '', addressOf());
  }, []);

  // Layout effects, here and below: what is drawn is kept, named and focused in the same turn. After the paint
  // would be too late for a choice made just before a reload, and for whoever reads by language or focus.
  useLayoutEffect(() => {
    if (isPlain || stage.at === 'thanks' || stage.at === 'withdrawn') return;
    const step = stage.at === 'step' ? stage.page : stage.at === 'start' ? START : CHECK;
    if (step === START && Object.keys(answers).length === 0) return;
    keep(code, { version: form.version, answers, step, ...draft.current });
  }, [answers, stage]);

  // Back and forward of the browser are those of the form.
  useEffect(() => {
    const handlePop = ({ state }: PopStateEvent) => {
      const step = (state as { step?: string } | null)?.step;
      setStage((now) => {
        if (now.at === 'thanks' || now.at === 'withdrawn' || now.at === 'sending') return now;
        if (step === CHECK) return { at: 'check' };
        return plan.pages.some(({ name }) => name === step) ? { at: 'step', page: step! } : { at: 'start' };
      });
      setFaults([]);
    };
    addEventListener('popstate', handlePop);
    return () => removeEventListener('popstate', handlePop);
  }, []);

  useLayoutEffect(() => {
    document.documentElement.lang = language;
    // An entry of the history may name the language of back then; what is loaded again comes in the one chosen last.
    const asked = new URLSearchParams(location.search).get('lang');
    if (asked !== null && asked !== language) history.replaceState(history.state, '', `?lang=${language}`);
    const heading = document.querySelector('h1')?.textContent ?? '';
    const office = textIn(form.unit.name, language);
    document.title = heading === office ? office : `${heading} · ${office}`;
  }, [language, stage]);

  // After a step the reader is at its heading, after a failed one at the list of what is missing.
  const isFirst = useRef(true);
  const place = stage.at === 'step' ? stage.page : stage.at;
  useLayoutEffect(() => {
    if (isPlain) return;
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [place]);
  useLayoutEffect(() => {
    if (focusFaults > 0) faultsRef.current?.focus();
  }, [focusFaults]);

  useEffect(() => {
    if (stage.at !== 'sending') return;
    let isCurrent = true;
    void sendSubmission(requestOf(), stage.attempt).then((outcome) => {
      if (isCurrent) settle(outcome, stage.attempt);
    });
    return () => {
      isCurrent = false;
    };
  }, [stage]);

  useEffect(() => {
    if (stage.at !== 'waiting') return;
    const again = () => setStage({ at: 'sending', attempt: stage.attempt + 1 });
    const timer = setTimeout(again, stage.seconds * 1000);
    if (stage.isOffline) addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', again);
    };
  }, [stage]);

  function requestOf(): SubmissionRequest {
    const { id, startedAt, answeredAt } = draft.current;
    return {
      id,
      collector: code,
      version: form.version,
      locale: language,
      answers: validateAnswers(plan, answers).answers,
      ...(answeredAt !== undefined && { answeredAt }),
      deviceNow: new Date().toISOString(),
      ...(startedAt > 0 &&
        answeredAt !== undefined && {
          elapsedMs: Math.max(0, Math.round(Date.parse(answeredAt) - startedAt)),
        }),
    };
  }

  function settle(outcome: Outcome, attempt: number): void {
    switch (outcome.kind) {
      case 'arrived':
      case 'withdrawn':
        forget(code);
        forgetTextSize();
        setAnswers({});
        setStage(
          outcome.kind === 'arrived' ? { at: 'thanks', receipt: outcome.receipt } : { at: 'withdrawn' },
        );
        return;
      case 'faults':
        showFaults(outcome.faults);
        return;
      case 'wait':
        setStage({ at: 'waiting', attempt, seconds: outcome.seconds, isOffline: outcome.isOffline });
        return;
      case 'refused':
        setStage({ at: 'refused', reason: outcome.reason });
    }
  }

  /** Leads to the first page on which something is missing or wrong. */
  function showFaults(found: readonly AnswerFault[]): void {
    for (const page of plan.pages) {
      const names = questionsOf(page.elements).map(({ name }) => name);
      const here = found.filter(({ question }) => names.includes(question));
      if (here.length === 0) continue;
      goTo(page.name);
      setFaults(here);
      setFocusFaults((count) => count + 1);
      return;
    }
    setStage({ at: 'refused', reason: 'unknown' });
  }

  function goTo(step: string): void {
    setFaults([]);
    if ((history.state as { step?: string } | null)?.step !== step) {
      history.pushState({ step }, '', addressOf());
    }
    setStage(
      step === START ? { at: 'start' } : step === CHECK ? { at: 'check' } : { at: 'step', page: step },
    );
  }

  function handleStart(): void {
    draft.current.startedAt ||= Date.now();
    goTo(stepsOf(plan, visibilityOf(plan, answers))[0]?.name ?? CHECK);
  }

  function handleContinue(page: string): void {
    const ours = validatePage(plan, page, answers);
    const found = [...ours, ...faultsInside(ours, { showErrors: true })];
    if (found.length > 0) {
      setFaults(found);
      setFocusFaults((count) => count + 1);
      return;
    }
    if (!hasCheckPage(plan)) return handleSend();
    const pages = stepsOf(plan, visibilityOf(plan, answers));
    const next = pages[pages.findIndex(({ name }) => name === page) + 1]?.name ?? CHECK;
    const isComplete = validateAnswers(plan, answers).faults.length === 0;
    goTo(cameFromCheck.current && isComplete ? CHECK : next);
  }

  function handleBack(page: string): void {
    const pages = stepsOf(plan, visibilityOf(plan, answers));
    const at = page === CHECK ? pages.length : pages.findIndex(({ name }) => name === page);
    goTo(pages[at - 1]?.name ?? START);
  }

  function handleSend(): void {
    const { faults: found } = validateAnswers(plan, answers);
    if (found.length > 0) return showFaults(found);
    draft.current.answeredAt = new Date().toISOString();
    setStage({ at: 'sending', attempt: 0 });
  }

  /** Back from sending: what is changed now is sent as answered now. */
  const handleBackToAnswers = () => goTo(hasCheckPage(plan) ? CHECK : plan.pages[0]!.name);

  function handleLanguage(next: Language): void {
    setLanguage(next);
    // the server reads it for the pages that come after
    document.cookie = `lang=${next}; path=/; samesite=lax`;
    history.replaceState(history.state, '', `?lang=${next}`);
  }

  const switching = { languages: view.languages, onChoose: handleLanguage };
  const large = typeof document === 'undefined' ? view.isLarge : isLarge();

  function content(): ComponentChildren {
    switch (stage.at) {
      case 'step': {
        const page = plan.pages.find(({ name }) => name === stage.page);
        if (page === undefined) return null;
        return (
          <StepPage
            key={page.name}
            page={page}
            faultsRef={faultsRef}
            onContinue={() => handleContinue(page.name)}
            onBack={() => handleBack(page.name)}
          />
        );
      }
      case 'check':
        return (
          <CheckPage
            seen={seen!}
            onSend={handleSend}
            onBack={() => handleBack(CHECK)}
            onEdit={(page) => {
              cameFromCheck.current = true;
              goTo(page);
            }}
          />
        );
      case 'sending':
        return <SendingPage />;
      case 'waiting':
        return (
          <WaitingPage
            isOffline={stage.isOffline}
            seconds={stage.seconds}
            onRetry={() => setStage({ at: 'sending', attempt: stage.attempt + 1 })}
            onBack={handleBackToAnswers}
          />
        );
      case 'refused':
        return <RefusedPage reason={stage.reason} onBack={handleBackToAnswers} />;
      case 'withdrawn':
        return <WithdrawnBeforePage />;
      case 'thanks':
        return <ThanksPage receipt={stage.receipt} hasComment={hasComment(plan)} />;
      default:
        return null;
    }
  }

  return (
    <WordsContext.Provider value={words}>
      <FormContext.Provider value={handle}>
        {view.isDemo && <DemoMark />}
        {(stage.at === 'plain' || stage.at === 'start') && (
          <StartPage
            form={form}
            isLarge={large}
            {...switching}
            {...(stage.at === 'start' && { onStart: handleStart })}
          />
        )}
        {stage.at === 'plain' ? (
          <PlainForm form={form} submissionId={submissionId} languages={view.languages} isLarge={large} />
        ) : (
          stage.at !== 'start' && (
            <>
              <Bar {...switching} isLarge={large} />
              <main class="page">{content()}</main>
              <Foot name={form.unit.name} />
            </>
          )
        )}
      </FormContext.Provider>
    </WordsContext.Provider>
  );
}

/** The address without `#form`, which belongs to the page without script. */
const addressOf = (): string => location.pathname + location.search;
