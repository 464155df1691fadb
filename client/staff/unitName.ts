import { textIn, type Language, type LocalizedText } from '../../server/domain/text.ts';

/** A unit's name as the interface sends it: in one language or in several. */
export type UnitName = string | LocalizedText;

export const nameIn = (name: UnitName | undefined, language: Language): string =>
  name === undefined ? '' : typeof name === 'string' ? name : textIn(name, language);
