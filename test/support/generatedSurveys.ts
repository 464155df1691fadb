/**
 * Random SurveyJS definitions over every type and rule of the fast path, with
 * random answers. Conditions never run in a circle: questions are put into a
 * random order of dependence, and what decides visibility names only earlier ones.
 */
import fc from 'fast-check';

export type Json = Record<string, unknown>;
type Value = string | number | boolean;
type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T;

export interface GeneratedSurvey {
  definition: Json;
  /** Names in the order of dependence: earlier ones decide whether later ones are shown. */
  order: string[];
  /** An answer for every question that has one, whether it will be visible or not; `q-Comment` for "other". */
  answers: Record<string, unknown>;
}

interface Made {
  name: string;
  json: Json;
  /** Values that an answer (or cell) may hold, for literals in conditions. */
  values: readonly Value[];
  rows: readonly string[];
}

const types = [
  'radiogroup',
  'checkbox',
  'dropdown',
  'rating',
  'matrix',
  'boolean',
  'text',
  'comment',
] as const;

const words = fc.constantFrom(
  ...['a', 'A b', 'abc', 'Rất hài lòng', "x'y", ' hai ', 'true', 'False', '12', '012', '1,5', '0x1F', '-3'],
  ...['0', '1e3', 'undefined', 'null', 'an@vidu.vn', 'an@vidu', '"q"@vidu.vn', '2026-01-31', '1-2', '5%', ''],
);
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(0.1, 0.2, 1.5, -2.25, 1234567890123),
);
/** survey-core reads no quotation marks inside quotation marks. */
const quotable = words.filter((word) => !/['"]/.test(word));
const literal = fc.oneof(quotable, numbers, fc.boolean(), fc.constantFrom('null', 'undefined'));
/** survey-core itself fails on null in a list. */
const inList = literal.filter((value) => value !== 'null' && value !== 'undefined');

/** Choice values: words, numbers, numbers as text. No two that survey-core would take for one. */
const choiceValues = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom<Value>('yes', 'no', 'maybe', 'a', 'b1', 'TRUE', '7', '08'),
    fc.integer({ min: 0, max: 6 }),
  ),
  { minLength: 1, maxLength: 5, selector: (value) => String(value).toLowerCase() },
);

export const generatedSurvey: fc.Arbitrary<GeneratedSurvey> = fc.gen().map((g) => {
  const draw: Draw = (arbitrary) => g(() => arbitrary);
  const flag = (percent: number) => draw(fc.integer({ min: 0, max: 99 })) < percent;

  const count = draw(fc.integer({ min: 1, max: 9 }));
  const made = Array.from({ length: count }, (_, i) => question(draw, flag, `q${i}`));
  const order = draw(fc.shuffledSubarray(made, { minLength: count, maxLength: count }));
  const rank = new Map(order.map(({ name }, position) => [name, position]));
  const before = (position: number) => order.slice(0, position);
  const any = made;

  for (const [position, one] of order.entries()) {
    const earlier = before(position);
    if (earlier.length > 0 && flag(40)) one.json['visibleIf'] = condition(draw, earlier, 2);
    if (flag(25)) one.json['requiredIf'] = condition(draw, any, 1);
    if (flag(20)) one.json['enableIf'] = condition(draw, any, 1);
    if (earlier.length > 0) conditionsOfItems(draw, flag, one, earlier);
    rules(draw, flag, one, any);
  }

  return {
    definition: {
      locale: 'vi',
      title: { vi: 'Phiếu', en: 'Form' },
      pages: pages(draw, flag, made, order, rank),
    },
    order: order.map(({ name }) => name),
    answers: Object.assign({}, ...made.map((one) => answer(draw, flag, one))) as Record<string, unknown>,
  };
});

function question(draw: Draw, flag: (percent: number) => boolean, name: string): Made {
  const type = draw(fc.constantFrom(...types));
  const json: Json = { type, name, title: { vi: `Câu ${name}`, en: `Question ${name}` } };
  if (flag(40)) json['isRequired'] = true;
  switch (type) {
    case 'radiogroup':
    case 'checkbox':
    case 'dropdown': {
      const values = draw(choiceValues);
      json['choices'] = values.map((value) => (flag(50) ? value : { value, text: { vi: `Ý ${value}` } }));
      const own: Value[] = [];
      for (const [property, value] of [
        ['showOtherItem', 'other'],
        ['showNoneItem', 'none'],
        ['showRefuseItem', 'refused'],
        ['showDontKnowItem', 'dontknow'],
      ] as const) {
        if (!flag(25)) continue;
        json[property] = true;
        own.push(value);
      }
      if (type === 'checkbox' && flag(40)) json['minSelectedChoices'] = draw(fc.integer({ min: 1, max: 3 }));
      return { name, json, values: [...values, ...own], rows: [] };
    }
    case 'rating': {
      if (flag(40)) {
        const values = draw(choiceValues).slice(0, 5);
        json['rateValues'] = values.length > 1 ? values : [1, 2];
        return { name, json, values: json['rateValues'] as Value[], rows: [] };
      }
      const min = draw(fc.integer({ min: 0, max: 2 }));
      const steps = draw(fc.integer({ min: 2, max: 6 }));
      const step = draw(fc.constantFrom(1, 2, 0.5));
      Object.assign(json, { rateMin: min, rateMax: min + step * (steps - 1), rateStep: step });
      return { name, json, values: Array.from({ length: steps }, (_, i) => min + i * step), rows: [] };
    }
    case 'matrix': {
      const rows = ['seats', 'rowB', 'c_3'].slice(0, draw(fc.integer({ min: 1, max: 3 })));
      const values = draw(choiceValues);
      json['rows'] = rows.map((value) => ({ value, text: { vi: value } }));
      json['columns'] = values;
      if (flag(30)) json[flag(50) ? 'eachRowRequired' : 'isAllRowRequired'] = true;
      if (flag(20)) json['eachRowUnique'] = true;
      return { name, json, values, rows };
    }
    case 'boolean': {
      const pair = draw(
        fc.constantFrom<[Value, Value] | undefined>(undefined, ['yes', 'no'], [1, 0], ['true', 'false']),
      );
      if (pair !== undefined) Object.assign(json, { valueTrue: pair[0], valueFalse: pair[1] });
      return { name, json, values: pair ?? [true, false], rows: [] };
    }
    case 'text': {
      const input = draw(fc.constantFrom('text', 'text', 'number', 'email', 'date', 'tel', 'month', 'time'));
      if (input !== 'text') json['inputType'] = input;
      const bounds = (
        { number: [2, 8], date: ['2025-07-01', '2026-01-31'], month: ['2025-07', '2026-01'] } as Record<
          string,
          unknown[]
        >
      )[input];
      if (bounds !== undefined && flag(50)) json['min'] = bounds[0];
      if (bounds !== undefined && flag(50)) json['max'] = bounds[1];
      return { name, json, values: [], rows: [] };
    }
    case 'comment':
      return { name, json, values: [], rows: [] };
  }
}

function conditionsOfItems(draw: Draw, flag: (percent: number) => boolean, one: Made, earlier: Made[]): void {
  const type = one.json['type'];
  const withItem = () =>
    flag(30)
      ? `{item} ${draw(fc.constantFrom('=', '<>', '>'))} ${draw(operand(earlier))}`
      : condition(draw, earlier, 1);
  if (['radiogroup', 'checkbox', 'dropdown'].includes(type as string)) {
    if (flag(20)) one.json['choicesVisibleIf'] = withItem();
    one.json['choices'] = (one.json['choices'] as unknown[]).map((choice) => {
      if (!flag(20)) return choice;
      const json = typeof choice === 'object' ? (choice as Json) : { value: choice };
      return { ...json, visibleIf: condition(draw, earlier, 1) };
    });
  }
  if (type === 'matrix') {
    if (flag(20)) one.json['rowsVisibleIf'] = withItem();
    one.json['rows'] = (one.json['rows'] as Json[]).map((row) =>
      flag(20) ? { ...row, visibleIf: condition(draw, earlier, 1) } : row,
    );
  }
}

function rules(draw: Draw, flag: (percent: number) => boolean, one: Made, any: Made[]): void {
  const small = fc.integer({ min: 1, max: 4 });
  const kinds: Record<string, () => Json> = {
    text: () => ({ type: 'text', minLength: draw(small), ...(flag(50) && { maxLength: draw(small) + 3 }) }),
    numeric: () => ({
      type: 'numeric',
      minValue: draw(small),
      ...(flag(50) && { maxValue: draw(small) + 6 }),
    }),
    email: () => ({ type: 'email' }),
    regex: () => ({ type: 'regex', regex: '^[0-9]+$' }),
    answercount: () => ({
      type: 'answercount',
      minCount: draw(small),
      ...(flag(50) && { maxCount: draw(small) }),
    }),
    expression: () => ({ type: 'expression', expression: condition(draw, any, 1) }),
  };
  const fitting = {
    text: ['text', 'numeric', 'email', 'regex', 'expression'],
    comment: ['text', 'regex', 'expression'],
    checkbox: ['answercount', 'expression'],
  }[one.json['type'] as string] ?? ['expression'];
  if (!flag(30)) return;
  one.json['validators'] = draw(fc.subarray(fitting, { minLength: 1 })).map((kind) => kinds[kind]?.());
}

function pages(
  draw: Draw,
  flag: (percent: number) => boolean,
  made: Made[],
  order: Made[],
  rank: ReadonlyMap<string, number>,
): Json[] {
  let panels = 0;
  const conditionFor = (inside: Made[]): Json => {
    const first = Math.min(...inside.map(({ name }) => rank.get(name) ?? 0));
    const earlier = order.slice(0, first);
    return {
      ...(earlier.length > 0 && flag(40) && { visibleIf: condition(draw, earlier, 2) }),
      ...(flag(15) && { enableIf: condition(draw, made, 1) }),
    };
  };
  const elements = (inside: Made[], depth: number): Json[] => {
    const result: Json[] = [];
    for (let at = 0; at < inside.length;) {
      const size = depth < 3 && flag(35) ? draw(fc.integer({ min: 1, max: inside.length - at })) : 0;
      const part = inside.slice(at, at + size);
      result.push(
        size === 0
          ? drawnOtherwise(inside[at]?.json as Json, flag)
          : {
              type: 'panel',
              name: `panel${panels++}`,
              ...conditionFor(part),
              elements: elements(part, depth + 1),
            },
      );
      at += Math.max(size, 1);
    }
    return result;
  };
  const cut = draw(fc.integer({ min: 0, max: made.length }));
  return [made.slice(0, cut), made.slice(cut)]
    .filter((part) => part.length > 0)
    .map((part, i) => ({ name: `page${i}`, ...conditionFor(part), elements: elements(part, 0) }));
}

/** tagbox and buttongroup are another look of checkbox and radiogroup; the latter has no choices of its own. */
function drawnOtherwise(json: Json, flag: (percent: number) => boolean): Json {
  if (!flag(25)) return json;
  if (json['type'] === 'checkbox') return { ...json, type: 'tagbox' };
  const hasOwn = Object.keys(json).some((key) => /^show.*Item$/.test(key));
  return json['type'] === 'radiogroup' && !hasOwn ? { ...json, type: 'buttongroup' } : json;
}

const quote = (value: Value): string =>
  typeof value === 'string' && !['null', 'undefined'].includes(value) ? `'${value}'` : String(value);

/** A side of a comparison: an answer, a part of one, or a literal. */
function operand(from: readonly Made[]): fc.Arbitrary<string> {
  return fc
    .constantFrom(...from)
    .chain(({ name, values, rows, json }) =>
      fc.oneof(
        fc.constant(`{${name}}`),
        fc.constant(`{${name.toUpperCase()}}`),
        rows.length > 0
          ? fc.constantFrom(...rows).map((row) => `{${name}.${row}}`)
          : fc.constant(`{${name}}`),
        json['type'] === 'checkbox'
          ? fc.constantFrom(`{${name}[0]}`, `{${name}.length}`)
          : fc.constant(`{${name}}`),
        (values.length > 0 ? fc.oneof(fc.constantFrom(...values), literal) : literal).map(quote),
      ),
    );
}

/**
 * Not drawn: a checkbox held against a matrix. Unanswered they are `[]` and `null` to survey-core, and differ;
 * to us nothing equals nothing.
 */
const comparableTo = ({ json: { type } }: Made, from: readonly Made[]): Made[] =>
  from.filter(
    ({ json: { type: other } }) => !(type !== other && [type, other].sort().join() === 'checkbox,matrix'),
  );

function condition(draw: Draw, from: readonly Made[], depth: number): string {
  if (depth > 0 && draw(fc.integer({ min: 0, max: 9 })) < 5) {
    const left = condition(draw, from, depth - 1);
    const right = condition(draw, from, depth - 1);
    const joint = draw(fc.constantFrom('and', 'or', '!', '!'));
    return joint === '!' ? `!(${left})` : `(${left}) ${joint} (${right})`;
  }
  const one = draw(fc.constantFrom(...from));
  const listed = draw(
    fc.array(one.values.length > 0 ? fc.oneof(fc.constantFrom(...one.values), inList) : inList, {
      minLength: 1,
      maxLength: 3,
    }),
  );
  const list = `[${listed.map(quote).join(', ')}]`;
  const left = draw(operand([one]));
  const right = draw(operand(draw(fc.boolean()) ? [one] : comparableTo(one, from)));
  const answer = `{${one.name}}`;
  return draw(
    fc.oneof(
      fc.constantFrom('=', '<>', '>', '<', '>=', '<=').map((sign) => `${left} ${sign} ${right}`),
      fc
        .constantFrom('contains', 'notcontains', 'anyof', 'allof', 'noneof')
        .map((sign) => `${left} ${sign} ${right}`),
      fc
        .constantFrom('anyof', 'allof', 'noneof', 'contains', 'notcontains', '=')
        .map((sign) => `${answer} ${sign} ${list}`),
      fc.constantFrom(`${answer} empty`, `${answer} notempty`, answer),
      fc
        .tuple(fc.constantFrom('+', '-', '*', '/', '%', '^'), fc.constantFrom('>', '=', '<='), numbers)
        .map(([sign, compare, number]) => `${left} ${sign} ${right} ${compare} ${number}`),
    ),
  );
}

/** An answer that the question can hold, or none. What survey-core does not check is not drawn: other tests have it. */
function answer(draw: Draw, flag: (percent: number) => boolean, { name, json, values, rows }: Made): Json {
  if (flag(25)) return {};
  const one = () => draw(fc.constantFrom(...values));
  switch (json['type']) {
    case 'checkbox': {
      const alone = ['none', 'refused', 'dontknow'];
      const chosen = draw(fc.subarray([...values], { minLength: 1 }));
      const kept = chosen.some((value) => alone.includes(value as string))
        ? chosen.filter((value) => alone.includes(value as string)).slice(0, 1)
        : draw(fc.shuffledSubarray(chosen, { minLength: chosen.length }));
      return { [name]: kept, ...(kept.includes('other') && otherWords(draw, name)) };
    }
    case 'matrix':
      return { [name]: Object.fromEntries(rows.filter(() => flag(75)).map((row) => [row, one()])) };
    case 'text':
      switch (json['inputType']) {
        case 'number':
          return { [name]: draw(numbers) };
        case 'date':
          return {
            [name]: draw(
              fc.constantFrom('2025-06-30', '2025-07-01', '2025-12-24', '2026-01-31', '2026-02-01'),
            ),
          };
        case 'month':
          return { [name]: draw(fc.constantFrom('2025-06', '2025-07', '2026-01', '2026-02')) };
        case 'time':
          return { [name]: draw(fc.constantFrom('07:30', '16:59')) };
        default:
          return { [name]: draw(words) };
      }
    case 'comment':
      return { [name]: draw(words) };
    default: {
      const value = one();
      return { [name]: value, ...(value === 'other' && otherWords(draw, name)) };
    }
  }
}

const otherWords = (draw: Draw, name: string): Json => {
  const text = draw(fc.constantFrom('', 'Một ý khác', '12'));
  return text === '' ? {} : { [`${name}-Comment`]: text };
};

/** A condition by itself. */
export interface GeneratedExpression {
  text: string;
  /** Answers to the questions that it names: `a` a radiogroup, `b` a checkbox, `c` a matrix, `d` a text. */
  values: Record<string, unknown>;
}

export const expressionQuestions = new Map(
  Object.entries({ a: 'radiogroup', b: 'checkbox', c: 'matrix', d: 'text' }).map(([name, type]) => [
    name,
    { name, type, rows: type === 'matrix' ? ['seats'] : [] },
  ]),
);

/** One condition and the answers it looks at, for comparing thousands of them without a form around. */
export const generatedExpression: fc.Arbitrary<GeneratedExpression> = fc.gen().map((g) => {
  const draw: Draw = (arbitrary) => g(() => arbitrary);
  const value = fc.oneof(words, numbers, fc.boolean(), fc.constantFrom<Value>(1, '1', 0, 2));
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary }, fc.constant(null));
  const values = draw(
    fc.record({
      a: maybe(value),
      b: maybe(fc.array(value, { maxLength: 3 })),
      c: maybe(value.map((seats) => ({ seats }))),
      d: maybe(words),
    }),
  ) as Record<string, unknown>;
  const known = [1, '1', ...Object.values(values).flat()].filter(
    (one): one is Value =>
      one !== null &&
      typeof one !== 'object' &&
      !/['"]/.test(String(one)) &&
      one !== 'null' &&
      one !== 'undefined',
  );
  const made = [...expressionQuestions.values()].map(({ name, type, rows }): Made => ({
    name,
    json: { type },
    values: known,
    rows,
  }));
  return { text: condition(draw, made, 2), values };
});
