import { describe, expect, test } from '@jest/globals';
import { readCrockford, readReceipt, receiptFrom } from '../../server/domain/receipt.ts';
import fc from '../support/properties.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const receipts = fc.uint8Array({ minLength: 7, maxLength: 32 }).map(receiptFrom);

describe('a receipt', () => {
  test('is three groups of four characters without I, L, O and U', () => {
    fc.assert(
      fc.property(receipts, (receipt) => {
        expect(receipt).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/);
      }),
    );
  });

  test('carries the first 55 bits', () => {
    // 55 bits of one: eleven times 31; the check digit by hand: each step multiplies (check ^ 31) by x
    expect(receiptFrom(new Uint8Array(7).fill(255)).slice(0, 13)).toBe('ZZZZ-ZZZZ-ZZZ');
    expect(receiptFrom(new Uint8Array(7))).toBe('0000-0000-0000');
    // the last bit of the seventh byte is not used
    expect(receiptFrom(Uint8Array.of(0, 0, 0, 0, 0, 0, 1))).toBe('0000-0000-0000');
    // the 55th bit is 1: digit 1 in the last place, times x = 2
    expect(receiptFrom(Uint8Array.of(0, 0, 0, 0, 0, 0, 2))).toBe('0000-0000-0012');
    expect(() => receiptFrom(new Uint8Array(6))).toThrow(RangeError);
  });

  test('is read however it was typed', () => {
    const receipt = receiptFrom(Uint8Array.of(0, 1, 0x40, 0, 0, 0x12, 0x34));
    const sloppy = receipt.toLowerCase().replace(/-/g, ' – ').replace(/0/g, 'o').replace(/1/g, 'l');

    expect(readReceipt(sloppy)).toBe(receipt);
    expect(readReceipt(receipt.replace(/-/g, ''))).toBe(receipt);
  });

  test('with one wrong character is not one', () => {
    fc.assert(
      fc.property(receipts, fc.nat(11), fc.nat(31), (receipt, at, other) => {
        const characters = [...receipt.replace(/-/g, '')];
        fc.pre(characters[at] !== ALPHABET[other]);
        characters[at] = ALPHABET[other]!;

        expect(readReceipt(characters.join(''))).toBeUndefined();
      }),
    );
  });

  test('with two characters exchanged is not one', () => {
    fc.assert(
      fc.property(receipts, fc.nat(11), fc.nat(11), (receipt, one, other) => {
        const characters = [...receipt.replace(/-/g, '')];
        fc.pre(characters[one] !== characters[other]);
        [characters[one], characters[other]] = [characters[other]!, characters[one]!];

        expect(readReceipt(characters.join(''))).toBeUndefined();
      }),
    );
  });

  test.each(['', '4F7K-9MQ2-XR5', 'UUUU-UUUU-UUUU', '0000-0000-00000', '🙂', '4F7K_9MQ2_XR5T'])(
    '"%s" is not one',
    (text) => {
      expect(readReceipt(text)).toBeUndefined();
    },
  );
});

test('a code on a poster is read as it was meant', () => {
  expect(readCrockford(' k7-mo1 ')).toBe('K7M01');
  expect(readCrockford('K7MU1')).toBeUndefined();
});
