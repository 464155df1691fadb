/**
 * Large text: a class on the root and a cookie that the server reads, so that
 * the next page has the right size before any script runs. Forgotten when a
 * form has been sent.
 */
const COOKIE = 'text-size';

export const isLarge = (): boolean => document.documentElement.classList.contains('large');

/** One listener for all buttons of all pages, those that come later included. */
export function enliveTextSize(): void {
  document.addEventListener('click', (event) => {
    const button = (event.target as Element | null)?.closest('.text-size');
    if (!button) return;
    const large = document.documentElement.classList.toggle('large');
    button.setAttribute('aria-pressed', String(large));
    document.cookie = large ? `${COOKIE}=large; path=/; samesite=lax` : `${COOKIE}=; path=/; max-age=0`;
  });
}

export function forgetTextSize(): void {
  document.cookie = `${COOKIE}=; path=/; max-age=0`;
}
