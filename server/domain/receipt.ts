/**
 * Receipts: twelve characters that a person can copy by hand.
 *
 * Eleven carry 55 bits, the twelfth is a check character. Crockford's alphabet
 * has no I, L, O and U; whoever writes them means 1, 1, 0 and, for U, has
 * misread something.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DATA_CHARACTERS = 11;

/** `4F7K-9MQ2-XR5T`. */
export type Receipt = string;

/**
 * A receipt from the first 55 bits.
 *
 * @throws RangeError if there are fewer than seven bytes
 */
export function receiptFrom(bytes: Uint8Array): Receipt {
  if (bytes.length < 7) throw new RangeError(`receiptFrom needs 7 bytes, got ${bytes.length}`);
  let bits = 0n;
  for (const byte of bytes.subarray(0, 7)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 1n;

  const digits = Array.from({ length: DATA_CHARACTERS }, (_, at) =>
    Number((bits >> BigInt(5 * (DATA_CHARACTERS - 1 - at))) & 31n),
  );
  return grouped([...digits, checkDigit(digits)].map((digit) => ALPHABET[digit]).join(''));
}

/** The receipt as we write it, from whatever spacing and case a person used; undefined when it cannot be one. */
export function readReceipt(text: string): Receipt | undefined {
  const characters = readCrockford(text);
  if (characters?.length !== DATA_CHARACTERS + 1) return undefined;
  const digits = [...characters].map((character) => ALPHABET.indexOf(character));
  const [data, check] = [digits.slice(0, -1), digits.at(-1)];
  return check === checkDigit(data) ? grouped(characters) : undefined;
}

/**
 * Text in Crockford's alphabet as its author meant it: capitals, O for 0, I and
 * L for 1, without spaces and hyphens. Undefined when another character is left.
 */
export function readCrockford(text: string): string | undefined {
  const characters = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return [...characters].every((character) => ALPHABET.includes(character)) ? characters : undefined;
}

const grouped = (characters: string): string => (characters.match(/.{4}/g) ?? []).join('-');

/**
 * Check digit over GF(32): each place weighs another power of the field's
 * generator, so that one wrong character and two exchanged ones never fit.
 */
function checkDigit(digits: readonly number[]): number {
  let check = 0;
  for (const digit of digits) check = timesGenerator(check ^ digit);
  return check;
}

/** Multiplication by x modulo x⁵ + x² + 1. */
const timesGenerator = (element: number): number =>
  ((element << 1) & 31) ^ ((element & 16) === 0 ? 0 : 0b00101);
