import fc from 'fast-check';
import mongoose from 'mongoose';
import type { Doc } from '../behaviour/openCollections.ts';

const { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } = mongoose.mongo.BSON;

/** Few enough that values meet again, and every edge of every type among them. */
const numbers: readonly unknown[] = [
  ...[-2, -1, 0, 1, 2, 3, 5, 2_147_483_647, -2_147_483_648].map((n) => new Int32(n)),
  ...[-1, 0, 1, 2].map((n) => Long.fromNumber(n)),
  ...['9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993'].map((n) =>
    Long.fromString(n),
  ),
  Long.MAX_VALUE,
  Long.MIN_VALUE,
  ...[-0, 0, 1, 2, 0.5, 1.5, -1.5, NaN, Infinity, -Infinity, 2 ** 53, 2 ** 53 + 2, 1e300].map(
    (n) => new Double(n),
  ),
];
const texts = [
  '',
  'a',
  'b',
  'ab',
  'Cần Thơ',
  'cần thơ',
  'đ',
  'z',
  '～',
  '😀',
  '👩‍👩‍👧',
  'a\nb',
  '0',
  '$a',
  'a.b',
];
const others: readonly unknown[] = [
  null,
  true,
  false,
  new Date(0),
  new Date(-1),
  new Date('2025-07-01T00:00:00+07:00'),
  new ObjectId('65a000000000000000000001'),
  new ObjectId('65a000000000000000000002'),
  new Binary(Buffer.from([]), 0),
  new Binary(Buffer.from([1, 2]), 0),
  new Binary(Buffer.from([1, 3]), 0),
  new Binary(Buffer.alloc(16, 7), 4),
  new Timestamp({ t: 1, i: 1 }),
  new Timestamp({ t: 1, i: 2 }),
];
const rare: readonly unknown[] = [
  new MinKey(),
  new MaxKey(),
  // Equal to none of the numbers: in a list the other engine misses a Decimal128 that is.
  Decimal128.fromString('1.25'),
  Decimal128.fromString('-3.5'),
];

export const anyNumber = fc.constantFrom(...numbers);
/**
 * Numbers that can be added in any order without rounding; equal ones have one type, since which of two stands for both in
 * a group is nobody's promise.
 */
export const plainNumber = fc.constantFrom<unknown>(
  new Int32(-1),
  Long.fromNumber(0),
  new Double(1),
  new Int32(2),
  new Double(0.5),
  Long.fromNumber(7),
);
export const text = fc.constantFrom(...texts);
const common = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...[1, 2, 3].map((n) => new Int32(n))) },
  { weight: 4, arbitrary: anyNumber },
  { weight: 3, arbitrary: text },
  { weight: 4, arbitrary: fc.constantFrom(...others) },
);
export const scalar = fc.oneof({ weight: 16, arbitrary: common }, fc.constantFrom(...rare));

const fields = (value: fc.Arbitrary<unknown>) =>
  fc.record({ b: value, c: value, d: value }, { requiredKeys: [] });

const isNotANumber = (one: unknown): boolean => one instanceof Double && Number.isNaN(one.value);

/** Scalars, documents, arrays of scalars, of documents, of arrays. */
export const { value } = fc.letrec<{ value: unknown; item: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 6, arbitrary: scalar },
    { weight: 2, arbitrary: fields(tie('item')) },
    { weight: 3, arbitrary: fc.array(tie('item'), { maxLength: 4 }) },
  ),
  item: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 5, arbitrary: scalar },
    { weight: 3, arbitrary: fields(scalar) },
    { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
    { weight: 1, arbitrary: fields(tie('value')) },
  ),
}));

const bodies = fc.record({ a: value, b: value, c: scalar, n: plainNumber }, { requiredKeys: [] });

/** At most eight documents with the identities 0, 1, 2, … */
export const documents = fc
  .array(bodies, { minLength: 1, maxLength: 8 })
  .map((list) => list.map((body, i): Doc => ({ _id: new Int32(i), ...body })));

export const path = fc.constantFrom('a', 'b', 'c', 'a.b', 'a.c', 'a.b.c', 'a.0', 'a.1', 'a.0.b', 'b.d', 'n');

const operator = (name: string, operand: fc.Arbitrary<unknown>) =>
  operand.map((one): Doc => ({ [name]: one }));
const comparison = fc
  .tuple(
    fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'),
    fc.oneof({ weight: 5, arbitrary: scalar }, value),
  )
  .map(([name, one]): Doc => ({ [name]: one }));
const typeNames = fc.constantFrom<unknown>(
  ...['double', 'string', 'object', 'array', 'binData', 'objectId', 'bool', 'date', 'null', 'regex', 'int'],
  ...['timestamp', 'long', 'decimal', 'minKey', 'maxKey', 'number', 1, 2, 4, 10, 16, 18, -1],
);
const pattern = fc.constantFrom('a', '^a', 'b$', 'ơ', '^cần', 'a.b', '[ab]', '^$', '😀', '\\d', 'x|z');
const regex = fc
  .tuple(pattern, fc.constantFrom('', 'i', 'm', 's', 'im'))
  .map(([$regex, $options]): Doc => ($options === '' ? { $regex } : { $regex, $options }));

/** Operators on one field. */
export const { predicate, query } = fc.letrec<{ predicate: Doc; query: Doc }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    { weight: 6, arbitrary: comparison },
    { weight: 2, arbitrary: fc.tuple(comparison, comparison).map(([a, b]) => ({ ...a, ...b })) },
    {
      weight: 2,
      arbitrary: operator(
        '$in',
        fc.array(fc.oneof({ weight: 5, arbitrary: scalar }, value), { maxLength: 4 }),
      ),
    },
    { weight: 1, arbitrary: operator('$nin', fc.array(scalar, { maxLength: 3 })) },
    { weight: 2, arbitrary: operator('$exists', fc.constantFrom<unknown>(true, false, 1, 0)) },
    {
      weight: 1,
      arbitrary: operator('$type', fc.oneof(typeNames, fc.array(typeNames, { minLength: 1, maxLength: 2 }))),
    },
    { weight: 1, arbitrary: operator('$size', fc.constantFrom(0, 1, 2, new Double(2))) },
    { weight: 1, arbitrary: regex },
    {
      weight: 1,
      arbitrary: operator(
        '$all',
        fc.array(fc.oneof({ weight: 5, arbitrary: scalar }, value), { minLength: 1, maxLength: 3 }),
      ),
    },
    { weight: 1, arbitrary: operator('$not', tie('predicate')) },
    { weight: 1, arbitrary: operator('$elemMatch', tie('predicate')) },
    {
      weight: 1,
      arbitrary: operator(
        '$elemMatch',
        fc.dictionary(fc.constantFrom('b', 'c', 'd', 'b.c', '0'), fc.oneof(scalar, tie('predicate')), {
          maxKeys: 2,
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: operator(
        '$all',
        fc.array(operator('$elemMatch', tie('predicate')), { minLength: 1, maxLength: 2 }),
      ),
    },
  ),
  query: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    {
      weight: 8,
      arbitrary: fc.dictionary(path, fc.oneof({ weight: 3, arbitrary: tie('predicate') }, scalar, value), {
        minKeys: 1,
        maxKeys: 2,
      }),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('query'), { minLength: 1, maxLength: 3 }))
        .map(([name, list]): Doc => ({ [name]: list })),
    },
  ),
}));

/** A sort by numbers that leaves nothing open. */
export const sort = fc.constantFrom<Doc>({}, { n: 1 }, { n: -1 }).map((by): Doc => ({ ...by, _id: 1 }));

/**
 * By values of all types and one field that leads to arrays, none of them null or empty: the other engine takes an empty
 * one for a missing field, tells missing from null, and sorts by two of them, where MongoDB fails. https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#arrays
 */
export const arraySort = fc
  .tuple(fc.constantFrom('a', 'b', 'a.b', 'b.d'), fc.constantFrom(1, -1))
  .map(([name, direction]): Doc => ({ [name]: direction, c: 1, _id: 1 }));

/** The same documents without null, and with something in every array. */
export const filled = (one: unknown): unknown => {
  if (Array.isArray(one)) return one.length === 0 ? [new Int32(1)] : one.map(filled);
  if (one === null) return new Int32(5);
  if (typeof one !== 'object' || '_bsontype' in one || one instanceof Date) return one;
  return Object.fromEntries(Object.entries(one).map(([name, item]) => [name, filled(item)]));
};

const include = fc.constantFrom<unknown>(1, true, new Double(1));
const exclude = fc.constantFrom<unknown>(0, false);
const slice = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 3 })),
);
const shown = fc.constantFrom('a', 'b', 'c', 'a.b', 'a.c', 'b.d', 'b.c');
const identity = fc.constantFrom<Doc>({}, {}, { _id: 0 }, { _id: 1 });

export const projection = fc.oneof(
  fc
    .tuple(fc.dictionary(shown, include, { minKeys: 1, maxKeys: 3 }), identity)
    .map(([a, b]) => ({ ...a, ...b })),
  fc
    .tuple(fc.dictionary(shown, exclude, { minKeys: 1, maxKeys: 3 }), fc.constantFrom<Doc>({}, { _id: 0 }))
    .map(([a, b]) => ({ ...a, ...b })),
  fc
    .tuple(
      fc.dictionary(fc.constantFrom('a', 'b', 'a.b'), operator('$slice', slice), { minKeys: 1, maxKeys: 1 }),
      fc.constantFrom<Doc>({}, { c: 1 }, { c: 0 }, { _id: 0 }),
    )
    .map(([a, b]) => ({ ...a, ...b })),
  fc
    .tuple(
      fc.dictionary(
        fc.constantFrom('a', 'b'),
        operator(
          '$elemMatch',
          fc.oneof(predicate, fc.dictionary(fc.constantFrom('b', 'c'), scalar, { maxKeys: 2 })),
        ),
        { minKeys: 1, maxKeys: 1 },
      ),
      fc.constantFrom<Doc>({}, { c: 1 }, { c: 1, _id: 0 }),
    )
    .map(([a, b]) => ({ ...a, ...b })),
);

const each = fc.oneof(
  value,
  fc.record(
    {
      // The other engine makes no array of nothing.
      $each: fc.array(value, { minLength: 1, maxLength: 3 }),
      $slice: fc.constantFrom(-3, -2, -1, 1, 2, 3),
      $sort: fc.constantFrom<unknown>(1, -1, { b: 1 }, { b: -1, c: 1 }),
      $position: fc.integer({ min: -3, max: 3 }),
    },
    { requiredKeys: ['$each'] },
  ),
);
const change = (name: string, operand: fc.Arbitrary<unknown>) =>
  operand.map((one): [string, unknown] => [name, one]);
const makers = [
  ...['$set', '$setOnInsert'].map((name) => change(name, value)),
  // NaN is below all numbers, and there it is not.
  ...['$min', '$max'].map((name) =>
    change(
      name,
      value.filter((one) => !isNotANumber(one)),
    ),
  ),
  ...['$inc', '$mul'].map((name) => change(name, fc.oneof({ weight: 8, arbitrary: anyNumber }, scalar))),
  change('$push', each),
  change('$addToSet', fc.oneof(value, operator('$each', fc.array(value, { minLength: 1, maxLength: 3 })))),
];
const takers = [
  change('$unset', fc.constant(1)),
  change(
    '$pull',
    fc
      .oneof(
        value,
        predicate,
        fc.dictionary(fc.constantFrom('b', 'c'), fc.oneof(scalar, predicate), { maxKeys: 2 }),
      )
      // A document of no conditions takes away everything there, and here every document.
      .filter((one) => JSON.stringify(one) !== '{}'),
  ),
  change('$pop', fc.constantFrom(1, -1, new Double(1))),
];
// What is only set on insert is in conflict with nothing there, unless it inserts.
const modifiers = [
  makers[0]!,
  ...makers.slice(2),
  ...takers,
  change('$rename', fc.constantFrom('b', 'c', 'e', 'a.b', 'e.f')),
];
const elementModifiers = [makers[0]!, ...makers.slice(2), takers[1]!];

// The other engine makes the documents on the way to nothing for these.
const mayLeadNowhere = ([target, [name]]: [string, [string, unknown]]) =>
  !target.includes('.') || target.includes('$') || !['$pop', '$pull', '$rename'].includes(name);

/** One to three changes of different places. */
const changes = (paths: readonly string[], operators: readonly fc.Arbitrary<[string, unknown]>[]) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...paths), fc.oneof(...operators)).filter(mayLeadNowhere), {
      minLength: 1,
      maxLength: 3,
      selector: ([target]) => target,
    })
    .map((list) => {
      const update: Record<string, Doc> = {};
      for (const [target, [name, operand]] of list) (update[name] ??= {})[target] = operand;
      return update as Doc;
    });
const plainPaths = ['a', 'b', 'c', 'a.b', 'a.b.c', 'a.d', 'n', 'e', 'e.f'];
// A negation says nothing of a place in an array, and of two arrays MongoDB takes none:
// https://www.mongodb.com/docs/manual/reference/operator/update/positional/#nested-arrays
const positive = comparison.filter((one) => !('$ne' in one));
const inArray = fc.oneof(
  fc.oneof(scalar, positive).map((a): Doc => ({ a })),
  fc
    .oneof(positive, fc.dictionary(fc.constantFrom('b', 'c'), scalar, { minKeys: 1, maxKeys: 1 }))
    .map(($elemMatch): Doc => ({ a: { $elemMatch } })),
);

/**
 * A filter and a change. One way of going into arrays each: the other engine takes mixtures of them for conflicts, or
 * not, by rules of its own.
 */
export const update = fc.oneof(
  fc.record({ q: query, u: changes(plainPaths, modifiers) }),
  fc.record({ q: query, u: changes(['a', 'b', 'a.0', 'a.0.b', 'b.0', 'c', 'e.f'], modifiers) }),
  fc.record({ q: query, u: changes(['a.$[]', 'b.$[]', 'a.$[].b', 'a.$[].c', 'c', 'e'], elementModifiers) }),
  fc.record({ q: inArray, u: changes(['a.$', 'a.$.b', 'a.$.c', 'c', 'e'], elementModifiers) }),
);

const equality = fc.oneof(
  scalar.map((one): unknown => one),
  fields(scalar),
  comparison,
  scalar.map((one) => ({ $in: [one] })),
);
/** What becomes part of a document that is not there. */
export const upsert = fc.record({
  q: fc.oneof(
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd.e', 'd.f'), equality, { maxKeys: 3 }),
    fc
      .array(fc.dictionary(fc.constantFrom('a', 'b', 'd.e'), equality, { minKeys: 1, maxKeys: 1 }), {
        minLength: 1,
        maxLength: 2,
      })
      .map(($and): Doc => ({ $and })),
    fc
      .array(fc.dictionary(fc.constantFrom('a', 'b'), scalar, { minKeys: 1, maxKeys: 1 }), {
        minLength: 2,
        maxLength: 2,
      })
      .map(($or): Doc => ({ $or })),
  ),
  u: fc.oneof(bodies as fc.Arbitrary<Doc>, changes(plainPaths, makers)),
});

const field = fc.constantFrom('$a', '$b', '$c', '$n', '$a.b', '$a.c', '$b.d', '$nothing');
// The other engine takes a missing value for MinKey.
const literal = common.map(($literal): Doc => ({ $literal }));
const leaf = fc.oneof(
  { weight: 4, arbitrary: field },
  { weight: 3, arbitrary: literal },
  { weight: 1, arbitrary: fc.constantFrom('$$ROOT', '$$REMOVE', '$$CURRENT.a') },
);

/** One operator over what `any` gives. */
const operation = (any: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => {
  const of = (name: string, item: fc.Arbitrary<unknown>, minLength: number, maxLength: number) =>
    operator(name, fc.array(item, { minLength, maxLength }));
  // Of doubles that must be rounded the other engine adds one after the other, without compensation.
  const number = fc.oneof(
    { weight: 4, arbitrary: plainNumber },
    fc.constantFrom<unknown>('$n', '$nothing', { $literal: 'x' }, { $literal: null }),
  );
  const letters = fc.oneof({ weight: 3, arbitrary: operator('$literal', text) }, any);
  return fc.oneof(
    ...['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$cmp'].map((name) => of(name, any, 2, 2)),
    ...['$and', '$or'].map((name) => of(name, any, 0, 3)),
    ...['$not', '$size', '$isArray'].map((name) => of(name, any, 1, 1)),
    of('$cond', any, 3, 3),
    fc.tuple(any, any, any).map(([a, b, c]) => ({ $cond: { if: a, then: b, else: c } })),
    fc
      .tuple(any, any, any)
      .map(([a, b, c]) => ({ $switch: { branches: [{ case: a, then: b }], default: c } })),
    // The other engine evaluates what stands behind an answer, and fails with it.
    of('$ifNull', leaf, 2, 3),
    fc.tuple(any, fc.oneof(field, fc.array(any, { maxLength: 3 }))).map(($in) => ({ $in })),
    ...['$add', '$multiply'].map((name) => of(name, number, 0, 3)),
    ...['$subtract', '$divide'].map((name) => of(name, number, 2, 2)),
    of('$concat', letters, 0, 3),
    fc.tuple(any, fc.integer({ min: -3, max: 3 })).map(($arrayElemAt) => ({ $arrayElemAt })),
    ...['$objectToArray', '$toString'].map((name) => operator(name, field)),
    fc.record({ x: any, y: any }, { requiredKeys: ['x'] }),
    fc.array(any, { maxLength: 3 }),
  );
};
/** One operator over fields and literals: it has one way to fail. */
export const simpleExpression = operation(leaf);
const { expression } = fc.letrec<{ expression: unknown }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    { weight: 4, arbitrary: leaf },
    operation(tie('expression')),
  ),
}));

/** The other engine takes a missing field for null in sets and keys, and leaves it out where MongoDB says null. */
const present = field.map((name): Doc => ({ $ifNull: [name, 'none'] }));
const argument = expression.filter((one) => !Array.isArray(one));
const accumulator = {
  // The other engine takes any constant for a count of int32.
  sum: fc.constantFrom({ $sum: '$n' }, { $sum: new Int32(2) }),
  avg: fc.constant({ $avg: '$n' }),
  // Which of two equal numbers stands for both is nobody's promise.
  min: operator('$min', fc.constantFrom('$n', '$_id')),
  max: operator('$max', fc.constantFrom('$n', '$_id')),
  /** Both compared as sets: the order of the one is nobody's promise, the other engine keeps none in the other. */
  list: operator('$push', argument),
  set: operator('$addToSet', present),
  count: fc.constant({ $count: {} }),
};
/** Those that follow the order of the documents, which the other engine keeps only straight after a sort. */
const inOrder = {
  first: operator('$first', present),
  last: operator('$last', present),
};
/** Of several fields, so that no two keys sort alike: an array by itself sorts as its least element. */
const groupKey = fc.oneof(
  fc.record({ x: present, y: present }),
  fc.record({ x: argument.map((one) => ({ $ifNull: [one, 0] })) }),
);
const group = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .tuple(groupKey, fc.record(fields, { requiredKeys: [] }))
    .map(([_id, more]): Doc => ({ $group: { _id, ...more } }));
const computed = fc
  .tuple(fc.constantFrom('a', 'a.b', 'b', 'b.x'), expression, fc.option(expression))
  .map(([name, one, x]): Doc => ({ [name]: one, ...(x === null ? {} : { x }) }));
const some = fc.constantFrom('a', 'c', 'b.c', 'b.d');
const kept = fc.dictionary(some, include, { minKeys: 1, maxKeys: 3 });
const leftOut = fc.dictionary(some, exclude, { minKeys: 1, maxKeys: 3 });
const match = operator('$match', query);
const addFields = fc.oneof(operator('$addFields', computed), operator('$set', computed));
const project = operator('$project', fc.oneof(computed, kept, leftOut));
const skip = operator('$skip', fc.nat({ max: 3 }));
const limit = operator('$limit', fc.integer({ min: 1, max: 5 }));
const unwind = operator(
  '$unwind',
  fc.record(
    {
      path: fc.constantFrom('$a', '$b', '$a.b'),
      preserveNullAndEmptyArrays: fc.boolean(),
      includeArrayIndex: fc.constantFrom('i', 'y.i'),
    },
    { requiredKeys: ['path'] },
  ),
);
const replaceRoot = operator('$replaceRoot', operator('newRoot', expression));
const unset = operator('$unset', fc.constantFrom<unknown>('a', 'a.b', ['b', 'a.c'], ['c', 'b.d']));
const rows = fc.array(fc.oneof(match, addFields, unwind, skip, limit), { maxLength: 3 });
const last = fc.oneof(match, project, replaceRoot, unset);

/**
 * Always in an order that the pipeline itself asks for. The other engine counts an empty input as a row, and loses fields
 * between $unset or $project and $addFields: $count stands after a row that is there, those at the end.
 */
export const pipeline = fc
  .tuple(
    sort,
    fc.oneof(
      fc.tuple(limit, fc.constant({ $count: 'n' })),
      fc.tuple(rows, last).map(([list, one]) => [...list, one]),
      fc.tuple(rows, group(accumulator)).map(([list, one]) => [...list, one, { $sort: { _id: 1 } }]),
      fc
        .tuple(
          group({ ...accumulator, ...inOrder }),
          fc.array(fc.oneof(match, addFields, skip, limit), { maxLength: 2 }),
        )
        .map(([one, list]) => [one, { $sort: { _id: 1 } }, ...list]),
    ),
  )
  .map(([$sort, list]): Doc[] => [{ $sort }, ...list]);
