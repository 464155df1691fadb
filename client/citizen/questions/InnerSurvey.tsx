/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SurveyjsQuestion } from '../../../server/domain/questionnaire/plan.ts';
import { isDisabled, isRequired, useForm } from '../formHandle.ts';
import { controlId } from '../pageItems.ts';
import { register } from '../innerSurveys.ts';
import type { FormAround, Mounted, MountQuestion } from '../../surveyjs/mounting.ts';
import { useWords } from '../words.tsx';
import { FaultLine, Hint, needsHint, Numbered, useSurroundings } from './parts.tsx';

/** A question of the slow path: our frame, and inside it SurveyJS's own renderer, loaded when it is needed. */
export function InnerSurvey({ question }: { question: SurveyjsQuestion }) {
  const form = useForm();
  const { t, language } = useWords();
  const isPlain = form.seen === undefined;
  const around = useSurroundings(question, { base: 'question', hasHint: needsHint(question, isPlain) });
  const holder = useRef<HTMLDivElement>(null);
  const mounted = useRef<Mounted>();
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const formAround: FormAround = {
    language,
    ownLanguage: form.plan.languages[0] ?? language,
    answers: form.seen?.answers ?? {},
    isRequired: isRequired(form, question),
    isDisabled: isDisabled(form, question),
  };
  /** What the page knows now, also when the renderer arrives later. */
  const latest = useRef({ formAround, answers: form.answers, answer: form.answer });
  latest.current = { formAround, answers: form.answers, answer: form.answer };

  useEffect(() => {
    if (isPlain) return;
    let isHere = true;
    let unregister: (() => void) | undefined;
    load()
      .then((mountQuestion) => {
        if (!isHere || holder.current === null) return;
        const { formAround: now, answers } = latest.current;
        // its own answer as it was typed, also where the plan does not take it
        const all = { ...now.answers, [question.name]: answers[question.name] };
        const survey = mountQuestion(holder.current, question, { ...now, answers: all }, (value) =>
          latest.current.answer(question.name, value),
        );
        mounted.current = survey;
        unregister = register(question.name, survey);
        setState('shown');
        // the list of faults is looked at again, now that what is inside can be judged
        latest.current.answer(question.name, answers[question.name]);
      })
      .catch(() => {
        if (isHere) setState('failed');
      });
    return () => {
      isHere = false;
      mounted.current = undefined;
      unregister?.();
    };
  }, [question, isPlain]);

  useEffect(() => mounted.current?.update(formAround));

  const titleId = `${question.name}-title`;
  return (
    <div
      class={around.className}
      id={controlId(question)}
      role="group"
      tabIndex={-1}
      aria-labelledby={titleId}
      aria-describedby={around.describedBy}
    >
      <p class="field-label" id={titleId}>
        <Numbered question={question} />
      </p>
      <Hint question={question} id={around.hintId} />
      <FaultLine question={question} around={around} />
      {isPlain && <p class="quiet">{t('surveyjs.needsScript')}</p>}
      {!isPlain && state === 'loading' && (
        <p class="quiet" role="status">
          {t('surveyjs.loading')}
        </p>
      )}
      {state === 'failed' && (
        <p role="alert">
          {t('surveyjs.failed')}{' '}
          {/* browsers remember that a part could not be loaded; what was answered is kept over a reload */}
          <button class="soft-link as-link" type="button" onClick={() => location.reload()}>
            {t('surveyjs.again')}
          </button>
        </p>
      )}
      <div class="inner-survey" ref={holder} />
    </div>
  );
}

const load = async (): Promise<MountQuestion> =>
  (await import('../../surveyjs/mountQuestion.tsx')).mountQuestion;
