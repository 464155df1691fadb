import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import en from '../../../client/locales/en/staff.json' with { type: 'json' };
import km from '../../../client/locales/km/staff.json' with { type: 'json' };
import vi from '../../../client/locales/vi/staff.json' with { type: 'json' };

/** `figures.empty` → its text, for every text of a language. */
function textsOf(tree: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...textsOf(value as object, `${prefix}${key}.`)],
    ),
  );
}

const placeholdersOf = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
const vietnamese = textsOf(vi);

const sources = readdirSync('client/staff', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join('client/staff', name), 'utf8'))
  .join('\n');

describe.each([
  ['km', textsOf(km)],
  ['en', textsOf(en)],
])('the texts of the staff application in %s', (_language, texts) => {
  test('are the same texts as in Vietnamese', () => {
    expect([...texts.keys()].sort()).toEqual([...vietnamese.keys()].sort());
  });

  test('hold the same placeholders', () => {
    const differing = [...vietnamese].filter(
      ([key, text]) => placeholdersOf(text).join() !== placeholdersOf(texts.get(key) ?? '').join(),
    );

    expect(differing).toEqual([]);
  });

  test('are all written', () => {
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

describe('texts and code', () => {
  test('every text that the code asks for by its full name exists', () => {
    const asked = [...sources.matchAll(/\bt\(\s*'([a-zA-Z]+(?:\.[\w-]+)*)'/g)].map(([, key = '']) => key);

    expect(asked.length).toBeGreaterThan(200);
    expect(asked.filter((key) => !vietnamese.has(key))).toEqual([]);
  });

  test('every text is asked for somewhere', () => {
    const computed = [...sources.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)*)\.\$\{/g)].map(
      ([, prefix = '']) => `${prefix}.`,
    );
    const idle = [...vietnamese.keys()].filter(
      (key) =>
        !sources.includes(`'${key}'`) &&
        !computed.some((prefix) => key.startsWith(prefix) && !key.slice(prefix.length).includes('.')),
    );

    expect(idle).toEqual([]);
  });
});
