import { useEffect, useRef, useSyncExternalStore } from 'react';

const STORED_AS = 'sipas-shortcuts';
const listeners = new Set<() => void>();

const areOn = (): boolean => localStorage.getItem(STORED_AS) !== 'off';

export function switchShortcuts(on: boolean): void {
  localStorage.setItem(STORED_AS, on ? 'on' : 'off');
  for (const listener of listeners) listener();
}

/** Single-letter shortcuts can be switched off (WCAG 2.1.4). */
export const useShortcutsOn = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    areOn,
    () => true,
  );

/** True where a single letter belongs to what has the focus: a field, an editor, an open menu or dialogue. */
function isTaken({ target, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (altKey || ctrlKey || metaKey) return true;
  if (document.querySelector('dialog[open]') !== null) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="menu"], .cm-editor') !== null)
  );
}

/** The second key of a pair like `g s` must follow within this time. */
const PAIR_MS = 1500;

/** Calls the handler of a key, or of `g` and a key (`g s`), while no field has the focus. */
export function useShortcuts(handlers: Readonly<Record<string, () => void>>): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    let pairedUntil = 0;
    const handleKey = (event: KeyboardEvent) => {
      const isSecond = event.timeStamp < pairedUntil;
      pairedUntil = event.key.toLowerCase() === 'g' ? event.timeStamp + PAIR_MS : 0;
      const handler = latest.current[isSecond ? `g ${event.key.toLowerCase()}` : event.key];
      if (handler === undefined || !areOn() || isTaken(event)) return;
      event.preventDefault();
      handler();
    };
    window.addEventListener('keydown', handleKey);
    return () => window.removeEventListener('keydown', handleKey);
  }, []);
}
