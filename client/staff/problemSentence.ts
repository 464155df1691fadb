import type { TFunction } from 'i18next';
import { ApiProblem } from './api.ts';

/**
 * The sentence for a failed request in the reader's language. The server's own
 * sentence (English) stands in where no translation is known.
 */
export function problemSentence(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiProblem)) return t('problems.unexpected');
  return t(`problems.${error.code}`, { ...error.details, defaultValue: error.message });
}
