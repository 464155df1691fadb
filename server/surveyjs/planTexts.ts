import type { Language, LocalizedText } from '../domain/text.ts';
import { at, isJsonObject, type Json, type ObjectionList, quoted } from './objections.ts';
import type { Item } from './planParts.ts';

/** What SurveyJS shows by itself where a definition says nothing; ours, since its own are partly machine-made. */
const builtIn = {
  other: { vi: 'Khác (xin ghi rõ)', en: 'Other (please describe)' },
  none: { vi: 'Không có ý nào ở trên', en: 'None of these' },
  refused: { vi: 'Không muốn trả lời', en: 'Prefer not to answer' },
  dontknow: { vi: 'Không biết', en: 'Don’t know' },
  yes: { vi: 'Có', en: 'Yes', km: 'បាទ/ចាស' },
  no: { vi: 'Không', en: 'No', km: 'ទេ' },
} as const;
export type BuiltIn = keyof typeof builtIn;

/** Reads a definition's texts, and remembers them all: only then is it known which languages it has. */
export class PlanTexts {
  readonly defaultLanguage: Language;
  private readonly seenLanguages = new Set<Language>();
  private readonly texts: { text: LocalizedText; where: string }[] = [];

  constructor(
    definition: Json,
    private readonly objections: ObjectionList,
  ) {
    const { locale } = definition;
    this.defaultLanguage = typeof locale === 'string' && locale !== '' ? locale : 'vi';
  }

  /** The default language first, then the others as they occur; every text that lacks one is a warning. */
  languages(): Language[] {
    const languages = [...new Set([this.defaultLanguage, ...this.seenLanguages])];
    for (const { text, where } of this.texts) {
      const missing = languages.filter((language) => text[language] === undefined);
      if (missing.includes(this.defaultLanguage)) {
        this.objections.error(
          where,
          `The text is missing in ${this.defaultLanguage}, the questionnaire's own language; write it.`,
        );
      } else if (missing.length > 0) {
        this.objections.gap(
          where,
          `The text ${quoted(text[this.defaultLanguage])} is missing in ${missing.join(', ')}; people who read that will see ${this.defaultLanguage}.`,
        );
      }
    }
    return languages;
  }

  text(value: unknown, where: string): LocalizedText | undefined {
    const given = typeof value === 'string' ? { default: value } : isJsonObject(value) ? value : {};
    const text: Record<Language, string> = {};
    for (const [key, words] of Object.entries(given)) {
      if (typeof words !== 'string' || words.trim() === '') continue;
      text[key === 'default' ? this.defaultLanguage : key] = words.normalize('NFC');
    }
    if (Object.keys(text).length === 0) return undefined;
    for (const language of Object.keys(text)) this.seenLanguages.add(language);
    this.texts.push({ text, where });
    return text;
  }

  /** `{ [key]: text }`, or nothing where the definition's property says nothing. */
  optional<Key extends string>(key: Key, json: Json, where: string, property: string = key) {
    const text = this.text(json[property], at(where, property));
    return (text === undefined ? {} : { [key]: text }) as { [K in Key]?: LocalizedText };
  }

  ofItem(item: Item, where: string): LocalizedText {
    const text = this.text(item.json['text'], at(where, 'text'));
    if (text !== undefined) return text;
    if (typeof item.value === 'string') {
      this.objections.warning(
        where,
        `${quoted(item.value)} has no text of its own; people read the value itself, in every language.`,
      );
    }
    return { [this.defaultLanguage]: String(item.value) };
  }

  /** The definition's text or, where it says nothing, ours in the languages that there are; what is missing is a gap like any other. */
  orOurs(name: BuiltIn, value: unknown, where: string, property: string): LocalizedText {
    const own = this.text(value, at(where, property));
    if (own !== undefined) return own;
    this.texts.push({ text: builtIn[name], where });
    return builtIn[name];
  }
}
