/** @jsxImportSource preact */
import type { CitizenForm } from '../../../server/domain/citizenView.ts';
import { Foot, Languages, type LanguageSwitch, TextSizeButton } from '../frame.tsx';
import { HeroArt } from '../icons.tsx';
import { Local, useWords } from '../words.tsx';

/** The page behind the QR code: the office's name is the largest thing on it. */
export function StartPage({
  form,
  isLarge,
  onStart,
  ...switching
}: LanguageSwitch & { form: CitizenForm; isLarge: boolean; onStart?: () => void }) {
  const { t } = useWords();
  const { unit, plan } = form;
  return (
    <div class="start">
      <header class="hero">
        <Languages {...switching} />
        <div class="hero-text">
          <p class="step-count">
            <Local text={plan.title} />
          </p>
          <h1 tabIndex={-1}>
            <Local text={unit.name} />
          </h1>
          {unit.parent !== undefined && (
            <p class="hero-place">
              <Local text={unit.parent.name} />
            </p>
          )}
        </div>
        <HeroArt />
      </header>
      <main class="page">
        <p class="lede">
          {plan.description === undefined ? t('start.lede') : <Local text={plan.description} />}
        </p>
        <p>
          <a
            class="button button-wide"
            href="#form"
            onClick={(event) => {
              if (onStart === undefined) return;
              event.preventDefault();
              onStart();
            }}
          >
            {t('start.button')}
          </a>
        </p>
        <div>
          <p>{t('start.consent')}</p>
        </div>
        <p>
          <TextSizeButton isLarge={isLarge} />
        </p>
      </main>
      <Foot name={unit.name} />
    </div>
  );
}
