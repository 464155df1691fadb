/** A BCP 47 language code that the platform speaks: `vi` (first), `km`, `en`, or one a questionnaire adds. */
export type Language = string;

/** One text in several languages. `vi` or the questionnaire's own default language is always there. */
export type LocalizedText = Readonly<Record<Language, string>>;

/** The text in the wanted language, else in Vietnamese, else in the first language there is. */
export function textIn(text: LocalizedText, language: Language): string {
  return text[language] ?? text['vi'] ?? Object.values(text)[0] ?? '';
}
