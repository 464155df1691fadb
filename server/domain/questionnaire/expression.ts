/**
 * Conditions of a questionnaire (visibleIf, requiredIf, enableIf) as a small syntax tree.
 *
 * survey-core parses the text at publication (server/surveyjs); what is stored
 * in the plan and evaluated at every answer is this tree. Evaluation lives in
 * evaluate.ts and has survey-core as its oracle in the property tests.
 */
export type Expression =
  | { kind: 'literal'; value: string | number | boolean | null }
  /** A list literal, `['a', 'b']`. */
  | { kind: 'list'; items: Expression[] }
  /** A question's answer: `{access.seats}` is path ['access', 'seats']; indexes of checkbox lists are numbers as text. */
  | { kind: 'answer'; path: string[] }
  | { kind: 'not'; operand: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'unary'; operator: 'empty' | 'notempty'; operand: Expression };

export type BinaryOperator =
  | 'and'
  | 'or'
  | 'equal'
  | 'notequal'
  | 'greater'
  | 'greaterorequal'
  | 'less'
  | 'lessorequal'
  | 'contains'
  | 'notcontains'
  | 'anyof'
  | 'allof'
  | 'noneof'
  | 'plus'
  | 'minus'
  | 'mul'
  | 'div'
  | 'mod'
  | 'power';
