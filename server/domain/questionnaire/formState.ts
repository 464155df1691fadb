import type { Expression } from './expression.ts';
import { evaluate, holds, isNotFalse, isTrue } from './evaluate.ts';
import type {
  AnswerEntry,
  AnswerFault,
  AnswerValue,
  ChoiceValue,
  FaultReason,
  OtherChoice,
  Plan,
  PlanQuestion,
  SimpleAnswer,
  SurveyjsQuestion,
} from './plan.ts';
import { commentKey, type Container, indexOf, type IndexedQuestion, type PlanIndex } from './planIndex.ts';

/** Answers as they came in: nothing is known of them but that they are an object. */
export type RawAnswers = Readonly<Record<string, unknown>>;

// 0: not looked at yet
const BEING_LOOKED_AT = 1;
const VISIBLE = 2;
const HIDDEN = 3;

/**
 * One set of answers held against one plan: what is visible, what each answer
 * is worth, and what is wrong with it. Everything is found out once, on demand.
 *
 * What is hidden (a question, a row, a choice) counts as not answered, also in
 * conditions: survey-core's clearInvisibleValues "onHiddenContainer". So the
 * cleaned answers give the same picture as the answers that came in.
 */
export class FormState {
  readonly faults: AnswerFault[] = [];
  private readonly visibility: Uint8Array;
  private readonly isRead: Uint8Array;
  private readonly values: (AnswerValue | undefined)[];
  private readonly containers = new Map<Container, boolean>();

  constructor(
    readonly index: PlanIndex,
    readonly raw: RawAnswers,
  ) {
    this.visibility = new Uint8Array(index.questions.length);
    this.isRead = new Uint8Array(index.questions.length);
    this.values = new Array<AnswerValue | undefined>(index.questions.length);
  }

  /** What a path of an expression names. A hidden or unusable answer is none. */
  readonly lookup = (path: readonly string[]): unknown => {
    const [name, ...rest] = path;
    const indexed = this.index.byName.get(name ?? '');
    let value: unknown = indexed === undefined ? undefined : this.valueOf(indexed);
    // survey-core takes a checkbox without a tick for an empty list, every other unanswered question for nothing
    if (value === undefined && indexed?.question.kind === 'checkbox') value = [];
    for (const key of rest) value = entryOf(value, key);
    return value === undefined && path.length > 1 && path.at(-1) === 'length' ? 0 : value;
  };

  isVisible(indexed: IndexedQuestion): boolean {
    if (indexed.isAlwaysVisible) return true;
    const known = this.visibility[indexed.at];
    if (known === VISIBLE || known === HIDDEN) return known === VISIBLE;
    // Publication refuses conditions that run in a circle. Should one get here, the answer stands as it is.
    if (known === BEING_LOOKED_AT) return true;

    this.visibility[indexed.at] = BEING_LOOKED_AT;
    const { visibleIf } = indexed.question;
    const isVisible =
      this.isOpen(indexed.parent) && (visibleIf === undefined || isTrue(visibleIf, this.lookup));
    this.visibility[indexed.at] = isVisible ? VISIBLE : HIDDEN;
    return isVisible;
  }

  /** A page or panel whose own conditions and those above it let its content be seen. */
  isOpen(container: Container): boolean {
    const known = this.containers.get(container);
    if (known !== undefined) return known;

    const { visibleIf } = container.element;
    const isOpen =
      (container.parent === undefined || this.isOpen(container.parent)) &&
      (visibleIf === undefined || isTrue(visibleIf, this.lookup));
    this.containers.set(container, isOpen);
    return isOpen;
  }

  isEnabled(indexed: IndexedQuestion): boolean {
    if (!this.allows(indexed.question.enableIf)) return false;
    for (let up: Container | undefined = indexed.parent; up !== undefined; up = up.parent) {
      if (!this.allows(up.element.enableIf)) return false;
    }
    return true;
  }

  private allows(enableIf: Expression | undefined): boolean {
    return enableIf === undefined || isNotFalse(enableIf, this.lookup);
  }

  isRequired({ question }: IndexedQuestion): boolean {
    // survey-core lets requiredIf overrule isRequired, in both directions
    return question.requiredIf === undefined
      ? question.isRequired
      : evaluate(question.requiredIf, this.lookup) === true;
  }

  holds(condition: Expression | undefined): boolean {
    return condition === undefined || holds(condition, this.lookup);
  }

  /** The answer as it will be kept: only what is visible, of the right type and one of the choices. */
  valueOf(indexed: IndexedQuestion): AnswerValue | undefined {
    if (!this.isVisible(indexed)) return undefined;
    if (this.isRead[indexed.at] === 1) return this.values[indexed.at];

    this.isRead[indexed.at] = 1;
    const { name } = indexed.question;
    const value = Object.hasOwn(this.raw, name) ? this.read(indexed, this.raw[name]) : undefined;
    this.values[indexed.at] = value;
    return value;
  }

  /** The words behind "other", where it is chosen. */
  otherWordsOf({ question }: IndexedQuestion): string | undefined {
    const key = commentKey(question.name);
    const words = Object.hasOwn(this.raw, key) ? this.raw[key] : undefined;
    if (words === undefined || words === null) return undefined;
    if (typeof words !== 'string') {
      this.fault(question.name, 'wrong-type');
      return undefined;
    }
    return words.trim() === '' ? undefined : words;
  }

  fault(question: string, reason: FaultReason, limits?: AnswerFault['limits'], row?: string): undefined {
    this.faults.push({
      question,
      ...(row !== undefined && { row }),
      reason,
      ...(limits !== undefined && { limits }),
    });
    return undefined;
  }

  private read(indexed: IndexedQuestion, given: unknown): AnswerValue | undefined {
    if (given === undefined || given === null || given === '') return undefined;
    const { question } = indexed;
    switch (question.kind) {
      case 'radiogroup':
      case 'dropdown':
      case 'rating':
      case 'boolean':
        return this.readChoice(indexed, given);
      case 'checkbox':
        return this.readChoices(indexed, given);
      case 'matrix':
        return this.readMatrix(indexed, given);
      case 'comment':
        return this.readText(question.name, given);
      case 'text':
        if (question.input !== 'number') return this.readText(question.name, given);
        if (typeof given === 'number' && Number.isFinite(given)) return given;
        return this.fault(question.name, 'not-a-number');
      case 'surveyjs':
        return this.readNested(question, given);
    }
  }

  private readNested({ name, shape }: SurveyjsQuestion, given: unknown): AnswerValue | undefined {
    if (shape.kind === 'value') return readEntry(shape.form, { [name]: given })?.[name];
    if (typeof given !== 'object' || Array.isArray(given) !== (shape.kind === 'list')) {
      return this.fault(name, 'wrong-type');
    }
    switch (shape.kind) {
      case 'record':
        return readEntry(shape.form, given);
      case 'rows': {
        const rows = Object.entries(given as RawAnswers).flatMap(([row, cells]) => {
          if (!shape.rows.some(({ value }) => value === row)) {
            this.fault(name, 'alien-row', { row: shortened(row) });
            return [];
          }
          const entry = readEntry(shape.form, cells);
          return entry === undefined ? [] : [[row, entry] as const];
        });
        return rows.length === 0 ? undefined : Object.fromEntries(rows);
      }
      case 'list': {
        const list = given as readonly unknown[];
        if (list.length > shape.most) return this.fault(name, 'inside', { most: shape.most });
        const entries = list.map((entry) => readEntry(shape.form, entry));
        return entries.every((entry) => entry === undefined)
          ? undefined
          : entries.map((entry) => entry ?? {});
      }
    }
  }

  private readText(name: string, given: unknown): string | undefined {
    if (typeof given !== 'string') return this.fault(name, 'wrong-type');
    return given.trim() === '' ? undefined : given;
  }

  private readChoice(indexed: IndexedQuestion, given: unknown): ChoiceValue | undefined {
    const { name } = indexed.question;
    if (typeof given === 'object') return this.fault(name, 'wrong-type');
    const value = given as ChoiceValue;
    if (!indexed.values.has(value)) return this.fault(name, 'alien-choice');
    return this.holds(indexed.choiceConditions.get(value)) ? value : undefined;
  }

  private readChoices(indexed: IndexedQuestion, given: unknown): ChoiceValue[] | undefined {
    const { name } = indexed.question;
    if (!Array.isArray(given)) return this.fault(name, 'wrong-type');
    if (given.length > indexed.values.size && new Set(given).size < given.length) {
      return this.fault(name, 'duplicate-choice');
    }
    const chosen = new Set<ChoiceValue>();
    for (const value of given as ChoiceValue[]) {
      if (!indexed.values.has(value)) return this.fault(name, 'alien-choice');
      if (chosen.has(value)) return this.fault(name, 'duplicate-choice');
      chosen.add(value);
    }
    const visible = [...chosen].filter((value) => this.holds(indexed.choiceConditions.get(value)));
    if (visible.length > 1 && visible.some((value) => indexed.exclusive.has(value))) {
      return this.fault(name, 'exclusive-choice');
    }
    return visible.length === 0 ? undefined : visible;
  }

  private readMatrix(indexed: IndexedQuestion, given: unknown): Record<string, ChoiceValue> | undefined {
    const { name } = indexed.question;
    if (typeof given !== 'object' || Array.isArray(given)) return this.fault(name, 'wrong-type');
    const cells: Record<string, ChoiceValue> = {};
    let hasCells = false;
    for (const [key, cell] of Object.entries(given as Record<string, unknown>)) {
      const row = indexed.rows.get(key);
      if (row === undefined) {
        this.fault(name, 'alien-row', undefined, shortened(key));
      } else if (cell === undefined || cell === null || cell === '' || !this.holds(row.visibleIf)) {
        continue;
      } else if (typeof cell === 'object') {
        this.fault(name, 'wrong-type', undefined, key);
      } else if (!indexed.values.has(cell as ChoiceValue)) {
        this.fault(name, 'alien-choice', undefined, key);
      } else {
        cells[key] = cell as ChoiceValue;
        hasCells = true;
      }
    }
    return hasCells ? cells : undefined;
  }
}

/** What of a record inside an answer the form that describes it can hold; undefined when that is nothing. */
function readEntry(form: Plan, given: unknown): AnswerEntry | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const inner = new FormState(indexOf(form), given as RawAnswers);
  const entry: Record<string, SimpleAnswer> = {};
  for (const indexed of inner.index.questions) {
    const value = inner.valueOf(indexed) as SimpleAnswer | undefined;
    if (value !== undefined) entry[indexed.question.name] = value;
    const words =
      otherChosen(indexed.question, value) === undefined ? undefined : inner.otherWordsOf(indexed);
    if (words !== undefined) entry[commentKey(indexed.question.name)] = words;
  }
  return Object.keys(entry).length === 0 ? undefined : entry;
}

/** The question's "other" where the answer holds it, so that words may stand beside it. */
export function otherChosen(question: PlanQuestion, value: AnswerValue | undefined): OtherChoice | undefined {
  const other = 'other' in question ? question.other : undefined;
  if (other === undefined) return undefined;
  const isChosen =
    value === other.value || (Array.isArray(value) && (value as ChoiceValue[]).includes(other.value));
  return isChosen ? other : undefined;
}

/** Keys are given back in faults; a key that is not ours may be of any length. */
export const shortened = (key: string): string => (key.length > 100 ? `${key.slice(0, 100)}…` : key);

/** `length` or a position of a list or text, the row of a matrix. */
function entryOf(value: unknown, key: string): unknown {
  if (typeof value === 'string') return key === 'length' ? value.length : undefined;
  if (Array.isArray(value)) return key === 'length' ? value.length : (value as unknown[])[Number(key)];
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
