import type { RawAnswers } from '../../server/domain/questionnaire/formState.ts';

/** An unfinished form, kept in this tab so that reload and language lose nothing; the language itself is in the address and the cookie. Gone with the tab, or when sent. */
export interface KeptForm {
  version: string;
  id: string;
  answers: RawAnswers;
  /** Name of a page, or one of the steps beside them. */
  step: string;
  startedAt: number;
  /** End of answering; from then on the same submission is sent again and again. */
  answeredAt?: string;
}

const keyOf = (code: string): string => `form ${code}`;

export function findKept(code: string): KeptForm | undefined {
  try {
    const text = sessionStorage.getItem(keyOf(code));
    return text === null ? undefined : (JSON.parse(text) as KeptForm);
  } catch {
    return undefined; // storage is switched off on this device: the page itself still holds everything
  }
}

export function keep(code: string, form: KeptForm): void {
  try {
    sessionStorage.setItem(keyOf(code), JSON.stringify(form));
  } catch {
    // as above
  }
}

export function forget(code: string): void {
  try {
    sessionStorage.removeItem(keyOf(code));
  } catch {
    // as above
  }
}
