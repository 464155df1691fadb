/** @jsxImportSource react */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface MenuItem {
  key: string;
  label: ReactNode;
  hint?: ReactNode;
  /** Given: the item is one of several choices. */
  isChecked?: boolean;
  /** Language of the label where it is not the page's. */
  lang?: string;
  isAfterRule?: boolean;
  onSelect: () => void;
}

interface Props {
  /** What the button shows. */
  children: ReactNode;
  /** Name of the menu, and of the button where its text does not say enough. */
  label: string;
  isButtonLabelled?: boolean;
  className?: string;
  isAtEnd?: boolean;
  items: readonly MenuItem[];
}

/** A button that opens a menu: arrows, Home and End move, Esc gives the focus back. */
export function Menu({ children, label, isButtonLabelled = false, className, isAtEnd, items }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menuId = useId();

  const itemElements = () =>
    Array.from(holder.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []);

  useEffect(() => {
    if (!isOpen) return;
    const elements = itemElements();
    (elements.find((element) => element.getAttribute('aria-checked') === 'true') ?? elements[0])?.focus();
    const handlePointer = (event: PointerEvent) => {
      if (!holder.current?.contains(event.target as Node)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', handlePointer);
    return () => document.removeEventListener('pointerdown', handlePointer);
  }, [isOpen]);

  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };

  const handleMenuKey = (event: KeyboardEvent) => {
    const elements = itemElements();
    const current = elements.indexOf(document.activeElement as HTMLElement);
    const last = elements.length - 1;
    const target: Record<string, number> = {
      ArrowDown: current === last ? 0 : current + 1,
      ArrowUp: current <= 0 ? last : current - 1,
      Home: 0,
      End: last,
    };
    const next = target[event.key];
    if (next !== undefined) {
      event.preventDefault();
      elements[next]?.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (event.key === 'Tab') {
      setIsOpen(false);
    }
  };

  const handleButtonKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    setIsOpen(true);
  };

  return (
    <div className={isAtEnd ? 'pop end' : 'pop'} ref={holder}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        aria-label={isButtonLabelled ? label : undefined}
        onClick={() => setIsOpen(!isOpen)}
        onKeyDown={handleButtonKey}
      >
        {children}
      </button>
      {isOpen ? (
        <div className="menu" role="menu" id={menuId} aria-label={label} onKeyDown={handleMenuKey}>
          {items.map(({ key, label: text, hint, isChecked, lang, isAfterRule, onSelect }) => (
            <div key={key} role="none">
              {isAfterRule ? <hr /> : null}
              <button
                type="button"
                role={isChecked === undefined ? 'menuitem' : 'menuitemradio'}
                aria-checked={isChecked}
                tabIndex={-1}
                lang={lang}
                onClick={() => {
                  close();
                  onSelect();
                }}
              >
                {text}
                {hint === undefined ? null : <small>{hint}</small>}
              </button>
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
