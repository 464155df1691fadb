/**
 * Whole numbers in few bytes: seven bits each, the eighth says that more follow
 * (LEB128). A tally holds hundreds of counts, most of them small; as a BSON
 * array each would take nine bytes and as long to read as an answer.
 */

/** @throws RangeError for what is no count */
export function packNumbers(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const number of numbers) {
    if (!Number.isSafeInteger(number) || number < 0) {
      throw new RangeError(`packNumbers needs counts, got ${number}`);
    }
    let rest = number;
    while (rest > 127) {
      bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
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
