/** @jsxImportSource preact */
import type { Ref } from 'preact';
import type { AnswerFault } from '../../server/domain/questionnaire/plan.ts';
import { commentKey } from '../../server/domain/questionnaire/planIndex.ts';
import { textIn } from '../../server/domain/text.ts';
import { faultAt, numberOf, useForm } from './formHandle.ts';
import { Icon } from './icons.tsx';
import { controlId, itemsOf, type PageItem } from './pageItems.ts';
import { useWords } from './words.tsx';

interface Line {
  fault: AnswerFault;
  isSolved: boolean;
  href: string;
  words: string;
}

/** What is missing or wrong, once at the head of the page, each line leading to its question. */
export function FaultList({ focusRef }: { focusRef?: Ref<HTMLDivElement> }) {
  const form = useForm();
  const { t, language } = useWords();
  const lines: Line[] = form.plan.pages.flatMap((page) => {
    const items = itemsOf(page, form.seen, form.answers);
    // without script all pages stand below one another, and each begins to count anew
    const isOneOfMany = form.seen === undefined && form.plan.pages.length > 1 && page.title !== undefined;
    const place = isOneOfMany ? `${textIn(page.title ?? {}, language)}, ` : '';
    return linesOf(items, form.faults).map(({ item, fault }) => {
      const number = numberOf(items, item.question, item.row);
      const title = textIn(item.title, language);
      return {
        fault,
        isSolved: !linesOf([item], form.remaining).length,
        href:
          fault.reason === 'other-missing'
            ? `#${commentKey(item.question.name)}`
            : `#${controlId(item.question, item.row)}`,
        words: `${place}${number === undefined ? title : t('errors.question', { number, title })}`,
      };
    });
  });
  if (lines.length === 0) return null;

  // What was put right keeps its place, so that nothing moves under the finger.
  const open = lines.filter(({ isSolved }) => !isSolved);
  const isMissing = open.every(({ fault }) => fault.reason === 'missing');
  return (
    <div
      class={open.length === 0 ? 'error-summary is-done' : 'error-summary'}
      role="alert"
      tabIndex={-1}
      ref={focusRef ?? null}
    >
      <h2>
        <Icon name={open.length === 0 ? 'yes' : 'warning'} />
        {open.length === 0
          ? t('errors.solved')
          : t(isMissing ? 'errors.missing' : 'errors.mixed', { count: open.length })}
      </h2>
      <p>{t('errors.safe')}</p>
      <ul>
        {lines.map(({ href, words, isSolved }) => (
          <li key={href} class={isSolved ? 'is-solved' : undefined}>
            <a
              href={href}
              onClick={(event) => {
                const control = document.getElementById(href.slice(1));
                if (control === null) return;
                event.preventDefault();
                control.focus();
                control.closest('fieldset, .question')?.scrollIntoView();
              }}
            >
              {words}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One line for each item with a fault; a fault of a whole matrix is shown at its first row. */
function linesOf(items: readonly PageItem[], faults: readonly AnswerFault[]) {
  const told = new Set<AnswerFault>();
  return items.flatMap((item) => {
    const fault =
      faultAt(faults, item.question, item.row) ??
      (item.row === undefined ? undefined : faultAt(faults, item.question));
    if (fault === undefined || told.has(fault)) return [];
    told.add(fault);
    return [{ item, fault }];
  });
}
