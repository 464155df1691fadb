/** @jsxImportSource react */
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  title: ReactNode;
  intro?: ReactNode;
  /** Buttons; the browser's own dialogue keeps the focus inside and closes on Esc. */
  footer?: ReactNode;
  isSmall?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A modal dialogue. Focus returns to where it was when it closes. */
export function Dialog({ title, intro, footer, isSmall = false, onClose, children }: Props) {
  const { t } = useTranslation();
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // Closed while it is still in the page: the browser gives the focus back only then.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={element}
      className={isSmall ? 'dialog small-dialog' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header>
        <div>
          <h2 id={titleId}>{title}</h2>
          {intro === undefined ? null : <p className="small soft">{intro}</p>}
        </div>
        <button className="btn btn-quiet" type="button" onClick={onClose}>
          {t('common.close')} <kbd>Esc</kbd>
        </button>
      </header>
      <div>{children}</div>
      {footer === undefined ? null : <footer>{footer}</footer>}
    </dialog>
  );
}
