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

/** Zero of the same type. */
export const zeroLike = (value: Computable): Value =>
  isDouble(value) ? new Double(0) : typeof value === 'bigint' ? 0n : 0;

const asBigInt = (value: Computable): bigint => (typeof value === 'bigint' ? value : BigInt(value as number));

const fits = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX;

/** An integer in the smaller type if it fits there and no operand was an int64. */
const integer = (value: bigint, isLong: boolean): Value =>
  isLong || !isInt32(Number(value)) ? value : Number(value);

/**
 * Adds or multiplies as an update does: doubles win; integers stay int32 while
 * they fit and no operand is an int64.
 * @returns undefined when the result does not fit into int64
 */
export function compute(operator: 'add' | 'multiply', a: Computable, b: Computable): Value | undefined {
  if (isDouble(a) || isDouble(b)) {
    const [x, y] = [asNumber(a), asNumber(b)];
    return asDouble(operator === 'add' ? x + y : x * y);
  }
  const [x, y] = [asBigInt(a), asBigInt(b)];
  const result = operator === 'add' ? x + y : x * y;
  return fits(result) ? integer(result, typeof a === 'bigint' || typeof b === 'bigint') : undefined;
}

/** A difference in an expression: what does not fit becomes a double. */
export function subtract(a: Computable, b: Computable): Value {
  if (isDouble(a) || isDouble(b)) return asDouble(asNumber(a) - asNumber(b));
  const result = asBigInt(a) - asBigInt(b);
  return fits(result)
    ? integer(result, typeof a === 'bigint' || typeof b === 'bigint')
    : asDouble(asNumber(a) - asNumber(b));
}

/** A product in an expression: exact as long as all factors are integers and it fits, else a double. */
export function multiply(factors: readonly Computable[]): Value {
  let exact: bigint | undefined = 1n;
  for (const factor of factors) {
    exact = exact === undefined || isDouble(factor) ? undefined : exact * asBigInt(factor);
    if (exact !== undefined && !fits(exact)) exact = undefined;
  }
  if (exact === undefined)
    return asDouble(factors.reduce<number>((product, one) => product * asNumber(one), 1));
  return integer(
    exact,
    factors.some((one) => typeof one === 'bigint'),
  );
}

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
    this.addDouble(asNumber(value));
  }

  private addDouble(number: number): void {
    const next = this.total + number;
    if (Number.isFinite(next)) {
      this.compensation +=
        Math.abs(this.total) >= Math.abs(number) ? this.total - next + number : number - next + this.total;
    }
    this.total = next;
  }

  /** Integers as exact as they are, doubles as doubles. */
  get value(): Value {
    if (this.isDouble) return asDouble(this.toNumber());
    if (!this.isLong && this.large === 0n && isInt32(this.small)) return this.small;
    const exact = this.large + BigInt(this.small);
    return fits(exact) ? integer(exact, this.isLong) : asDouble(Number(exact));
  }

  /** The sum as a double; what is added afterwards is added to that. */
  toNumber(): number {
    this.fold();
    // An int64 is more than one double can hold: what the nearest one leaves is added too.
    const nearest = Number(this.large);
    this.addDouble(nearest);
    this.addDouble(Number(this.large - BigInt(nearest)));
    this.large = 0n;
    const sum = this.total + this.compensation;
    return Number.isNaN(sum) ? this.total : sum;
  }

  private fold(): void {
    this.large += BigInt(this.small);
    this.small = 0;
  }
}
