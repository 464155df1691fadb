import type { FieldReader } from '../../server/domain/questionnaire/formFields.ts';
import type { Plan } from '../../server/domain/questionnaire/plan.ts';

/** Reads what stands in the fields of the page, whoever put it there: the person, or the browser after a reload. */
export function fieldReaderOf(root: ParentNode): FieldReader {
  return (name) =>
    [...root.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`)]
      .filter(({ type, checked }) => (type !== 'radio' && type !== 'checkbox') || checked)
      .map(({ value }) => value);
}

/**
 * The page on which the person is in the form without script, and a way to put
 * them back there: same control in focus, at the same height of the window.
 */
export function keepPlace(plan: Plan): { page: string; put: () => void } {
  const active = document.activeElement;
  const inForm = active instanceof HTMLElement && active.id !== '' && active.closest('.plain-page') !== null;
  const section = inForm ? active.closest('.plain-page') : sectionInView();
  const page = section?.id.replace(/^page-/, '') ?? '';
  const first = plan.pages[0]?.name ?? '';
  if (!inForm) return { page: page || first, put: () => undefined };

  const { id } = active;
  const top = active.getBoundingClientRect().top;
  const selection = active instanceof HTMLTextAreaElement ? active.selectionStart : undefined;
  return {
    page: page || first,
    put: () => {
      const again = document.getElementById(id);
      if (again === null) return;
      again.focus({ preventScroll: true });
      if (selection !== undefined && again instanceof HTMLTextAreaElement) {
        again.setSelectionRange(selection, selection);
      }
      scrollBy(0, again.getBoundingClientRect().top - top);
    },
  };
}

/** The part of the form that lies across the upper third of the window. */
function sectionInView(): Element | undefined {
  const line = innerHeight / 3;
  return [...document.querySelectorAll('.plain-page')].find((section) => {
    const { top, bottom } = section.getBoundingClientRect();
    return top <= line && bottom >= line;
  });
}
