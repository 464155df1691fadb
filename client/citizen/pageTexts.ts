import en from '../locales/en/citizen.json' with { type: 'json' };
import enPages from '../locales/en/citizenPages.json' with { type: 'json' };
import km from '../locales/km/citizen.json' with { type: 'json' };
import kmPages from '../locales/km/citizenPages.json' with { type: 'json' };
import vi from '../locales/vi/citizen.json' with { type: 'json' };
import viPages from '../locales/vi/citizenPages.json' with { type: 'json' };
import type { Language } from '../../server/domain/text.ts';
import { type Translate, translatorOf } from './texts.ts';

/** Texts of pages that only the server renders, with those of the questionnaire. */
export type PageTextKey = keyof typeof vi | keyof typeof viPages;

const texts: Readonly<Record<string, Readonly<Record<PageTextKey, string>>>> = {
  vi: { ...vi, ...viPages },
  km: { ...km, ...kmPages },
  en: { ...en, ...enPages },
};

export const translatePagesInto = (language: Language): Translate<PageTextKey> =>
  translatorOf(texts[language] ?? texts['vi']!, language);
