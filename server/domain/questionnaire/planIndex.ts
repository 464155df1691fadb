import type { Expression } from './expression.ts';
import type {
  ChoiceValue,
  MatrixRow,
  Plan,
  PlanElement,
  PlanPage,
  PlanPanel,
  PlanQuestion,
  SurveyjsQuestion,
} from './plan.ts';

/** A page or panel with its way up to the page. */
export interface Container {
  element: PlanPage | PlanPanel;
  parent: Container | undefined;
}

/** A question with what the validator wants to know of it at every answer. */
export interface IndexedQuestion {
  question: PlanQuestion;
  /** Where its state is kept while one set of answers is looked at. */
  at: number;
  page: PlanPage;
  parent: Container;
  /** Nothing on the way up to the page, nor the question itself, has a visibleIf. */
  isAlwaysVisible: boolean;
  /** Every value that may be stored: choices, "other", "none"; ratings; columns of a matrix. */
  values: ReadonlySet<ChoiceValue>;
  /** Values that exclude every other in a checkbox. */
  exclusive: ReadonlySet<ChoiceValue>;
  /** visibleIf of single choices. */
  choiceConditions: ReadonlyMap<ChoiceValue, Expression>;
  rows: ReadonlyMap<string, MatrixRow>;
  pattern: ReadonlyMap<string, RegExp>;
}

export interface PlanIndex {
  plan: Plan;
  questions: readonly IndexedQuestion[];
  containers: readonly Container[];
  byName: ReadonlyMap<string, IndexedQuestion>;
  /** `q-Comment` → the question whose "other" it explains. */
  byComment: ReadonlyMap<string, IndexedQuestion>;
  /** Questions of the slow path. */
  slow: readonly SurveyjsQuestion[];
}

const indexes = new WeakMap<Plan, PlanIndex>();

/** The index of a plan; made at first use and kept as long as the plan is. Plans never change. */
export function indexOf(plan: Plan): PlanIndex {
  let index = indexes.get(plan);
  if (index === undefined) {
    index = makeIndex(plan);
    indexes.set(plan, index);
  }
  return index;
}

/** The key under which the words behind "other" are stored. */
export const commentKey = (question: string): string => `${question}-Comment`;

function makeIndex(plan: Plan): PlanIndex {
  const questions: IndexedQuestion[] = [];
  const containers: Container[] = [];

  const walk = (elements: readonly PlanElement[], page: PlanPage, parent: Container) => {
    for (const element of elements) {
      if (element.kind === 'panel') {
        const container = { element, parent };
        containers.push(container);
        walk(element.elements, page, container);
      } else {
        questions.push(indexQuestion(element, questions.length, page, parent));
      }
    }
  };
  for (const page of plan.pages) {
    const container = { element: page, parent: undefined };
    containers.push(container);
    walk(page.elements, page, container);
  }

  return {
    plan,
    questions,
    containers,
    byName: new Map(questions.map((indexed) => [indexed.question.name, indexed])),
    byComment: new Map(
      questions
        .filter(({ question }) => 'other' in question && question.other !== undefined)
        .map((indexed) => [commentKey(indexed.question.name), indexed]),
    ),
    slow: questions.flatMap(({ question }) => (question.kind === 'surveyjs' ? [question] : [])),
  };
}

function indexQuestion(
  question: PlanQuestion,
  at: number,
  page: PlanPage,
  parent: Container,
): IndexedQuestion {
  let isAlwaysVisible = question.visibleIf === undefined;
  for (let up: Container | undefined = parent; up !== undefined; up = up.parent) {
    if (up.element.visibleIf !== undefined) isAlwaysVisible = false;
  }
  return {
    question,
    at,
    page,
    parent,
    isAlwaysVisible,
    values: new Set(valuesOf(question)),
    exclusive: new Set('none' in question ? question.none.map(({ value }) => value) : []),
    choiceConditions: new Map(
      'choices' in question
        ? question.choices.flatMap(({ value, visibleIf }) =>
            visibleIf === undefined ? [] : [[value, visibleIf] as const],
          )
        : [],
    ),
    rows: new Map(question.kind === 'matrix' ? question.rows.map((row) => [row.value, row]) : []),
    pattern: new Map(
      (question.rules ?? []).flatMap((rule) =>
        rule.kind === 'pattern'
          ? [[rule.pattern, new RegExp(rule.pattern, rule.insensitive ? 'i' : '')] as const]
          : [],
      ),
    ),
  };
}

/** Every value that an answer to a closed question may hold; nothing for open questions. */
export function valuesOf(question: PlanQuestion): readonly ChoiceValue[] {
  switch (question.kind) {
    case 'radiogroup':
    case 'dropdown':
    case 'checkbox':
      return [
        ...question.choices.map(({ value }) => value),
        ...(question.other === undefined ? [] : [question.other.value]),
        ...question.none.map(({ value }) => value),
      ];
    case 'rating':
      return question.values.map(({ value }) => value);
    case 'matrix':
      return question.columns.map(({ value }) => value);
    case 'boolean':
      return [question.valueTrue, question.valueFalse];
    case 'text':
    case 'comment':
    case 'surveyjs':
      return [];
  }
}

/** Whether people can write a comment, at its own place or inside a question of the slow path. */
export const hasComment = (plan: Plan): boolean =>
  indexOf(plan).questions.some(
    ({ question }) =>
      question.kind === 'comment' || (question.kind === 'surveyjs' && hasComment(question.shape.form)),
  );
