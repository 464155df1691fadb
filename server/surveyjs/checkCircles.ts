import type { Expression } from '../domain/questionnaire/expression.ts';
import type { Plan } from '../domain/questionnaire/plan.ts';
import { type Container, indexOf, type IndexedQuestion } from '../domain/questionnaire/planIndex.ts';
import type { ObjectionList } from './objections.ts';

/**
 * Refuses conditions that run in a circle: "A is shown if B is empty, B if A is
 * empty" has no answer, and the page would show what happened to come first.
 */
export function checkCircles(plan: Plan, path: string, objections: ObjectionList): void {
  const { questions } = indexOf(plan);
  const needs = new Map(questions.map((indexed) => [indexed.question.name, namesThatDecide(indexed)]));
  const done = new Set<string>();

  const visit = (name: string, trail: readonly string[]) => {
    if (done.has(name)) return;
    if (trail.includes(name)) {
      const circle = [...trail.slice(trail.indexOf(name)), name];
      objections.error(
        path,
        circle.length === 2
          ? `Whether "${name}" (or one of its choices or rows) is shown depends on its own answer; change its visibleIf.`
          : `Whether these questions are shown runs in a circle: ${circle.join(' → ')}; change one visibleIf.`,
      );
      done.add(name);
      return;
    }
    for (const next of needs.get(name) ?? []) visit(next, [...trail, name]);
    done.add(name);
  };
  for (const name of needs.keys()) visit(name, []);
}

/** The questions whose answers decide whether this one, its rows and its choices are shown. */
function namesThatDecide({ question, parent, choiceConditions }: IndexedQuestion): Set<string> {
  const names = new Set<string>();
  const take = (expression: Expression | undefined) => {
    for (const name of expression === undefined ? [] : namesIn(expression)) names.add(name);
  };
  take(question.visibleIf);
  for (let up: Container | undefined = parent; up !== undefined; up = up.parent) take(up.element.visibleIf);
  for (const condition of choiceConditions.values()) take(condition);
  if (question.kind === 'matrix') question.rows.forEach(({ visibleIf }) => take(visibleIf));
  return names;
}

function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'answer':
      return expression.path.slice(0, 1);
    case 'list':
      return expression.items.flatMap(namesIn);
    case 'not':
    case 'unary':
      return namesIn(expression.operand);
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
  }
}
