import { describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { formatDocument, parseDocument } from '../../../server/storage/archive/documentLine.ts';
import fc from '../../support/properties.ts';

const {
  BSON,
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} = mongoose.mongo;

const there = (document: object) => BSON.serialize(document as never);
const andBack = (bytes: Uint8Array) => BSON.serialize(parseDocument(formatDocument(bytes)) as never);

const oneOfEach: [string, unknown][] = [
  ['a whole double', new Double(5)],
  ['an int32', new Int32(5)],
  ['an int64 that a double could hold', Long.fromNumber(5)],
  ['an int64 beyond the doubles', Long.fromString('9007199254740993')],
  ['minus zero', new Double(-0)],
  ['no number', new Double(NaN)],
  ['infinity', new Double(-Infinity)],
  ['a decimal with its zeros', Decimal128.fromString('1.500')],
  ['a date', new Date(1_700_000_000_123)],
  ['a date before 1970', new Date(-1)],
  ['bytes', new Binary(Buffer.from([0, 255, 10]))],
  ['bytes of another subtype', new Binary(Buffer.from([1]), 0x80)],
  ['a UUID', new Binary(Buffer.alloc(16, 7), Binary.SUBTYPE_UUID)],
  ['an ObjectId', new ObjectId('65a000000000000000000001')],
  ['a regular expression', new BSONRegExp('a/"b\\.', 'im')],
  ['a timestamp', new Timestamp({ t: 4_000_000_000, i: 2 })],
  ['code', new Code('f()')],
  ['code with its scope', new Code('f()', { a: 1 })],
  ['the least value', new MinKey()],
  ['the greatest value', new MaxKey()],
  ['null', null],
  ['a text with every kind of line end', 'đ\n\r\u2028\u2029\0"'],
];

describe('a document comes back byte for byte', () => {
  test.each(oneOfEach)('%s', (_what, value) => {
    const bytes = there({ _id: 1, value, list: [value], within: { value } });

    expect(formatDocument(bytes)).toMatch(/^\{"_id":/);
    expect(andBack(bytes)).toEqual(bytes);
  });

  test.each<[string, object]>([
    [
      'names like numbers, in another order',
      new Map([
        ['b', 1],
        ['10', 2],
        ['9', 3],
      ] as const),
    ],
    ['names that EJSON has meanings for', { _id: 1, a: { $numberInt: '5' }, b: { $date: 'never' } }],
    [
      'a reference in another order',
      {
        _id: 1,
        a: new Map([
          ['$id', 1],
          ['$ref', 'c'],
        ] as [string, unknown][]),
      },
    ],
    ['the name of our own escape', { _id: 1, $bson: 'AAAA' }],
    [
      '__proto__',
      new Map<string, unknown>([
        ['_id', 1],
        ['__proto__', new Map([['a', 1]])],
      ]),
    ],
  ])('%s', (_what, document) => {
    const bytes = there(document);

    expect(andBack(bytes)).toEqual(bytes);
  });

  test('missing is not null', () => {
    expect(formatDocument(there({ _id: 1, a: null }))).not.toBe(formatDocument(there({ _id: 1 })));
  });

  test('whatever is in it', () => {
    const scalar = fc.constantFrom(...oneOfEach.map(([, value]) => value));
    const name = fc
      .oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('1', '0', '$id', '$date', 'a'))
      .filter((text) => !text.includes('\0'));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, scalar, fc.string(), tie('list'), tie('fields')),
      list: fc.array(tie('value'), { maxLength: 4 }),
      fields: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((fields) => new Map(fields as [])),
    }));

    fc.assert(
      fc.property(value, (given) => {
        const bytes = there(new Map([['_id', given]]));
        expect(Buffer.compare(andBack(bytes), bytes)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

test('what the driver could not write back is refused, not changed', () => {
  // { _id: 1, a: undefined }: a type that MongoDB gave up, which the driver would send as null
  const bytes = Buffer.from('\x11\0\0\0\x10_id\0\x01\0\0\0\x06a\0\0', 'latin1');

  expect(() => formatDocument(bytes)).toThrow('could not be written back');
});
