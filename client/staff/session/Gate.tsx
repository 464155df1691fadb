/** @jsxImportSource react */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { languageNames, LANGUAGES, rememberLanguage } from '../i18n.ts';
import { DemoMark } from '../shell/DemoMark.tsx';
import { Mark } from '../shell/Mark.tsx';

/** The page before the sign-in: whose house this is, and the form. */
export function Gate({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <main className="gate" id="content" tabIndex={-1}>
      <div className="gate-side">
        <p className="bar-mark">
          <Mark />
          <span>SIPAS</span>
        </p>
        <h1>{t('gate.motto')}</h1>
        <p className="small">{t('gate.who')}</p>
      </div>
      <div className="gate-main">
        <h2>{title}</h2>
        <p className="soft">{intro}</p>
        {children}
        <div className="gate-langs" role="group" aria-label={t('shell.language')}>
          {LANGUAGES.map((language) => (
            <button
              key={language}
              type="button"
              lang={language}
              aria-pressed={i18n.language === language}
              onClick={() => {
                rememberLanguage(language);
                void i18n.changeLanguage(language);
              }}
            >
              {languageNames[language]}
            </button>
          ))}
        </div>
        <DemoMark />
      </div>
    </main>
  );
}
