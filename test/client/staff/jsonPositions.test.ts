import { describe, expect, test } from '@jest/globals';
import { lineOf, pointerTokens, positionOf } from '../../../client/staff/admin/jsonPositions.ts';
import fc from '../../support/properties.ts';

const text = `{
  "title": { "vi": "Có \\"ngoặc\\" } và ]", "a/b": 1 },
  "pages": [
    { "name": "p1", "elements": [] },
    { "name": "p2", "elements": [ { "name": "q1" }, { "name": "q2" } ] }
  ]
}`;

const valueAt = (pointer: string) => text.slice(positionOf(text, pointerTokens(pointer)));

describe('where an objection belongs', () => {
  test('a pointer leads to its value, past strings with quotes and brackets', () => {
    expect(valueAt('/pages/1/elements/1/name')).toMatch(/^"q2"/);
  });

  test('a slash in a name is written ~1', () => {
    expect(valueAt('/title/a~1b')).toMatch(/^1/);
  });

  test('what is missing is shown at what lacks it', () => {
    expect(valueAt('/pages/0/title')).toMatch(/^\{ "name": "p1"/);
    expect(valueAt('/pages/7')).toMatch(/^\[\n/);
  });

  test('the empty pointer is the whole text', () => {
    expect(positionOf(text, pointerTokens(''))).toBe(0);
  });

  test('lines are counted from one', () => {
    expect(lineOf(text, positionOf(text, pointerTokens('/pages/1/name')))).toBe(5);
    expect(lineOf(text, 0)).toBe(1);
  });

  test('every value of any JSON is found where it stands', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const written = JSON.stringify(value, undefined, indent);

        for (const { tokens, leaf } of leavesOf(JSON.parse(written))) {
          const at = positionOf(written, tokens);
          expect(written.slice(at, at + JSON.stringify(leaf).length)).toBe(JSON.stringify(leaf));
        }
      }),
    );
  });
});

function leavesOf(value: unknown, tokens: string[] = []): { tokens: string[]; leaf: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ tokens, leaf: value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...tokens, key]));
}
