/** @jsxImportSource preact */
import type { Visibility } from '../../../server/domain/questionnaire/visibility.ts';
import { textIn } from '../../../server/domain/text.ts';
import { useForm } from '../formHandle.ts';
import { Drawing, Icon } from '../icons.tsx';
import { stepsOf } from '../pageItems.ts';
import { reviewLines } from '../reviewLines.ts';
import { useWords } from '../words.tsx';
import { StepHead } from './StepPage.tsx';

/** Everything once more, in folds, before it is sent. */
export function CheckPage({
  seen,
  onSend,
  onBack,
  onEdit,
}: {
  seen: Visibility;
  onSend: () => void;
  onBack: () => void;
  onEdit: (page: string) => void;
}) {
  const { plan, answers } = useForm();
  const { t, language } = useWords();
  return (
    <form
      class="page-split"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <StepHead plan={plan} current={undefined} title={t('check.title')}>
        <p class="lede">{t('check.lede')}</p>
      </StepHead>
      <div class="page-body">
        <div class="review">
          {stepsOf(plan, seen).map((page, at) => {
            const lines = reviewLines(page, seen, answers, language);
            const part = textIn(page.title ?? plan.title, language);
            return (
              <details key={page.name} open={at === 0}>
                <summary>
                  <strong>{part}</strong>
                  <span class="review-count">
                    {t('check.count', {
                      answered: lines.filter(({ answer }) => answer !== undefined).length,
                      questions: lines.length,
                    })}
                  </span>
                  <Icon name="down" />
                </summary>
                <dl>
                  {lines.map(({ key, title, answer, glyph }) => (
                    <div key={key}>
                      <dt>{title}</dt>
                      <dd class={answer === undefined ? 'none' : undefined}>
                        {glyph !== undefined && <Drawing name={glyph} className="box-face" />}
                        {answer ?? t('check.none')}
                      </dd>
                    </div>
                  ))}
                </dl>
                <p>
                  <button class="soft-link as-link" type="button" onClick={() => onEdit(page.name)}>
                    {t('check.edit', { part })}
                  </button>
                </p>
              </details>
            );
          })}
        </div>
        <div class="actions">
          <button class="button" type="submit">
            {t('send')}
          </button>
          <button class="button button-second" type="button" onClick={onBack}>
            {t('back')}
          </button>
        </div>
        <p class="quiet">{t('check.notKept')}</p>
      </div>
    </form>
  );
}
