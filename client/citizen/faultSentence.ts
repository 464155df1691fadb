import type { AnswerFault, PlanQuestion, Rule } from '../../server/domain/questionnaire/plan.ts';
import { textIn } from '../../server/domain/text.ts';
import type { TextKey } from './texts.ts';
import type { Words } from './words.tsx';

/** What to do about a fault: the questionnaire's own sentence where it has one, else ours. */
export function faultSentence({ t, language }: Words, question: PlanQuestion, fault: AnswerFault): string {
  const own = ownSentence(question, fault);
  if (own !== undefined) return textIn(own, language);
  return t(keyOf(question, fault), fault.limits);
}

function ownSentence(question: PlanQuestion, { reason }: AnswerFault) {
  if (reason === 'missing') return question.requiredErrorText;
  const kind = ruleBehind[reason];
  return question.rules?.find((rule) => rule.kind === kind && rule.text !== undefined)?.text;
}

const ruleBehind: Partial<Record<AnswerFault['reason'], Rule['kind']>> = {
  'too-long': 'length',
  'too-short': 'length',
  'too-small': 'number',
  'too-large': 'number',
  'not-a-number': 'number',
  'not-an-email': 'email',
  'too-few-choices': 'answerCount',
  'too-many-choices': 'answerCount',
  pattern: 'pattern',
  rule: 'expression',
};

function keyOf({ kind }: PlanQuestion, { reason }: AnswerFault): TextKey {
  switch (reason) {
    case 'missing':
      if (kind === 'text' || kind === 'comment') return 'fault.missing-words';
      if (kind === 'surveyjs') return 'fault.missing-inside';
      return kind === 'dropdown' || kind === 'checkbox' || kind === 'radiogroup'
        ? 'fault.missing-choice'
        : 'fault.missing';
    case 'unknown-question':
    case 'wrong-type':
    case 'alien-choice':
    case 'alien-row':
    case 'duplicate-choice':
      return 'fault.choose-again';
    case 'pattern':
      return 'fault.rule';
    default:
      return `fault.${reason}`;
  }
}
