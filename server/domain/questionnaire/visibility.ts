import { FormState, type RawAnswers } from './formState.ts';
import type { Answers, ChoiceValue, Plan } from './plan.ts';
import { indexOf, type IndexedQuestion } from './planIndex.ts';

/** What a person who has given these answers sees. Names are those of the plan. */
export interface Visibility {
  /** Pages and panels with at least one visible question; questions. */
  pages: ReadonlySet<string>;
  panels: ReadonlySet<string>;
  questions: ReadonlySet<string>;
  /** Visible questions that must be answered and those that cannot be at the moment. */
  required: ReadonlySet<string>;
  disabled: ReadonlySet<string>;
  /** Visible rows of every visible matrix. */
  rows: ReadonlyMap<string, ReadonlySet<string>>;
  /** Visible and disabled choices of every visible question that has choices, "other" and "none" included. */
  choices: ReadonlyMap<string, ReadonlySet<ChoiceValue>>;
  disabledChoices: ReadonlyMap<string, ReadonlySet<ChoiceValue>>;
  disabledRows: ReadonlyMap<string, ReadonlySet<string>>;
  /** The answers without what is hidden, alien or of a wrong type: those that conditions are held against. */
  answers: Answers;
}

/** Pages, panels, questions, rows and choices that these answers make visible, required, disabled. */
export function visibilityOf(plan: Plan, raw: RawAnswers): Visibility {
  const index = indexOf(plan);
  const state = new FormState(index, raw);
  const visible = index.questions.filter((indexed) => state.isVisible(indexed));
  const shown = new Set<string>();
  for (const { parent } of visible) {
    for (let up: typeof parent | undefined = parent; up !== undefined; up = up.parent) shown.add(keyOf(up));
  }
  const names = (questions: readonly IndexedQuestion[]) =>
    new Set(questions.map(({ question }) => question.name));

  const rows = new Map<string, ReadonlySet<string>>();
  const disabledRows = new Map<string, ReadonlySet<string>>();
  const choices = new Map<string, ReadonlySet<ChoiceValue>>();
  const disabledChoices = new Map<string, ReadonlySet<ChoiceValue>>();
  for (const { question, values, choiceConditions } of visible) {
    if (question.kind === 'matrix') {
      const visibleRows = question.rows.filter((row) => state.holds(row.visibleIf));
      rows.set(question.name, new Set(visibleRows.map(({ value }) => value)));
      const shut = visibleRows.filter((row) => !state.holds(row.enableIf));
      disabledRows.set(question.name, new Set(shut.map(({ value }) => value)));
    } else if ('choices' in question) {
      choices.set(
        question.name,
        new Set([...values].filter((value) => state.holds(choiceConditions.get(value)))),
      );
      const shut = question.choices.filter((choice) => !state.holds(choice.enableIf));
      disabledChoices.set(question.name, new Set(shut.map(({ value }) => value)));
    }
  }

  return {
    pages: new Set(plan.pages.filter(({ name }) => shown.has(`page ${name}`)).map(({ name }) => name)),
    panels: new Set([...shown].filter((key) => key.startsWith('panel ')).map((key) => key.slice(6))),
    questions: names(visible),
    required: names(visible.filter((indexed) => state.isRequired(indexed))),
    disabled: names(visible.filter((indexed) => !state.isEnabled(indexed))),
    rows,
    choices,
    disabledRows,
    disabledChoices,
    answers: Object.fromEntries(
      visible.flatMap((indexed) => {
        const value = state.valueOf(indexed);
        return value === undefined ? [] : [[indexed.question.name, value]];
      }),
    ),
  };
}

const keyOf = ({ element }: IndexedQuestion['parent']): string =>
  'kind' in element ? `panel ${element.name}` : `page ${element.name}`;
