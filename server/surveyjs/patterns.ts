import { checkSync } from 'recheck';
import { limits } from './checkLimits.ts';

/** Patterns that need no proof because they were proven once (and are again by a test). */
export const patternCatalogue: Readonly<Record<string, string>> = {
  'a Vietnamese telephone number': '^0[0-9]{9,10}$',
  'a postal code': '^[0-9]{5,6}$',
  'a number without sign': '^[0-9]+$',
  'a dossier code': '^[A-Z0-9.-]{6,40}$',
};

const CHECK_LIMIT_MS = 3000;

/**
 * Why a regular expression of a definition may not be used, or undefined.
 *
 * It would run on whatever a stranger sends, so it must be in the catalogue or
 * proven to take no more than linear time.
 */
export function objectionToPattern(pattern: unknown, isInsensitive: boolean): string | undefined {
  if (typeof pattern !== 'string' || pattern === '') {
    return 'The rule "regex" needs a pattern; write it into "regex".';
  }
  if (Object.values(patternCatalogue).includes(pattern)) return undefined;
  if (pattern.length > limits.expressionLength) {
    return `The pattern has ${pattern.length} letters, the limit is ${limits.expressionLength}; simplify it.`;
  }
  try {
    new RegExp(pattern, isInsensitive ? 'i' : '');
  } catch {
    return `The pattern ${pattern} is not a regular expression; correct it.`;
  }
  const { status } = checkSync(pattern, isInsensitive ? 'i' : '', {
    timeout: CHECK_LIMIT_MS,
    checker: 'auto',
  });
  if (status === 'safe') return undefined;
  const names = Object.entries(patternCatalogue).map(([name, known]) => `${known} (${name})`);
  return status === 'vulnerable'
    ? `The pattern ${pattern} can be made to run for hours by a crafted answer; use a simpler one, for example ${names.join(', ')}.`
    : `The pattern ${pattern} could not be proven harmless; use a simpler one, for example ${names.join(', ')}.`;
}
