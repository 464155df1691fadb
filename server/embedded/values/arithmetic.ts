import { Decimal128, Double } from 'bson';
import { unsupported } from '../errors.ts';
import { asDouble, isInt32, type Maybe, type Value } from './value.ts';

/** Numbers that can be computed with. */
export type Computable = number | bigint | Double;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** @throws StoreError 238 on Decimal128 */
export function isComputable(value: Maybe): value is Computable {
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Double) return true;
  if (value instanceof Decimal128) throw unsupported('arithmetic with Decimal128');
  return false;
}

export const isDouble = (value: Computable): boolean =>
  value instanceof Double || (typeof value === 'number' && !isInt32(value));

export const asNumber = (value: Computable): number =>
  value instanceof Double ? value.value : Number(value);

const asBigInt = (value: Computable): bigint => (typeof value === 'bigint' ? value : BigInt(value as number));

export type ArithmeticOperator = 'add' | 'subtract' | 'multiply';

/**
 * Adds, subtracts or multiplies as MongoDB does: doubles win; integers stay
 * int32 while they fit and no operand is an int64.
 * @returns undefined when the result does not fit into int64
 */
export function compute(operator: ArithmeticOperator, a: Computable, b: Computable): Value | undefined {
  if (isDouble(a) || isDouble(b)) {
    const [x, y] = [asNumber(a), asNumber(b)];
    return asDouble(operator === 'add' ? x + y : operator === 'subtract' ? x - y : x * y);
  }
  if (typeof a === 'number' && typeof b === 'number' && operator !== 'multiply') {
    const result = operator === 'add' ? a + b : a - b;
    return isInt32(result) ? result : BigInt(result);
  }
  const [x, y] = [asBigInt(a), asBigInt(b)];
  const result = operator === 'add' ? x + y : operator === 'subtract' ? x - y : x * y;
  if (result < INT64_MIN || result > INT64_MAX) return undefined;
  const small = Number(result);
  return typeof a === 'bigint' || typeof b === 'bigint' || !isInt32(small) ? result : small;
}

/** The same for expressions, where what does not fit becomes a double. */
export const computeOrWiden = (operator: ArithmeticOperator, a: Computable, b: Computable): Value =>
  compute(operator, a, b) ?? compute(operator, new Double(asNumber(a)), new Double(asNumber(b)))!;

/**
 * A running sum that keeps integers exact and adds doubles with compensation
 * (Neumaier), so that the order of documents hardly matters.
 */
export class Sum {
  private small = 0;
  private large = 0n;
  private isLong = false;
  private isDouble = false;
  private total = 0;
  private compensation = 0;

  add(value: Maybe): void {
    if (typeof value === 'number' && isInt32(value)) {
      this.small += value;
      if (this.small > 2 ** 52 || this.small < -(2 ** 52)) this.fold();
      return;
    }
    if (!isComputable(value)) return;
    if (typeof value === 'bigint') {
      this.isLong = true;
      this.large += value;
      return;
    }
    this.isDouble = true;
    const number = asNumber(value);
    const next = this.total + number;
    if (Number.isFinite(next)) {
      this.compensation +=
        Math.abs(this.total) >= Math.abs(number) ? this.total - next + number : number - next + this.total;
    }
    this.total = next;
  }

  /** Integers as exact as they are, doubles as doubles. */
  get value(): Value {
    if (this.isDouble) return asDouble(this.asNumber);
    if (!this.isLong && this.large === 0n && isInt32(this.small)) return this.small;
    const exact = this.large + BigInt(this.small);
    if (exact < INT64_MIN || exact > INT64_MAX) return asDouble(Number(exact));
    const number = Number(exact);
    return this.isLong || !isInt32(number) ? exact : number;
  }

  get asNumber(): number {
    this.fold();
    const doubles = this.total + this.compensation;
    return Number(this.large) + (Number.isNaN(doubles) ? this.total : doubles);
  }

  private fold(): void {
    this.large += BigInt(this.small);
    this.small = 0;
  }
}
