import type { Expression } from '../domain/questionnaire/expression.ts';
import type { ChoiceValue, Conditions } from '../domain/questionnaire/plan.ts';
import { pagesOf } from './checkLimits.ts';
import {
  checkSlowExpression,
  compileExpression,
  ExpressionRefused,
  type Scope,
} from './compileExpression.ts';
import { at, type Json, listOf, type ObjectionList } from './objections.ts';
import { itemOf } from './planParts.ts';

/** Turns the text of an expression into one of the plan's, where it belongs there. @throws ExpressionRefused */
type ReadExpression = (text: string, item?: ChoiceValue) => Expression | undefined;

/** The plan judges these conditions. */
export function judgedByPlan(definition: Json): ReadExpression {
  const scope: Scope = { questions: questionsOf(definition) };
  return (text, item) => compileExpression(text, item === undefined ? scope : { ...scope, item });
}

/** SurveyJS judges these conditions: they are only looked at. */
export const judgedBySurveyjs: ReadExpression = (text) => {
  checkSlowExpression(text);
  return undefined;
};

/** Reads the conditions of a definition. */
export class PlanConditions {
  constructor(
    private readonly read: ReadExpression,
    private readonly objections: ObjectionList,
  ) {}

  all(json: Json, where: string): Conditions {
    return {
      ...this.one('visibleIf', json, where),
      ...this.one('enableIf', json, where),
      ...this.one('requiredIf', json, where),
    };
  }

  /** A condition of `json`; for an item it may come from the question instead (choicesVisibleIf). */
  one<Key extends keyof Conditions>(
    key: Key,
    json: Json,
    where: string,
    fallback?: unknown,
    item?: ChoiceValue,
  ): { [K in Key]?: Expression } {
    const own = this.expression(json[key], at(where, key), item);
    const expression = own ?? this.expression(fallback, at(where, key), item);
    return (expression === undefined ? {} : { [key]: expression }) as { [K in Key]?: Expression };
  }

  expression(text: unknown, where: string, item?: ChoiceValue): Expression | undefined {
    if (typeof text !== 'string' || text.trim() === '') return undefined;
    try {
      return this.read(text, item);
    } catch (error) {
      if (!(error instanceof ExpressionRefused)) throw error;
      this.objections.error(where, error.message);
      return undefined;
    }
  }
}

function questionsOf(definition: Json): Scope['questions'] {
  const questions = new Map<string, { name: string; type: string; rows: readonly string[] }>();
  const walk = (elements: unknown) => {
    for (const element of listOf(elements)) {
      const json = element as Json;
      if (json['type'] === 'panel') {
        walk(json['elements']);
      } else {
        const name = json['name'] as string;
        questions.set(name.toLowerCase(), {
          name,
          type: json['type'] as string,
          rows: json['type'] === 'matrix' ? listOf(json['rows']).map((row) => String(itemOf(row).value)) : [],
        });
      }
    }
  };
  for (const { page } of pagesOf(definition, '')) walk((page as Json)['elements']);
  return questions;
}
