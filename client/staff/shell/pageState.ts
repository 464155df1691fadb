/** What the server wrote into the page for the browser: see server/http/staffPageRoutes.ts. */
export interface PageState {
  isDemo: boolean;
}

let state: PageState | undefined;

export function pageState(): PageState {
  if (state !== undefined) return state;
  const text =
    typeof document === 'undefined' ? undefined : document.getElementById('page-state')?.textContent;
  const parsed = text ? (JSON.parse(text) as Partial<PageState>) : {};
  state = { isDemo: parsed.isDemo === true };
  return state;
}

/** The nonce of the content security policy: CodeMirror's style element is the only one that needs it. */
export const styleNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
