import { StoreError, unsupported } from './errors.ts';
import { compileExpression, type Expression } from './expressions.ts';
import { knownAccumulators } from './knownNames.ts';
import { isComputable, Sum } from './values/arithmetic.ts';
import { groupingKey } from './values/keys.ts';
import { compareValues } from './values/order.ts';
import { asDouble, isDocument, type Document, type Maybe, type Value } from './values/value.ts';

/** What a group keeps for one of its fields while documents come in. */
export interface Accumulator {
  add(value: Maybe): void;
  readonly value: Value;
  /** Roughly how much it holds beyond a number. */
  readonly sizeBytes: number;
}

export interface AccumulatorField {
  name: string;
  expression: Expression;
  create: () => Accumulator;
}

class SumAccumulator implements Accumulator {
  protected readonly sum = new Sum();
  readonly sizeBytes = 0;

  add(value: Maybe): void {
    this.sum.add(value);
  }

  get value(): Value {
    return this.sum.value;
  }
}

class AverageAccumulator extends SumAccumulator {
  private count = 0;

  override add(value: Maybe): void {
    if (isComputable(value)) this.count++;
    super.add(value);
  }

  override get value(): Value {
    return this.count === 0 ? null : asDouble(this.sum.toNumber() / this.count);
  }
}

class LastAccumulator implements Accumulator {
  protected found: Maybe;
  sizeBytes = 0;

  add(value: Maybe): void {
    this.found = value;
    this.sizeBytes = heldBytes(value);
  }

  get value(): Value {
    return this.found ?? null;
  }
}

class FirstAccumulator extends LastAccumulator {
  private hasFound = false;

  override add(value: Maybe): void {
    if (!this.hasFound) super.add(value);
    this.hasFound = true;
  }
}

class ExtremeAccumulator extends LastAccumulator {
  private readonly sign: 1 | -1;

  constructor(sign: 1 | -1) {
    super();
    this.sign = sign;
  }

  override add(value: Maybe): void {
    if (value === undefined || value === null) return;
    if (this.found === undefined || compareValues(value, this.found) * this.sign < 0) super.add(value);
  }
}

class PushAccumulator implements Accumulator {
  private readonly items: Value[] = [];
  sizeBytes = 0;

  add(value: Maybe): void {
    if (value === undefined) return;
    this.items.push(value);
    this.sizeBytes += approximateBytes(value);
  }

  get value(): Value {
    return this.items;
  }
}

/** Values that are different. */
export class SetAccumulator implements Accumulator {
  private readonly items = new Map<string | number, Value>();
  sizeBytes = 0;

  add(value: Maybe): void {
    if (value === undefined) return;
    const key = groupingKey(value);
    if (this.items.has(key)) return;
    this.items.set(key, value);
    this.sizeBytes += approximateBytes(value);
  }

  get value(): Value {
    return [...this.items.values()];
  }
}

const makers: Readonly<Record<string, () => Accumulator>> = {
  $sum: () => new SumAccumulator(),
  $avg: () => new AverageAccumulator(),
  $min: () => new ExtremeAccumulator(1),
  $max: () => new ExtremeAccumulator(-1),
  $first: () => new FirstAccumulator(),
  $last: () => new LastAccumulator(),
  $push: () => new PushAccumulator(),
  $addToSet: () => new SetAccumulator(),
  $count: () => new SumAccumulator(),
};

/** @throws StoreError naming the accumulator that is unknown or unsupported */
export function compileAccumulator(name: string, definition: Value): AccumulatorField {
  if (name.includes('.')) throw new StoreError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$'))
    throw new StoreError(40236, `The field name '${name}' cannot be an operator name`);
  if (!isDocument(definition))
    throw new StoreError(40234, `The field '${name}' must be an accumulator object`);
  if (definition.size !== 1) throw new StoreError(40238, `The field '${name}' must specify one accumulator`);
  const [[operator, operand]] = definition as unknown as [[string, Value]];
  const create = makers[operator];
  if (create === undefined) {
    if (knownAccumulators.has(operator)) throw unsupported(`the accumulator ${operator}`);
    throw new StoreError(15952, `unknown group operator '${operator}'`);
  }
  if (operator === '$count' && !(isDocument(operand) && operand.size === 0)) {
    throw new StoreError(9, '$count takes no arguments, i.e. $count:{}');
  }
  // An array is several arguments to other operators; an accumulator takes one.
  if (Array.isArray(operand) && operand.length === 1)
    return { name, expression: compileExpression(operand[0]!), create };
  if (Array.isArray(operand)) throw new StoreError(40237, `The ${operator} accumulator is a unary operator`);
  const expression = compileExpression(operator === '$count' ? 1 : operand);
  return { name, expression, create };
}

/** A number or a date is counted with its accumulator. */
const heldBytes = (value: Maybe): number =>
  typeof value === 'string' || value instanceof Map || Array.isArray(value) ? approximateBytes(value) : 0;

/** Enough to stop what would fill the memory. */
export function approximateBytes(value: Maybe): number {
  if (typeof value === 'string') return 24 + value.length * 2;
  if (value instanceof Map) {
    let bytes = 80;
    for (const [name, field] of value as Document) bytes += 24 + name.length + approximateBytes(field);
    return bytes;
  }
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + approximateBytes(item), 32);
  return typeof value === 'object' && value !== null ? 64 : 16;
}
