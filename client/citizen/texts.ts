import en from '../locales/en/citizen.json' with { type: 'json' };
import km from '../locales/km/citizen.json' with { type: 'json' };
import vi from '../locales/vi/citizen.json' with { type: 'json' };
import type { Language } from '../../server/domain/text.ts';

/** Texts of the questionnaire itself, which the browser holds in every language. */
export type TextKey = keyof typeof vi;

export type Values = Readonly<Record<string, string | number>>;
export type Translate<Key extends string = TextKey> = (key: Key, values?: Values) => string;

const texts: Readonly<Record<string, Readonly<Record<TextKey, string>>>> = { vi, km, en };

/** Each language in its own script. */
export const languageNames: Readonly<Record<string, string>> = {
  vi: 'Tiếng Việt',
  km: 'ខ្មែរ',
  en: 'English',
};

export const translateInto = (language: Language): Translate => translatorOf(texts[language] ?? vi, language);

/** Fills `{name}` in; numbers are grouped as the language groups them. `count: 1` takes the key with `.one`, where there is one. */
export function translatorOf<Key extends string>(
  sentences: Readonly<Record<Key, string>>,
  language: Language,
): Translate<Key> {
  return (key, values = {}) => {
    const single = `${key}.one` as Key;
    const sentence = values['count'] === 1 && single in sentences ? sentences[single] : sentences[key];
    return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? grouped(value, language) : value;
    });
  };
}

/** Not Intl: server and browser must print the same, whatever their data. */
const grouped = (value: number, language: Language): string =>
  Math.abs(value) < 1000 || !Number.isInteger(value)
    ? String(value)
    : String(value).replace(/\B(?=(\d{3})+$)/g, language === 'en' ? ',' : '.');
