import type { Rule } from '../domain/questionnaire/plan.ts';
import type { LocalizedText } from '../domain/text.ts';
import type { Compiling } from './compiling.ts';
import { at, type Json, listOf } from './objections.ts';
import { objectionToPattern } from './patterns.ts';
import { number, positive } from './planParts.ts';

/** A question's validators as rules of the plan. */
export const compileRules = (compiling: Compiling, validators: unknown, where: string): Rule[] =>
  listOf(validators).flatMap((validator, position) =>
    compileRule(compiling, validator as Json, at(where, position)),
  );

function compileRule(compiling: Compiling, json: Json, where: string): Rule[] {
  const text = compiling.texts.optional('text', json, where);
  switch (json['type']) {
    case 'text':
      return [
        {
          kind: 'length',
          ...positive('min', json['minLength']),
          ...positive('max', json['maxLength']),
          ...text,
        },
      ];
    case 'numeric':
      return [
        { kind: 'number', ...number('min', json['minValue']), ...number('max', json['maxValue']), ...text },
      ];
    case 'email':
      return [{ kind: 'email', ...text }];
    case 'answercount':
      return [
        {
          kind: 'answerCount',
          ...positive('min', json['minCount']),
          ...positive('max', json['maxCount']),
          ...text,
        },
      ];
    case 'regex':
      return patternRule(compiling, json, where, text);
    default:
      return expressionRule(compiling, json, where, text);
  }
}

function patternRule(
  { objections }: Compiling,
  json: Json,
  where: string,
  text: { text?: LocalizedText },
): Rule[] {
  const insensitive = (json['caseInsensitive'] ?? json['insensitive']) === true;
  const sentence = objectionToPattern(json['regex'], insensitive);
  if (sentence !== undefined) {
    objections.error(at(where, 'regex'), sentence);
    return [];
  }
  return [
    { kind: 'pattern', pattern: json['regex'] as string, ...(insensitive && { insensitive }), ...text },
  ];
}

function expressionRule(
  { objections, conditions }: Compiling,
  json: Json,
  where: string,
  text: { text?: LocalizedText },
): Rule[] {
  const here = at(where, 'expression');
  if (typeof json['expression'] !== 'string' || json['expression'].trim() === '') {
    objections.error(here, 'The rule has no expression; write one or remove the rule.');
  }
  const expression = conditions.expression(json['expression'], here);
  return expression === undefined ? [] : [{ kind: 'expression', expression, ...text }];
}
