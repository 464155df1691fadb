import {
  ArrayOperand,
  BinaryOperand,
  ConditionsParser,
  Const,
  FunctionOperand,
  type Operand,
  UnaryOperand,
  Variable,
} from 'survey-core';
import { readLiteral } from '../domain/questionnaire/evaluate.ts';
import type { BinaryOperator, Expression } from '../domain/questionnaire/expression.ts';
import type { ChoiceValue } from '../domain/questionnaire/plan.ts';
import { isSlow, planTypeOf } from './allowList.ts';
import { quoted } from './objections.ts';
import { withinTime } from './timeLimit.ts';

/** What an expression may name. */
export interface Scope {
  /** Question name in small letters → what it is called and what is inside. */
  questions: ReadonlyMap<string, { name: string; type: string; rows: readonly string[] }>;
  /** The choice or row that `{item}` and `{choice}` mean, where the expression belongs to one. */
  item?: ChoiceValue;
}

/** An expression that cannot be used; the message is a sentence. */
export class ExpressionRefused extends Error {}

const PARSE_LIMIT_MS = 500;
const MOST_NODES = 200;
const DEEPEST = 30;

const BINARY = new Set<string>([
  'and',
  'or',
  'equal',
  'notequal',
  'greater',
  'greaterorequal',
  'less',
  'lessorequal',
  'contains',
  'notcontains',
  'anyof',
  'allof',
  'noneof',
  'plus',
  'minus',
  'mul',
  'div',
  'mod',
  'power',
] satisfies BinaryOperator[]);

/** SurveyJS's functions that give the same for the same answers, whenever they are asked. */
const slowFunctions = [
  ...['iif', 'sum', 'min', 'max', 'avg', 'round', 'trunc', 'dateDiff', 'diffDays'],
  ...['sumInArray', 'minInArray', 'maxInArray', 'avgInArray', 'countInArray'],
];

const hasLength = [
  ...['checkbox', 'tagbox', 'text', 'comment'],
  ...['matrixdynamic', 'paneldynamic', 'ranking'],
];

/**
 * Parses with survey-core and turns its operands into our tree.
 *
 * @throws ExpressionRefused with a sentence that says why
 */
export function compileExpression(text: string, scope: Scope): Expression {
  return convert(parse(text), scope, { nodes: 0 }, 0);
}

/**
 * Looks at an expression inside a question of the slow path, which SurveyJS
 * itself evaluates: it must be readable, of a size that can be evaluated for
 * every entry, and call no function that nobody has defined.
 *
 * @throws ExpressionRefused with a sentence that says why
 */
export function checkSlowExpression(text: string): void {
  let nodes = 0;
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if (++nodes > MOST_NODES) {
      throw new ExpressionRefused(`The expression has more than ${MOST_NODES} parts; simplify it.`);
    }
    if (part instanceof FunctionOperand && !slowFunctions.includes(part.functionName)) {
      throw new ExpressionRefused(
        `The function ${quoted(part.functionName)} cannot be used here; there are ${slowFunctions.join(', ')}.`,
      );
    }
    const { left, right, expression, parameters, values } = part as Record<string, unknown>;
    [left, right, expression, parameters, ...(Array.isArray(values) ? (values as unknown[]) : [])].forEach(
      walk,
    );
  };
  walk(parse(text));
}

function parse(text: string): Operand {
  const parser = new ConditionsParser();
  const attempt = () => parser.parseExpression(text);
  // Twice: that a machine stalls for a moment is no fault of the expression.
  const operand = withinTime(PARSE_LIMIT_MS, attempt) ?? withinTime(PARSE_LIMIT_MS, attempt);
  if (operand === undefined || operand === null) {
    const where = parser.error === undefined ? '' : ` (at position ${parser.error.at + 1})`;
    throw new ExpressionRefused(
      `The expression ${quoted(text)} cannot be read${where}; write it like {question} = 'value'.`,
    );
  }
  return operand;
}

function convert(
  operand: Operand | null | undefined,
  scope: Scope,
  budget: { nodes: number },
  depth: number,
): Expression {
  if (++budget.nodes > MOST_NODES || depth > DEEPEST) {
    throw new ExpressionRefused(`The expression has more than ${MOST_NODES} parts; simplify it.`);
  }
  const next = (child: Operand | null | undefined) => convert(child, scope, budget, depth + 1);

  // survey-core leaves "null" and "undefined" out of its tree
  if (operand === null || operand === undefined) return { kind: 'literal', value: null };
  if (operand instanceof Variable) return convertVariable(operand, scope);
  if (operand instanceof Const) return { kind: 'literal', value: operand.correctValue as string };
  if (operand instanceof FunctionOperand) {
    throw new ExpressionRefused(
      `The function ${quoted(operand.functionName)} cannot be used here; compare answers with =, >, contains, anyof, empty.`,
    );
  }
  if (operand instanceof ArrayOperand) {
    const { values } = operand as unknown as { values: (Operand | null)[] };
    if (values.includes(null)) {
      throw new ExpressionRefused(
        'A list in a condition holds null or undefined, on which SurveyJS fails; use empty or notempty.',
      );
    }
    return { kind: 'list', items: values.map(next) };
  }
  if (operand instanceof UnaryOperand) {
    const { operator, expression } = operand as unknown as { operator: string; expression: Operand };
    if (operator === 'negate') return { kind: 'not', operand: next(expression) };
    if (operator === 'empty' || operator === 'notempty') {
      return { kind: 'unary', operator, operand: next(expression) };
    }
    throw new ExpressionRefused(`The operator ${quoted(operator)} cannot be used here.`);
  }
  if (operand instanceof BinaryOperand && BINARY.has(operand.operator)) {
    return {
      kind: 'binary',
      operator: operand.operator as BinaryOperator,
      left: next(operand.leftOperand as Operand),
      right: next(operand.rightOperand as Operand),
    };
  }
  throw new ExpressionRefused(
    `The operator ${quoted((operand as BinaryOperand).operator)} cannot be used here.`,
  );
}

function convertVariable(operand: Variable, scope: Scope): Expression {
  const { variable, useValueAsItIs } = operand as unknown as { variable: string; useValueAsItIs: boolean };
  const refuse = (why: string) =>
    new ExpressionRefused(`The name ${quoted(`{${variable}}`)} in a condition ${why}.`);

  if (useValueAsItIs) throw refuse('begins with #, which is not supported; leave it out');
  if (['item', 'choice'].includes(variable.toLowerCase())) {
    if (scope.item === undefined) throw refuse('has a meaning only in conditions of choices and rows');
    return { kind: 'literal', value: readLiteral(scope.item) as ChoiceValue };
  }

  const [head = '', ...rest] = variable.split('.');
  const [, name = head, position] = /^(.*)\[(\d+)\]$/.exec(head) ?? [];
  const question = scope.questions.get(name.toLowerCase());
  if (question === undefined) throw refuse('is no question of this survey; check how it is written');

  if (position !== undefined) {
    if (planTypeOf(question.type) !== 'checkbox' || rest.length > 0)
      throw refuse('has a position, which only a checkbox has');
    return { kind: 'answer', path: [question.name, position] };
  }
  if (rest.length === 0) return { kind: 'answer', path: [question.name] };

  const key = rest.join('.');
  if (question.type === 'matrix') {
    const row = question.rows.find((value) => value.toLowerCase() === key.toLowerCase());
    if (row === undefined) throw refuse('is no row of that matrix; check how it is written');
    return { kind: 'answer', path: [question.name, row] };
  }
  if (isSlow(question.type) && !(key === 'length' && hasLength.includes(question.type))) {
    throw refuse(
      hasLength.includes(question.type)
        ? `looks into a ${question.type}; ask whether it is answered, or for its length`
        : `looks into a ${question.type}; ask only whether it is answered`,
    );
  }
  if (key === 'length' && hasLength.includes(question.type)) {
    return { kind: 'answer', path: [question.name, 'length'] };
  }
  throw refuse('names a part that this question does not have');
}
