import { FormState, otherChosen, type RawAnswers, shortened } from './formState.ts';
import type {
  AnswerFault,
  Answers,
  AnswerValue,
  Plan,
  PlanQuestion,
  Rule,
  SurveyjsQuestion,
} from './plan.ts';
import { commentKey, indexOf, type IndexedQuestion } from './planIndex.ts';
import { numberFrom } from './values.ts';

/** More unknown keys than this are not listed one by one. */
const MOST_UNKNOWN_LISTED = 50;

export interface Verdict {
  /** Everything that is wrong, all at once; empty when the answers can be taken. */
  faults: AnswerFault[];
  /** What is kept: answers of visible questions, rows and choices, in the order of the plan. */
  answers: Answers;
}

/**
 * Holds a whole form's answers against the plan of the version that was shown.
 *
 * Answers of hidden questions, rows and choices are dropped, not refused: the
 * page may have kept them while the person went back and changed their mind.
 * What the plan does not know at all is refused.
 */
export function validateAnswers(plan: Plan, raw: RawAnswers): Verdict {
  const index = indexOf(plan);
  const state = new FormState(index, raw);

  let unknown = 0;
  for (const key of Object.keys(raw)) {
    if (index.byName.has(key) || index.byComment.has(key)) continue;
    if (++unknown <= MOST_UNKNOWN_LISTED) state.fault(shortened(key), 'unknown-question');
  }

  const answers: Record<string, AnswerValue> = {};
  for (const indexed of index.questions) judge(state, indexed, answers);
  return { faults: state.faults, answers };
}

/** The faults of one page's visible questions, for the page that is about to be left. */
export function validatePage(plan: Plan, page: string, raw: RawAnswers): AnswerFault[] {
  const state = new FormState(indexOf(plan), raw);
  const onPage = state.index.questions.filter((indexed) => indexed.page.name === page);
  for (const indexed of onPage) judge(state, indexed, {});
  const names = new Set(onPage.map(({ question }) => question.name));
  // conditions may have looked at answers of other pages and found faults there
  return state.faults.filter(({ question }) => names.has(question));
}

function judge(state: FormState, indexed: IndexedQuestion, kept: Record<string, AnswerValue>): void {
  if (!state.isVisible(indexed)) return;
  const { question } = indexed;
  const value = state.valueOf(indexed);
  if (value !== undefined) kept[question.name] = value;

  checkLength(state, question, value);
  checkOther(state, indexed, value, kept);
  // A question that is disabled cannot be answered now, so nothing more can be asked of it.
  if (hasFault(state, question.name) || !state.isEnabled(indexed)) return;

  checkKind(state, question, value);
  if (value === undefined && state.isRequired(indexed) && !hasFault(state, question.name)) {
    state.fault(question.name, 'missing');
  }
  if (question.rules === undefined || hasFault(state, question.name)) return;
  for (const rule of question.rules) checkRule(state, indexed, rule, value);
}

const hasFault = (state: FormState, name: string): boolean =>
  state.faults.length > 0 && state.faults.some(({ question }) => question === name);

function checkLength(state: FormState, question: PlanQuestion, value: AnswerValue | undefined): void {
  if (question.kind !== 'text' && question.kind !== 'comment') return;
  if (typeof value === 'string' && value.length > question.maxLength) {
    state.fault(question.name, 'too-long', { max: question.maxLength });
  }
}

function checkOther(
  state: FormState,
  indexed: IndexedQuestion,
  value: AnswerValue | undefined,
  kept: Record<string, AnswerValue>,
): void {
  const { question } = indexed;
  const other = otherChosen(question, value);
  if (other === undefined) return;
  const { maxLength, isRequired } = other;

  const words = state.otherWordsOf(indexed);
  if (words === undefined) {
    if (isRequired && state.isEnabled(indexed)) state.fault(question.name, 'other-missing');
  } else if (words.length > maxLength) {
    state.fault(question.name, 'too-long', { max: maxLength });
  } else {
    kept[commentKey(question.name)] = words;
  }
}

/** What the kind of question itself asks for beyond membership of its choices. */
function checkKind(state: FormState, question: PlanQuestion, value: AnswerValue | undefined): void {
  switch (question.kind) {
    case 'checkbox':
      return checkSelected(state, question, value);
    case 'matrix':
      return checkRows(state, question, value);
    case 'text':
      return checkInput(state, question, value);
    case 'surveyjs':
      return checkNested(state, question);
  }
}

/** Names, types, choices and lengths inside a question of the slow path; the rest SurveyJS judges. */
function checkNested(state: FormState, { name, shape }: SurveyjsQuestion): void {
  const given = state.raw[name];
  if (given === undefined || given === null || given === '') return;
  const check = (entry: unknown, place: AnswerFault['limits']) => {
    if (entry === undefined || entry === null) return;
    if (typeof entry !== 'object' || Array.isArray(entry)) {
      state.fault(name, 'wrong-type', place);
      return;
    }
    const [first] = validateAnswers(shape.form, entry as RawAnswers).faults;
    if (first !== undefined)
      state.fault(name, 'inside', { ...place, part: first.question, why: first.reason });
  };
  switch (shape.kind) {
    case 'value':
      return check({ [name]: given }, {});
    case 'record':
      return check(given, {});
    case 'rows':
      return Object.entries(given).forEach(([row, cells]) => check(cells, { row }));
    case 'list':
      return (given as readonly unknown[]).forEach((entry, at) => check(entry, { entry: at + 1 }));
  }
}

function checkSelected(
  state: FormState,
  { name, minSelected, maxSelected, none }: PlanQuestion & { kind: 'checkbox' },
  value: AnswerValue | undefined,
): void {
  const chosen = Array.isArray(value) ? value : [];
  const isNone = chosen.length === 1 && none.some((choice) => choice.value === chosen[0]);
  // As in survey-core, a minimum also asks those who ticked nothing.
  if (minSelected !== undefined && chosen.length < minSelected && !isNone) {
    state.fault(name, 'too-few-choices', { min: minSelected });
  }
  if (maxSelected !== undefined && chosen.length > maxSelected) {
    state.fault(name, 'too-many-choices', { max: maxSelected });
  }
}

function checkRows(
  state: FormState,
  question: PlanQuestion & { kind: 'matrix' },
  value: AnswerValue | undefined,
): void {
  if (!question.eachRowRequired && !question.eachRowUnique) return;
  const cells = (value ?? {}) as Readonly<Record<string, unknown>>;
  const seen = new Set<unknown>();
  for (const { value: row, visibleIf } of question.rows) {
    if (!Object.hasOwn(cells, row)) {
      if (question.eachRowRequired && state.holds(visibleIf)) {
        state.fault(question.name, 'missing', undefined, row);
      }
    } else if (question.eachRowUnique) {
      if (seen.has(cells[row])) state.fault(question.name, 'row-not-unique', undefined, row);
      seen.add(cells[row]);
    }
  }
}

const formats: Partial<Record<(PlanQuestion & { kind: 'text' })['input'], RegExp>> = {
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  month: /^\d{4}-(0[1-9]|1[0-2])$/,
  time: /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/,
};

function checkInput(
  state: FormState,
  { name, input, min, max, rules }: PlanQuestion & { kind: 'text' },
  value: AnswerValue | undefined,
): void {
  if (value === undefined) return;
  const format = formats[input];
  if (format !== undefined && !(format.test(value as string) && isOnCalendar(value as string))) {
    state.fault(name, 'not-a-date');
    return;
  }
  if (min !== undefined && (value as number | string) < min) state.fault(name, 'too-small', { min });
  if (max !== undefined && (value as number | string) > max) state.fault(name, 'too-large', { max });
  if (input === 'email' && !rules?.some(({ kind }) => kind === 'email') && !isEmail(value as string)) {
    state.fault(name, 'not-an-email');
  }
}

/** 30 February fits the format and is no day. */
function isOnCalendar(text: string): boolean {
  const [year, month, day] = text.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return true;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
}

function checkRule(state: FormState, indexed: IndexedQuestion, rule: Rule, value: AnswerValue | undefined) {
  const { name } = indexed.question;
  if (rule.kind === 'expression') {
    // asked of an empty answer too: "one of the two must be filled in"
    if (!state.holds(rule.expression)) state.fault(name, 'rule');
    return;
  }
  if (value === undefined) return;
  switch (rule.kind) {
    case 'length': {
      if (typeof value !== 'string') return;
      if (rule.min !== undefined && value.length < rule.min)
        state.fault(name, 'too-short', { min: rule.min });
      if (rule.max !== undefined && value.length > rule.max) state.fault(name, 'too-long', { max: rule.max });
      return;
    }
    case 'number': {
      const number = numberFrom(value);
      if (Number.isNaN(number)) state.fault(name, 'not-a-number');
      if (rule.min !== undefined && number < rule.min) state.fault(name, 'too-small', { min: rule.min });
      if (rule.max !== undefined && number > rule.max) state.fault(name, 'too-large', { max: rule.max });
      return;
    }
    case 'email':
      // A number question with this rule makes no sense, but is allowed: survey-core takes its zero for nothing.
      if (value !== 0 && !isEmail(String(value))) state.fault(name, 'not-an-email');
      return;
    case 'answerCount': {
      if (!Array.isArray(value)) return;
      const { min, max } = rule;
      if (min !== undefined && value.length < min) state.fault(name, 'too-few-choices', { min });
      if (max !== undefined && value.length > max) state.fault(name, 'too-many-choices', { max });
      return;
    }
    case 'pattern':
      if (indexed.pattern.get(rule.pattern)?.test(String(value)) === false) state.fault(name, 'pattern');
  }
}

/** survey-core's own expression; `recheck` finds it linear. */
const EMAIL =
  /^(([^<>()[\].,;:\s@"]+(\.[^<>()[\].,;:\s@"]+)*)|(".+"))@(([^<>()=[\].,;:\s@"]+\.)+[^<>()=[\].,;:\s@"]{2,})$/i;

const isEmail = (text: string): boolean => EMAIL.test(text);
