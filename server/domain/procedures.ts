/** What a visit was about: the choices of the question that a scoring names for it. */
import type { ChoiceValue, Plan } from './questionnaire/plan.ts';
import { indexOf, valuesOf } from './questionnaire/planIndex.ts';
import type { SurveyVersion } from './questionnaire/version.ts';
import type { LocalizedText } from './text.ts';

export function proceduresOf(plan: Plan, question: string | undefined): readonly ChoiceValue[] {
  const indexed = question === undefined ? undefined : indexOf(plan).byName.get(question);
  return indexed === undefined ? [] : valuesOf(indexed.question);
}

/**
 * Every procedure that an answer to one of the versions can have, with its name,
 * in the order of the questionnaire. The first version's words win.
 */
export function procedureLabels(
  versions: readonly Pick<SurveyVersion, 'plan' | 'scoring'>[],
): Record<string, LocalizedText> {
  const labels = new Map<string, LocalizedText>();
  for (const { plan, scoring } of versions) {
    const name = scoring.procedureQuestion;
    const question = name === undefined ? undefined : indexOf(plan).byName.get(name)?.question;
    if (question?.kind !== 'radiogroup' && question?.kind !== 'dropdown') continue;
    const { choices, other, none } = question;
    for (const { value, text } of [...choices, ...(other === undefined ? [] : [other]), ...none]) {
      if (!labels.has(String(value))) labels.set(String(value), text);
    }
  }
  return Object.fromEntries(labels);
}
