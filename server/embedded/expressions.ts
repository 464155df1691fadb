import { Binary, ObjectId } from 'bson';
import { badValue, StoreError, typeMismatch, unsupported } from './errors.ts';
import { knownExpressions } from './knownNames.ts';
import {
  asNumber,
  isComputable,
  isDouble,
  multiply,
  subtract,
  Sum,
  type Computable,
} from './values/arithmetic.ts';
import { memberOf } from './values/keys.ts';
import { areEqual, compareValues } from './values/order.ts';
import { resolveExpressionPath, splitPath } from './values/paths.ts';
import {
  asDouble,
  asInteger,
  isDocument,
  isTruthy,
  typeNameOf,
  type Document,
  type Maybe,
  type Value,
} from './values/value.ts';

/** An expression, compiled once per command. */
export interface Expression {
  evaluate: (root: Document) => Maybe;
  /** It looks at no document. */
  isConstant: boolean;
}

const constant = (value: Maybe): Expression => ({ evaluate: () => value, isConstant: true });

/** @throws StoreError naming the operator that is unknown or unsupported */
export function compileExpression(value: Value): Expression {
  if (typeof value === 'string') return value.startsWith('$') ? compilePath(value) : constant(value);
  if (Array.isArray(value)) {
    const items = value.map(compileExpression);
    return fold(items, (root) => items.map(({ evaluate }) => evaluate(root) ?? null));
  }
  if (!isDocument(value)) return constant(value);
  const [first] = value.keys();
  if (first?.startsWith('$') === true) {
    if (value.size > 1) {
      throw new StoreError(
        15983,
        `an object representing an expression must have exactly one field: ${[...value.keys()].join(', ')}`,
      );
    }
    return compileOperator(first, value.get(first)!);
  }
  const fields = [...value].map(([name, field]) => {
    if (name.startsWith('$') || name.includes('.'))
      throw new StoreError(16412, `FieldPath field names may not contain '.' or begin with '$': ${name}`);
    return { name, ...compileExpression(field) };
  });
  return fold(fields, (root) => {
    const document: Document = new Map();
    for (const { name, evaluate } of fields) {
      const found = evaluate(root);
      if (found !== undefined) document.set(name, found);
    }
    return document;
  });
}

/** An expression of `parts`, evaluated at once when they are all constant. */
function fold(parts: readonly Expression[], evaluate: Expression['evaluate']): Expression {
  return parts.every(({ isConstant }) => isConstant)
    ? constant(evaluate(new Map()))
    : { evaluate, isConstant: false };
}

function compilePath(text: string): Expression {
  if (text.startsWith('$$')) {
    const [name = '', ...parts] = splitPath(text.slice(2));
    switch (name) {
      case 'ROOT':
      case 'CURRENT':
        return { evaluate: (root) => resolveExpressionPath(root, parts, 0), isConstant: false };
      case 'REMOVE':
        return constant(undefined);
      case 'NOW':
        return constant(new Date());
      default:
        throw new StoreError(17276, `Use of undefined variable: ${name}`);
    }
  }
  const parts = splitPath(text.slice(1));
  if (parts.includes(''))
    throw new StoreError(parts.length === 1 ? 16872 : 15998, `'${text}' is not a valid field path`);
  const [first] = parts;
  if (parts.length === 1) return { evaluate: (root) => root.get(first!), isConstant: false };
  return {
    evaluate: (root) => {
      let value: Maybe = root;
      for (let at = 0; at < parts.length; at++) {
        if (!(value instanceof Map)) return resolveExpressionPath(value, parts, at);
        value = value.get(parts[at]!);
      }
      return value;
    },
    isConstant: false,
  };
}

function compileOperator(name: string, operand: Value): Expression {
  const operator = operators[name];
  if (operator !== undefined) return operator(operand, name);
  if (knownExpressions.has(name)) throw unsupported(`the expression ${name}`);
  throw new StoreError(168, `Unrecognized expression '${name}'`);
}

type Compiler = (operand: Value, name: string) => Expression;

/** Operators that evaluate all of their arguments; `count` of them, or any number. */
function strict(count: number | undefined, evaluate: (args: Maybe[], name: string) => Maybe): Compiler {
  return (operand, name) => {
    const args = argumentsOf(operand, name, count).map(compileExpression);
    return fold(args, (root) =>
      evaluate(
        args.map((argument) => argument.evaluate(root)),
        name,
      ),
    );
  };
}

function argumentsOf(operand: Value, name: string, count: number | undefined): Value[] {
  const given = Array.isArray(operand) ? operand : [operand];
  if (count !== undefined && given.length !== count) {
    throw new StoreError(
      16020,
      `Expression ${name} takes exactly ${count} arguments. ${given.length} were passed in.`,
    );
  }
  return given;
}

const comparison =
  (accepts: (difference: number) => boolean): Compiler =>
  (operand, name) => {
    const [left, right] = argumentsOf(operand, name, 2).map(compileExpression) as [Expression, Expression];
    const [a, b] = [left.evaluate, right.evaluate];
    return fold([left, right], (root) => accepts(compareValues(a(root), b(root))));
  };

/** Equality with a constant is the most frequent question of a tally. */
const equality =
  (isWanted: boolean): Compiler =>
  (operand, name) => {
    const [left, right] = argumentsOf(operand, name, 2).map(compileExpression) as [Expression, Expression];
    const [a, b] = [left.evaluate, right.evaluate];
    if (right.isConstant && !left.isConstant) {
      const wanted = b(new Map());
      const isText = typeof wanted === 'string';
      return {
        evaluate: (root) => {
          const value = a(root);
          if (value === wanted) return isWanted;
          if (isText && typeof value === 'string') return !isWanted;
          return areEqual(value, wanted) === isWanted;
        },
        isConstant: false,
      };
    }
    return fold([left, right], (root) => areEqual(a(root), b(root)) === isWanted);
  };

const inArray: Compiler = (operand, name) => {
  const [item, array] = argumentsOf(operand, name, 2).map(compileExpression) as [Expression, Expression];
  const check = (value: Maybe): Value[] => {
    if (Array.isArray(value)) return value;
    throw new StoreError(40081, `$in requires an array as a second argument, found: ${typeNameOf(value)}`);
  };
  const { evaluate } = item;
  if (array.isConstant) {
    const isListed = memberOf(check(array.evaluate(new Map())));
    return fold([item], (root) => isListed(evaluate(root)));
  }
  return fold([item, array], (root) => {
    const value = evaluate(root);
    return check(array.evaluate(root)).some((one) => areEqual(one, value));
  });
};

const condition: Compiler = (operand) => {
  let parts: Value[];
  if (Array.isArray(operand)) parts = argumentsOf(operand, '$cond', 3);
  else if (isDocument(operand)) {
    for (const name of operand.keys()) {
      if (!['if', 'then', 'else'].includes(name))
        throw new StoreError(17083, `Unrecognized parameter to $cond: ${name}`);
    }
    parts = ['if', 'then', 'else'].map((name) => {
      const part = operand.get(name);
      if (part === undefined) throw new StoreError(17080, `Missing '${name}' parameter to $cond`);
      return part;
    });
  } else throw new StoreError(16020, 'Expression $cond takes exactly 3 arguments. 1 were passed in.');
  const [test, then, otherwise] = parts.map(compileExpression) as [Expression, Expression, Expression];
  const [a, b, c] = [test.evaluate, then.evaluate, otherwise.evaluate];
  return fold([test, then, otherwise], (root) => {
    const outcome = a(root);
    return (outcome === true || isTruthy(outcome) ? b : c)(root);
  });
};

const switchCase: Compiler = (operand) => {
  if (!isDocument(operand)) throw new StoreError(40060, '$switch requires an object as an argument');
  const list = operand.get('branches');
  if (!Array.isArray(list) || list.length === 0)
    throw new StoreError(40068, '$switch requires at least one branch');
  for (const name of operand.keys()) {
    if (name !== 'branches' && name !== 'default')
      throw new StoreError(40067, `$switch found an unknown argument: ${name}`);
  }
  const branches = list.map((branch) => {
    const test = isDocument(branch) ? branch.get('case') : undefined;
    const then = isDocument(branch) ? branch.get('then') : undefined;
    if (test === undefined || then === undefined)
      throw new StoreError(40065, "$switch requires each branch have a 'case' and a 'then' expression");
    return { test: compileExpression(test), then: compileExpression(then) };
  });
  const fallback = operand.get('default');
  const otherwise = fallback === undefined ? undefined : compileExpression(fallback);
  return {
    isConstant: false,
    evaluate: (root) => {
      for (const { test, then } of branches) if (isTruthy(test.evaluate(root))) return then.evaluate(root);
      if (otherwise === undefined) {
        throw new StoreError(
          40066,
          '$switch could not find a matching branch for an input, and no default was specified.',
        );
      }
      return otherwise.evaluate(root);
    },
  };
};

const isNothing = (value: Maybe): value is null | undefined => value === null || value === undefined;

function number(value: Maybe, name: string): Computable {
  if (value instanceof Date) throw unsupported(`date arithmetic (${name})`);
  if (isComputable(value)) return value;
  throw typeMismatch(`${name} only supports numeric types, not ${typeNameOf(value)}`);
}

/** What stands before a null must make sense; what stands behind it is not looked at. */
function untilNothing<T>(args: readonly Maybe[], check: (value: Maybe) => T): T[] | undefined {
  const checked: T[] = [];
  for (const value of args) {
    if (isNothing(value)) return undefined;
    checked.push(check(value));
  }
  return checked;
}

const operators: Readonly<Record<string, Compiler>> = {
  $literal: (operand) => constant(operand),
  $eq: equality(true),
  $ne: equality(false),
  $gt: comparison((difference) => difference > 0),
  $gte: comparison((difference) => difference >= 0),
  $lt: comparison((difference) => difference < 0),
  $lte: comparison((difference) => difference <= 0),
  $cmp: strict(2, ([a, b]) => Math.sign(compareValues(a, b))),
  $and: lazy((values) => values.every(isTruthy)),
  $or: lazy((values) => values.some(isTruthy)),
  $not: strict(1, ([value]) => !isTruthy(value)),
  $in: inArray,
  $cond: condition,
  $switch: switchCase,
  $ifNull: (operand, name) => {
    const args = argumentsOf(operand, name, undefined).map(compileExpression);
    if (args.length < 2) throw new StoreError(1257300, '$ifNull needs at least two arguments');
    return fold(args, (root) => {
      let value: Maybe;
      for (const { evaluate } of args) {
        value = evaluate(root);
        if (!isNothing(value)) return value;
      }
      return value;
    });
  },
  $add: strict(undefined, (args, name) => {
    const sum = new Sum();
    const numbers = untilNothing(args, (value) => sum.add(number(value, name)));
    return numbers === undefined ? null : sum.value;
  }),
  $multiply: strict(undefined, (args, name) => {
    const numbers = untilNothing(args, (value) => number(value, name));
    return numbers === undefined ? null : multiply(numbers);
  }),
  $subtract: strict(2, ([a, b], name) =>
    isNothing(a) || isNothing(b) ? null : subtract(number(a, name), number(b, name)),
  ),
  $divide: strict(2, ([a, b], name) => {
    if (isNothing(a) || isNothing(b)) return null;
    const [dividend, divisor] = [asNumber(number(a, name)), asNumber(number(b, name))];
    if (divisor === 0) throw badValue("can't $divide by zero");
    return asDouble(dividend / divisor);
  }),
  $concat: strict(undefined, (args) => {
    const texts = untilNothing(args, (value) => {
      if (typeof value === 'string') return value;
      throw new StoreError(16702, `$concat only supports strings, not ${typeNameOf(value)}`);
    });
    return texts === undefined ? null : texts.join('');
  }),
  $toString: strict(1, ([value]) => toText(value)),
  $size: strict(1, ([value]) => {
    if (Array.isArray(value)) return value.length;
    throw new StoreError(
      17124,
      `The argument to $size must be an array, but was of type: ${typeNameOf(value)}`,
    );
  }),
  $isArray: strict(1, ([value]) => Array.isArray(value)),
  $arrayElemAt: strict(2, ([array, at]) => {
    if (isNothing(array) || isNothing(at)) return null;
    if (!Array.isArray(array)) {
      throw new StoreError(
        28689,
        `$arrayElemAt's first argument must be an array, but is ${typeNameOf(array)}`,
      );
    }
    const index = asInteger(at);
    if (index === undefined) {
      throw new StoreError(
        28690,
        `$arrayElemAt's second argument must be a whole number, but is ${typeNameOf(at)}`,
      );
    }
    return array.at(index);
  }),
  $objectToArray: strict(1, ([value]) => {
    if (isNothing(value)) return null;
    if (!isDocument(value)) {
      throw new StoreError(40390, `$objectToArray requires a document input, found: ${typeNameOf(value)}`);
    }
    return [...value].map(
      ([k, v]) =>
        new Map<string, Value>([
          ['k', k],
          ['v', v],
        ]),
    );
  }),
};

/** `$and` and `$or` stop at the first answer: what stands behind may throw. */
function lazy(decide: (values: Maybe[]) => boolean): Compiler {
  const isAnd = decide([]);
  return (operand, name) => {
    const args = argumentsOf(operand, name, undefined).map(compileExpression);
    return fold(args, (root) => {
      for (const { evaluate } of args) if (isTruthy(evaluate(root)) !== isAnd) return !isAnd;
      return isAnd;
    });
  };
}

function toText(value: Maybe): Maybe {
  if (isNothing(value)) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (isComputable(value)) {
    const number = asNumber(value);
    if (!Number.isFinite(number)) return Number.isNaN(number) ? 'NaN' : number > 0 ? 'Infinity' : '-Infinity';
    // MongoDB prints six digits of a double, and an exponent where that is shorter.
    const size = Math.abs(number);
    const isShort = Number(number.toPrecision(6)) === number && (size === 0 || (size >= 1e-4 && size < 1e6));
    if (isDouble(value) && !isShort) throw unsupported('$toString of a double of more than six digits');
    return Object.is(number, -0) ? '-0' : String(number);
  }
  if (value instanceof Binary) throw unsupported('$toString of binary data');
  throw new StoreError(
    241,
    `Unsupported conversion from ${typeNameOf(value)} to string in $convert with no onError value`,
  );
}
