/** @jsxImportSource preact */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Language, type LocalizedText, textIn } from '../../server/domain/text.ts';
import { type Translate, translateInto } from './texts.ts';

export interface Words {
  language: Language;
  t: Translate;
}

export const WordsContext = createContext<Words>({ language: 'vi', t: translateInto('vi') });

export const useWords = (): Words => useContext(WordsContext);

/** A text of the questionnaire or a name; marked as Vietnamese where the reader's language has none. */
export function Local({ text }: { text: LocalizedText }) {
  const { language } = useWords();
  const words = textIn(text, language);
  return text[language] === undefined && language !== 'vi' ? <span lang="vi">{words}</span> : <>{words}</>;
}
