import { expect, test } from '@jest/globals';
import { packNumbers, unpackNumbers } from '../../server/storage/packedNumbers.ts';
import fc from '../support/properties.ts';

test('numbers come back as they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(300), fc.maxSafeNat())), (numbers) => {
      expect(unpackNumbers(packNumbers(numbers))).toEqual(numbers);
    }),
  );
});

test('a count up to 127 takes one byte, up to 16 383 two', () => {
  expect(packNumbers([0, 127])).toEqual(Uint8Array.of(0, 127));
  expect(packNumbers([128, 16_383])).toEqual(Uint8Array.of(128, 1, 255, 127)); // 0 + 1 × 128; 127 + 127 × 128
});

test('what is no count is refused, and so are bytes that break off', () => {
  for (const number of [-1, 1.5, NaN, Infinity]) expect(() => packNumbers([number])).toThrow(RangeError);
  expect(() => unpackNumbers(Uint8Array.of(1, 128))).toThrow(RangeError);
});
