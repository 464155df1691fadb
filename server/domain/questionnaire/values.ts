/**
 * Comparing and reading answer values the way survey-core 2.5.43 does, quirks
 * included: '1' equals 1, capitals and outer spaces do not count, the order in
 * a list does not count. Conditions are written against these rules, and the
 * property tests hold us to them.
 */

/** Empty: nothing, '', an empty list, or an object whose every entry is empty. Zero and false are answers. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isEmpty);
  return !value && value !== 0 && value !== false;
}

/** The number that survey-core reads from a value, or NaN. "1,5" is 1.5; "1-2" and digits beyond 15 places are no numbers, a list of one number is. */
export function numberFrom(value: unknown): number {
  if (Array.isArray(value)) return isFinite(Number(value)) ? parseFloat(String(value)) : NaN;
  if (typeof value !== 'string') return typeof value === 'number' && isFinite(value) ? value : NaN;

  let text = value.trim();
  if (text === '') return NaN;
  if (text.startsWith('0x')) return text.length > 32 ? NaN : parseInt(text);
  if (text.length > 15 && /^\d+$/.test(text)) return NaN;
  if (text.lastIndexOf('-') <= 0 && text.lastIndexOf('+') <= 0 && /[*^/%]/.test(text)) return NaN;
  if (text.split(',').length === 2) text = text.replace(',', '.');
  return isFinite(Number(text)) ? parseFloat(text) : NaN;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isNothing = (value: unknown): boolean => value === undefined || value === null;

/** Equality in conditions. The order of the rules is survey-core's and matters. */
export function areEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (isListOfNone(left) && right === undefined) return true;
  if (isListOfNone(right) && left === undefined) return true;
  if ((isNothing(left) && right === '') || (isNothing(right) && left === '')) return true;
  if (typeof left === 'string' && typeof right === 'string') {
    return left.trim().toLowerCase() === right.trim().toLowerCase();
  }
  if (readAsSameNumber(left, right)) return true;
  if (isEmpty(left) !== isEmpty(right)) return false;
  if (typeof left === 'boolean' && typeof right === 'string') return String(left) === right.toLowerCase();
  if (typeof right === 'boolean' && typeof left === 'string') return String(right) === left.toLowerCase();
  if (!isObject(left) && !isObject(right)) return left == right; // eslint-disable-line eqeqeq
  if (!isObject(left) || !isObject(right)) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) return false;
    const sorted = [...right].sort();
    return [...left].sort().every((item, at) => areEqual(item, sorted[at]));
  }
  return haveEqualEntries(left as Record<string, unknown>, right as Record<string, unknown>);
}

const isListOfNone = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const readAsSameNumber = (left: unknown, right: unknown): boolean =>
  readsAsNumber(left) &&
  readsAsNumber(right) &&
  parseInt(left as string) === parseInt(right as string) &&
  parseFloat(left as string) === parseFloat(right as string);

const readsAsNumber = (value: unknown): boolean =>
  !isNothing(value) && !Array.isArray(value) && !isNaN(value as number);

function haveEqualEntries(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && areEqual(left[key], right[key]))
  );
}
