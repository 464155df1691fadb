import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../locales/en/staff.json' with { type: 'json' };
import km from '../locales/km/staff.json' with { type: 'json' };
import vi from '../locales/vi/staff.json' with { type: 'json' };

export const LANGUAGES = ['vi', 'km', 'en'] as const;
export type StaffLanguage = (typeof LANGUAGES)[number];

/** Each language by its own name; never translated. */
export const languageNames: Record<StaffLanguage, string> = {
  vi: 'Tiếng Việt',
  km: 'ភាសាខ្មែរ',
  en: 'English',
};

const isLanguage = (text: string | null): text is StaffLanguage => LANGUAGES.includes(text as StaffLanguage);

const STORED_AS = 'sipas-language';

/** An own instance, so that tests can have one per language. Vietnamese where a text is missing. */
export function createTexts(language: StaffLanguage): i18n {
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'vi',
    resources: { vi: { translation: vi }, km: { translation: km }, en: { translation: en } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return instance;
}

/** The language this browser was last used in; Vietnamese first. */
export function storedLanguage(): StaffLanguage {
  const stored = localStorage.getItem(STORED_AS);
  return isLanguage(stored) ? stored : 'vi';
}

export function rememberLanguage(language: StaffLanguage): void {
  localStorage.setItem(STORED_AS, language);
}
