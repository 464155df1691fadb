import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const folder = 'client/locales';
const languages = ['vi', 'km', 'en'];
const files = [...new Set(languages.flatMap((language) => readdirSync(join(folder, language))))].sort();

/** Every text of a file by its path; nested objects are joined with a dot. */
function textsOf(language: string, file: string): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') texts.set(path, value);
    else
      for (const [key, inner] of Object.entries(value as object))
        walk(inner, path === '' ? key : `${path}.${key}`);
  };
  walk(JSON.parse(readFileSync(join(folder, language, file), 'utf8')), '');
  return texts;
}

const placeholdersIn = (text: string): string[] =>
  [...new Set(text.match(/\{\{?\w+\}?\}|<\/?\w+>/g) ?? [])].sort();

describe.each(files)('%s', (file) => {
  test.each(languages)('is there in "%s", with every key and no empty text', (language) => {
    expect(existsSync(join(folder, language, file))).toBe(true);
    const texts = textsOf(language, file);

    expect([...texts.keys()].sort()).toEqual([...textsOf('vi', file).keys()].sort());
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test.each(['km', 'en'])('has the same things to fill in in "%s" as in Vietnamese', (language) => {
    const vietnamese = textsOf('vi', file);
    // "1 question" may say its number in a word of its own
    const differing = [...textsOf(language, file)].filter(
      ([key, text]) =>
        !/[._]one$/.test(key) &&
        placeholdersIn(text).join() !== placeholdersIn(vietnamese.get(key) ?? '').join(),
    );

    expect(differing).toEqual([]);
  });

  test('is written in composed letters, so that searching and cutting work', () => {
    const decomposed = [...textsOf('vi', file)].filter(([, text]) => text !== text.normalize('NFC'));

    expect(decomposed).toEqual([]);
  });
});

test('the citizen’s pages hold to their wording', () => {
  const texts = ['citizen.json', 'citizenPages.json'].flatMap((file) => [...textsOf('vi', file)]);

  expect(texts.filter(([, text]) => /\bbạn\b|quý khách|vui lòng|!/i.test(text))).toEqual([]);
  expect(texts.filter(([, text]) => / (hài) (lòng)/.test(text))).toEqual([]);
});

// Answers of a day on which their unit had not begun were called late, and their unit gone.
test.each([
  ['vi', /muộn|giải thể|chia tách|đơn vị (của điểm thu này )?không còn/],
  ['en', /too late|no longer/],
  ['km', /យឺត|អង្គភាព(នៃចំណុចទទួលនេះ)?លែងមាន/],
])(
  'what waits for a decision is not said in "%s" to be late, nor its unit to have ended',
  (language, wrong) => {
    const texts = [...textsOf(language, 'staff.json')].filter(([key]) =>
      /^keptAside\.|\.kept-aside-taken-in$|\.unit-ended$/.test(key),
    );

    expect(texts.filter(([, text]) => wrong.test(text))).toEqual([]);
  },
);

test('long Khmer texts can be broken between words', () => {
  const unbreakable = ['citizen.json', 'citizenPages.json']
    .flatMap((file) => [...textsOf('km', file)])
    .filter(([, text]) =>
      text.split(/[\s\u200B]/).some((part) => part.replace(/[^\p{Lo}]/gu, '').length > 18),
    );

  expect(unbreakable).toEqual([]);
});
