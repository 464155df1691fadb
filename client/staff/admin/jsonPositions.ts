/**
 * Finds the place of a JSON pointer in a text, so that an objection can be
 * shown where it belongs. Reads only text that JSON.parse accepts.
 */

/** Tokens of a JSON pointer (RFC 6901): `/pages/0/title` → pages, 0, title. */
export const pointerTokens = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

/**
 * Offset of the value that the tokens lead to, or of the last value on the way
 * that is there: an objection to something missing points at what lacks it.
 */
export function positionOf(text: string, tokens: readonly string[]): number {
  let at = skipSpace(text, 0);
  for (const token of tokens) {
    const next =
      text[at] === '{' ? memberAt(text, at, token) : text[at] === '[' ? itemAt(text, at, token) : undefined;
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/** The line (from 1) in which an offset lies. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

function memberAt(text: string, start: number, name: string): number | undefined {
  let at = skipSpace(text, start + 1);
  while (text[at] === '"') {
    const end = skipString(text, at);
    const key = JSON.parse(text.slice(at, end)) as string;
    at = skipSpace(text, end);
    at = skipSpace(text, at + 1);
    if (key === name) return at;
    at = skipSpace(text, skipValue(text, at));
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return undefined;
}

function itemAt(text: string, start: number, index: string): number | undefined {
  if (!/^\d+$/.test(index)) return undefined;
  let at = skipSpace(text, start + 1);
  for (let position = 0; at < text.length && text[at] !== ']'; position++) {
    if (position === Number(index)) return at;
    at = skipSpace(text, skipValue(text, at));
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return undefined;
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return at;
}

function skipString(text: string, at: number): number {
  for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
  return at + 1;
}

function skipValue(text: string, at: number): number {
  if (text[at] === '"') return skipString(text, at);
  if (text[at] !== '{' && text[at] !== '[') {
    while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) at++;
    return at;
  }
  let depth = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      at = skipString(text, at);
      continue;
    }
    if (character === '{' || character === '[') depth++;
    if (character === '}' || character === ']') depth--;
    at++;
    if (depth === 0) return at;
  }
  return at;
}
