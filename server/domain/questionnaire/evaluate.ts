import type { BinaryOperator, Expression } from './expression.ts';
import { areEqual, isEmpty, numberFrom } from './values.ts';

/** Finds the answer that a path of an expression names; undefined where there is none. */
export type AnswerLookup = (path: readonly string[]) => unknown;

/**
 * The raw value of an expression, as survey-core computes it. `and` and `or`
 * return one of their operands, so a condition is not always a boolean: use
 * `holds` and its neighbours to decide.
 */
export function evaluate(expression: Expression, lookup: AnswerLookup): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'list':
      return expression.items.map((item) => evaluate(item, lookup));
    case 'answer':
      return readLiteral(lookup(expression.path));
    case 'not':
      return !evaluate(expression.operand, lookup);
    case 'unary': {
      const isUnanswered = isEmpty(evaluate(expression.operand, lookup));
      return expression.operator === 'empty' ? isUnanswered : !isUnanswered;
    }
    case 'binary':
      return operators[expression.operator](
        evaluate(expression.left, lookup),
        evaluate(expression.right, lookup),
      );
  }
}

/** For visibleIf and requiredIf of pages, panels and questions: survey-core wants exactly `true`. */
export const isTrue = (expression: Expression, lookup: AnswerLookup): boolean =>
  evaluate(expression, lookup) === true;

/** For enableIf: only exactly `false` disables. */
export const isNotFalse = (expression: Expression, lookup: AnswerLookup): boolean =>
  evaluate(expression, lookup) !== false;

/** For choices, rows and expression rules: survey-core compares loosely, so 1 and '1' hold too. */
export const holds = (expression: Expression, lookup: AnswerLookup): boolean =>
  evaluate(expression, lookup) == true; // eslint-disable-line eqeqeq

/** Text answers take part in conditions as what they look like: 'true' as true, '12' as 12 (but '012' as text). */
export function readLiteral(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  const lower = value.toLowerCase();
  if (lower === 'true' || lower === 'false') return lower === 'true';
  if (value.length > 1 && /^['"].*['"]$/s.test(value)) return value.slice(1, -1);

  const number = numberFrom(value);
  if (Number.isNaN(number)) return value;
  if (value.startsWith('0') && !value.startsWith('0x')) {
    const hasPoint = value[1] === '.' || value[1] === ',';
    if (!hasPoint && value.length > 1) return value;
  }
  return number;
}

type Operator = (left: unknown, right: unknown) => unknown;

const equal: Operator = (left, right) =>
  areEqual(left === 'undefined' ? undefined : left, right === 'undefined' ? undefined : right);

const isNothing = (value: unknown): boolean => value === undefined || value === null;

/** `<` of JavaScript on whatever came in; text is compared with text, else numbers. */
const less: Operator = (left, right) =>
  !isNothing(left) && !isNothing(right) && (left as number) < (right as number);

const contains: Operator = (left, right) => containsOrNot(left, right, true);

function containsOrNot(left: unknown, right: unknown, wanted: boolean): boolean {
  if (Array.isArray(left) && left.length === 0) return !wanted;
  if (!left && left !== 0 && left !== false) return false;
  if (!Array.isArray(left)) {
    if (!right) return false;
    return textOf(left).includes(textOf(right)) === wanted;
  }
  const wantedItems: readonly unknown[] = Array.isArray(right) ? right : [right];
  const hasAll = wantedItems.every((item) => left.some((candidate) => equal(candidate, item)));
  return hasAll ? wanted : !wanted;
}

/** An object as text is '[object Object]', as in JavaScript, but never by calling what the object may bring along. */
const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? '[object object]'
    : String(value).toLowerCase();

function anyOf(left: unknown, right: unknown): boolean {
  if (isEmpty(left)) return isEmpty(right);
  if (isEmpty(right)) return true;
  if (!Array.isArray(left)) return contains(right, left) as boolean;
  if (!Array.isArray(right)) return contains(left, right) as boolean;
  return right.some((item) => contains(left, item) as boolean);
}

function allOf(left: unknown, right: unknown): boolean {
  if (!left && !isEmpty(right)) return false;
  if (!Array.isArray(right)) return contains(left, right) as boolean;
  return right.every((item) => contains(left, item) as boolean);
}

/** What an empty operand becomes beside the other one: 0 beside a number, '' beside text, a list beside a list. */
function filled(value: unknown, other: unknown): unknown {
  if (!isEmpty(value)) return value;
  if (typeof other === 'number') return 0;
  if (typeof value === 'string') return value;
  if (typeof other === 'string') return '';
  return Array.isArray(other) ? [] : 0;
}

const withFilled =
  (operator: Operator): Operator =>
  (left, right) => {
    const filledLeft = filled(left, right);
    return operator(filledLeft, filled(right, filledLeft));
  };

const decimalsOf = (value: unknown): number =>
  isNumeric(value) ? (String(value).split('.')[1]?.length ?? 0) : 0;

const rounded = (value: number, decimals: number): number =>
  decimals > 0 ? parseFloat(value.toFixed(decimals)) : value;

function plus(left: unknown, right: unknown): unknown {
  if (Array.isArray(left) && Array.isArray(right) && !(isNumeric(left) && isNumeric(right))) {
    return [...left, ...right];
  }
  if (!isNumeric(left) || !isNumeric(right)) {
    if (Array.isArray(left) && typeof right === 'string') return left.join(', ') + right;
    if (Array.isArray(right) && typeof left === 'string') return left + right.join(', ');
    if (Array.isArray(left) && typeof right === 'number') return sumOfNumbers(left, right);
    if (Array.isArray(right) && typeof left === 'number') return sumOfNumbers(right, left);
  }
  const sum = (left as number) + (right as number);
  return typeof sum === 'number' ? rounded(sum, Math.max(decimalsOf(left), decimalsOf(right))) : sum;
}

const isNumeric = (value: unknown): boolean => !Number.isNaN(numberFrom(value));

const sumOfNumbers = (items: readonly unknown[], start: number): unknown =>
  items.reduce((sum, item) => (typeof item === 'number' ? plus(sum, item) : sum), start as unknown);

const minus: Operator = (left, right) =>
  rounded((left as number) - (right as number), Math.max(decimalsOf(left), decimalsOf(right)));

const times: Operator = (left, right) =>
  rounded((left as number) * (right as number), decimalsOf(left) + decimalsOf(right));

const operators: Record<BinaryOperator, Operator> = {
  and: withFilled((left, right) => left && right),
  or: withFilled((left, right) => left || right),
  equal,
  notequal: (left, right) => !equal(left, right),
  less,
  greater: (left, right) => less(right, left),
  lessorequal: (left, right) => equal(left, right) || less(left, right),
  greaterorequal: (left, right) => equal(left, right) || less(right, left),
  contains,
  notcontains: (left, right) => (!left && !isEmpty(right)) || containsOrNot(left, right, false),
  anyof: anyOf,
  noneof: (left, right) => !anyOf(left, right),
  allof: allOf,
  plus: withFilled(plus),
  minus: withFilled(minus),
  mul: withFilled(times),
  div: withFilled((left, right) => (right ? (left as number) / (right as number) : null)),
  mod: withFilled((left, right) => (right ? (left as number) % (right as number) : null)),
  power: withFilled((left, right) => Math.pow(left as number, right as number)),
};
