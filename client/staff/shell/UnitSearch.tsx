/** @jsxImportSource react */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnitSearch, type ListedUnit } from '../hooks/useUnits.ts';
import { problemSentence } from '../problemSentence.ts';
import { nameIn } from '../unitName.ts';

interface Props {
  label: string;
  isLabelHidden?: boolean;
  placeholder?: string;
  className?: string;
  inputRef?: Ref<HTMLInputElement>;
  /** A field wrongly left empty. */
  error?: string | undefined;
  onPick: (unit: ListedUnit) => void;
}

const PAUSE_MS = 150;

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

/** Finds a unit by its name, with or without diacritics, among those the reader may see. */
export function UnitSearch({
  label,
  isLabelHidden = false,
  placeholder,
  className = 'input',
  inputRef,
  error,
  onPick,
}: Props) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(0);
  const holder = useRef<HTMLDivElement>(null);
  const id = useId();
  const search = useUnitSearch(usePaused(text));
  const units = search.data ?? [];
  const isAsking = text.trim().length >= 2;
  const hasList = isOpen && isAsking;

  const pick = (unit: ListedUnit | undefined) => {
    if (unit === undefined) return;
    setText('');
    setIsOpen(false);
    setActive(0);
    onPick(unit);
  };

  const handleKey = (event: KeyboardEvent) => {
    switch (event.key) {
      case 'ArrowDown':
        event.preventDefault();
        setIsOpen(true);
        setActive(Math.min(active + 1, Math.max(units.length - 1, 0)));
        break;
      case 'ArrowUp':
        event.preventDefault();
        setActive(Math.max(active - 1, 0));
        break;
      case 'Enter':
        if (!hasList) break;
        event.preventDefault();
        pick(units[active]);
        break;
      case 'Escape':
        if (!hasList) break;
        event.preventDefault();
        event.stopPropagation();
        setIsOpen(false);
        break;
    }
  };

  return (
    <div
      className="find"
      ref={holder}
      onBlur={(event) => {
        if (!holder.current?.contains(event.relatedTarget)) setIsOpen(false);
      }}
    >
      <label className={isLabelHidden ? 'vh' : 'label'} htmlFor={`${id}-input`}>
        {label}
      </label>
      <input
        id={`${id}-input`}
        ref={inputRef}
        className={className === '' ? undefined : className}
        type="search"
        role="combobox"
        autoComplete="off"
        placeholder={placeholder}
        value={text}
        aria-expanded={hasList}
        aria-controls={hasList ? `${id}-list` : undefined}
        aria-autocomplete="list"
        aria-activedescendant={hasList && units[active] !== undefined ? `${id}-${active}` : undefined}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        onChange={(event) => {
          setText(event.target.value);
          setIsOpen(true);
          setActive(0);
        }}
        onKeyDown={handleKey}
      />
      {error === undefined ? null : (
        <span className="err" id={`${id}-error`}>
          {error}
        </span>
      )}
      {hasList && units.length > 0 ? (
        <ul className="find-list" role="listbox" id={`${id}-list`} aria-label={label}>
          {units.map((unit, index) => (
            <li
              key={unit.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(unit)}
            >
              {nameIn(unit.name, i18n.language)}
              <small>{t(`kind.${unit.kind}`)}</small>
            </li>
          ))}
        </ul>
      ) : null}
      {hasList && units.length === 0 ? (
        <div className="find-list" id={`${id}-list`} role="status">
          <div className="menu-name">
            {search.error !== null
              ? problemSentence(search.error, t)
              : search.isFetching
                ? t('find.searching')
                : t('find.nothing')}
          </div>
        </div>
      ) : null}
    </div>
  );
}
