/** @jsxImportSource preact */
import type { Ref } from 'preact';
import type { Plan, PlanPage } from '../../../server/domain/questionnaire/plan.ts';
import type { LocalizedText } from '../../../server/domain/text.ts';
import { FaultList } from '../faultList.tsx';
import { useForm } from '../formHandle.ts';
import { Drawing } from '../icons.tsx';
import { hasCheckPage, itemsOf, questionsOf, stepsOf } from '../pageItems.ts';
import { Elements } from '../questions/Question.tsx';
import { Local, useWords } from '../words.tsx';

/** One page of the questionnaire, alive. */
export function StepPage({
  page,
  onContinue,
  onBack,
  faultsRef,
}: {
  page: PlanPage;
  onContinue: () => void;
  onBack: () => void;
  faultsRef: Ref<HTMLDivElement>;
}) {
  const form = useForm();
  const { t } = useWords();
  const items = itemsOf(page, form.seen, form.answers);
  const isSentFromHere = !hasCheckPage(form.plan);
  const hasRows = items.some(({ row }) => row !== undefined);
  return (
    <form
      class="page-split"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onContinue();
      }}
    >
      <StepHead plan={form.plan} current={page.name} title={page.title ?? form.plan.title}>
        <PageIntro page={page} />
      </StepHead>
      <div class="page-body">
        <FaultList focusRef={faultsRef} />
        <Elements elements={page.elements} level={2} isTitleKnown={isTitleKnown(page)} />
        {hasRows && (
          <p class="progress-words" role="status">
            {t('progress', {
              answered: items.filter(({ isAnswered }) => isAnswered).length,
              questions: items.length,
            })}
          </p>
        )}
        <div class="actions">
          <button class="button" type="submit">
            {t(isSentFromHere ? 'send' : 'continue')}
          </button>
          <button class="button button-second" type="button" onClick={onBack}>
            {t('back')}
          </button>
        </div>
        {isSentFromHere && <p class="quiet">{t('check.notKept')}</p>}
      </div>
    </form>
  );
}

/** The page says what its single question is about, so that the question's own title is for listeners only. */
export const isTitleKnown = ({ description, elements }: PlanPage): boolean =>
  description !== undefined && elements.length === 1;

/** Name and number of the step, with the lotus; on a wide page the list of all steps. */
export function StepHead({
  plan,
  current,
  title,
  children,
}: {
  plan: Plan;
  /** Name of a page, or `undefined` for the check page. */
  current: string | undefined;
  title: LocalizedText | string;
  children?: preact.ComponentChildren;
}) {
  const { seen } = useForm();
  const { t } = useWords();
  const pages = seen === undefined ? plan.pages : stepsOf(plan, seen);
  const steps = pages.length + (hasCheckPage(plan) ? 1 : 0);
  const at = current === undefined ? pages.length : pages.findIndex(({ name }) => name === current);
  const stateOf = (step: number) =>
    step === at ? { 'aria-current': 'step' as const } : step < at ? { class: 'done' } : {};
  return (
    <div class="page-head">
      <div class="step">
        <Drawing name={`lotus-${Math.ceil((5 * (at + 1)) / steps)}`} className="step-lotus" />
        {steps > 1 && <p class="step-count">{t('step.count', { step: at + 1, steps })}</p>}
        <h1 tabIndex={-1}>{typeof title === 'string' ? title : <Local text={title} />}</h1>
      </div>
      {children}
      {steps > 1 && (
        <ol class="steps" aria-label={t('step.list')}>
          {pages.map((page, step) => (
            <li key={page.name} {...stateOf(step)}>
              <Local text={page.title ?? plan.title} />
            </li>
          ))}
          <li {...stateOf(pages.length)}>{t('check.title')}</li>
        </ol>
      )}
    </div>
  );
}

/** The sentence under the heading and, where levels are asked, which end of the ruler is which. */
export function PageIntro({ page }: { page: PlanPage }) {
  const ends = legendOf(page);
  return (
    <>
      {page.description !== undefined && (
        <p class="lede">
          <Local text={page.description} />
        </p>
      )}
      {ends !== undefined && (
        <p class="scale-legend">
          <span>
            {ends.lowest.number} <Local text={ends.lowest.text} />
          </span>
          <Drawing name="towards" />
          <span>
            {ends.highest.number} <Local text={ends.highest.text} />
          </span>
        </p>
      )}
    </>
  );
}

/** The ends of the ruler that the page's rows share; nothing where there are none or several. */
function legendOf(page: PlanPage) {
  const [first, ...others] = questionsOf(page.elements).filter(({ kind }) => kind === 'matrix');
  if (first?.kind !== 'matrix' || others.length > 0 || first.levels === undefined) return undefined;
  const { levels, columns } = first;
  if (levels.length < 2 || levels.length > 5) return undefined;
  const lowest = columns.find(({ value }) => value === levels[0]);
  const highest = columns.find(({ value }) => value === levels.at(-1));
  if (lowest === undefined || highest === undefined) return undefined;
  return {
    lowest: { number: 1, text: lowest.text },
    highest: { number: levels.length, text: highest.text },
  };
}
