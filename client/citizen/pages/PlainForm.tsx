/** @jsxImportSource preact */
import type { CitizenForm } from '../../../server/domain/citizenView.ts';
import type { Language } from '../../../server/domain/text.ts';
import { FaultList } from '../faultList.tsx';
import { Bar, Foot } from '../frame.tsx';
import { Icon } from '../icons.tsx';
import { Elements } from '../questions/Question.tsx';
import { Local, useWords } from '../words.tsx';
import { isTitleKnown, PageIntro } from './StepPage.tsx';

const FORM_ID = 'plain-form';

/**
 * The whole questionnaire as one ordinary form: what a browser without script
 * sends. Shown when its address is asked for (`#form`), or when it came back.
 */
export function PlainForm({
  form,
  submissionId,
  languages,
  isLarge,
  notice,
  isReturned = false,
}: {
  form: CitizenForm;
  submissionId: string;
  languages: readonly Language[];
  isLarge: boolean;
  notice?: { title: string; text: string } | undefined;
  isReturned?: boolean;
}) {
  const { t, language } = useWords();
  const { plan, collector, unit, version } = form;
  return (
    <div class={isReturned ? 'plain is-returned' : 'plain'} id="form">
      <Bar languages={languages} isLarge={isLarge} formId={FORM_ID} />
      <main class="page">
        <form id={FORM_ID} method="post" action={`/c/${collector.code}?lang=${language}`} noValidate>
          {/* Enter in a field presses the first button of a form: this one, not a language */}
          <button class="unseen" type="submit" tabIndex={-1} aria-hidden="true" />
          <input type="hidden" name="_id" value={submissionId} />
          <input type="hidden" name="_version" value={version} />
          <div class="page-head plain-head">
            <h1>
              <Local text={plan.title} />
            </h1>
            <p class="lede">
              <Local text={unit.name} />
            </p>
          </div>
          <div class="page-body">
            {notice !== undefined && (
              <div class="notice notice-warn" role="alert">
                <Icon name="warning" />
                <div>
                  <p>
                    <strong>{notice.title}</strong>
                  </p>
                  <p>{notice.text}</p>
                </div>
              </div>
            )}
            <FaultList />
            {plan.pages.map((page) => (
              <section key={page.name} class="page-body plain-page" id={`page-${page.name}`}>
                {page.title !== undefined && (
                  <h2>
                    <Local text={page.title} />
                  </h2>
                )}
                {page.visibleIf !== undefined && <p class="hint">{t('conditional')}</p>}
                <PageIntro page={page} />
                <Elements elements={page.elements} level={3} isTitleKnown={isTitleKnown(page)} />
              </section>
            ))}
            <p class="quiet">{t('plain.keep')}</p>
            <p>
              <button class="button button-wide" type="submit">
                {t('send')}
              </button>
            </p>
            <p class="quiet">{t('check.notKept')}</p>
          </div>
        </form>
      </main>
      <Foot name={unit.name} />
    </div>
  );
}
