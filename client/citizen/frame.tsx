/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { Language, LocalizedText } from '../../server/domain/text.ts';
import { Drawing, Icon } from './icons.tsx';
import { languageNames } from './texts.ts';
import { Local, useWords } from './words.tsx';

/** How the language is changed: by a link, by our script, or by the form itself so that nothing typed is lost. */
export interface LanguageSwitch {
  languages: readonly Language[];
  /** With script: changes the words and keeps everything else. */
  onChoose?: (language: Language) => void;
  /** Without script, inside a form with answers: id of the form that is sent to change the language. */
  formId?: string;
}

export function Languages({ languages, onChoose, formId }: LanguageSwitch) {
  const { t, language } = useWords();
  return (
    <nav class="languages" aria-label={t('language')}>
      {languages.map((other) =>
        formId === undefined ? (
          <a
            key={other}
            href={`?lang=${other}`}
            lang={other}
            aria-current={other === language ? 'true' : undefined}
            onClick={(event) => {
              if (onChoose === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              onChoose(other);
            }}
          >
            {languageNames[other] ?? other}
          </a>
        ) : (
          <button
            key={other}
            type="submit"
            form={formId}
            name="_language"
            value={other}
            lang={other}
            aria-current={other === language ? 'true' : undefined}
          >
            {languageNames[other] ?? other}
          </button>
        ),
      )}
    </nav>
  );
}

/** Works by script alone and is not shown before it has come (see textSize.ts). */
export function TextSizeButton({ isLarge }: { isLarge: boolean }) {
  const { t } = useWords();
  return (
    <button class="text-size" type="button" aria-pressed={isLarge}>
      <Icon name="letters" />
      {t('bigText')}
    </button>
  );
}

/** Head of every page but the first. */
export function Bar({ isLarge, ...switching }: LanguageSwitch & { isLarge: boolean }) {
  const { t } = useWords();
  return (
    <header class="bar">
      <a class="bar-name" href="/">
        <Drawing name="lotus-5" />
        {t('brand')}
      </a>
      <Languages {...switching} />
      <TextSizeButton isLarge={isLarge} />
    </header>
  );
}

export function Foot({ name, children }: { name?: LocalizedText; children?: ComponentChildren }) {
  const { t } = useWords();
  return (
    <footer class="foot">
      <p>{name === undefined ? children : <Local text={name} />}</p>
      <ul>
        <li>
          <a class="soft-link" href="/privacy">
            {t('privacy')}
          </a>
        </li>
        <li>
          <a class="soft-link" href="/r">
            {t('receipt.lookUp')}
          </a>
        </li>
      </ul>
    </footer>
  );
}

/** On every page of a demonstration. */
export function DemoMark() {
  const { t } = useWords();
  return (
    <p class="demo" role="note">
      <strong>DEMO</strong> {t('demo')}
    </p>
  );
}
