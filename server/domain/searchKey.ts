/**
 * A text as people type it in a search field: lower case, no diacritics
 * ("đ" becomes "d"), single spaces. "Rạch Giá" and "rach gia" have one key.
 */
export const searchKey = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
