/**
 * Whole numbers in few bytes: seven bits each, the eighth says that more follow
 * (LEB128). A tally holds hundreds of counts, most of them small; as a BSON
 * array each would take nine bytes and as long to read as an answer.
 */

/** A safe whole number has 53 bits: eight groups of seven. */
const MOST_BYTES = 8;

/** @throws RangeError for what is no count */
export function packNumbers(numbers: readonly number[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(numbers.length * MOST_BYTES);
  let at = 0;
  for (const number of numbers) {
    if (!Number.isSafeInteger(number) || number < 0) {
      throw new RangeError(`packNumbers needs counts, got ${number}`);
    }
    let rest = number;
    while (rest > 127) {
      bytes[at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    bytes[at++] = rest;
  }
  // A copy of its own, so that the larger piece can go.
  return Uint8Array.prototype.slice.call(bytes, 0, at);
}

/** @throws RangeError if the bytes break off */
export function unpackNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let number = 0;
  let weight = 1;
  for (const byte of bytes) {
    number += (byte % 128) * weight;
    if (byte > 127) {
      weight *= 128;
    } else {
      numbers.push(number);
      number = 0;
      weight = 1;
    }
  }
  if (weight !== 1) throw new RangeError('unpackNumbers got bytes that break off');
  return numbers;
}
