/** @jsxImportSource preact */
import { Icon, StateArt } from '../icons.tsx';
import type { Refusal } from '../sendSubmission.ts';
import type { TextKey } from '../texts.ts';
import { useWords } from '../words.tsx';

export function SendingPage() {
  const { t } = useWords();
  return (
    <div class="page-state">
      <div class="state" role="status">
        <StateArt />
        <h1 tabIndex={-1}>{t('sending.title')}</h1>
        <p>{t('sending.text')}</p>
      </div>
      <p>
        <button class="button button-wide" type="button" aria-disabled="true">
          <span class="spinner" />
          {t('sending.button')}
        </button>
      </p>
    </div>
  );
}

/** Not sent yet, and it will be tried again: what happened, when, and where the answers are. */
export function WaitingPage({
  isOffline,
  seconds,
  onRetry,
  onBack,
}: {
  isOffline: boolean;
  seconds: number;
  onRetry: () => void;
  onBack: () => void;
}) {
  const { t } = useWords();
  return (
    <div class="page-state">
      <h1 tabIndex={-1}>{t('unsent.title')}</h1>
      <div class="notice notice-warn" role="status">
        <Icon name="warning" />
        <div>
          <p>
            <strong>{t(isOffline ? 'unsent.offline' : 'unsent.busy')}</strong>
          </p>
          <p>{t('unsent.again', { seconds })}</p>
        </div>
      </div>
      <div class="actions-stack">
        <button class="button button-wide" type="button" onClick={onRetry}>
          {t('unsent.now')}
        </button>
        <button class="button button-second button-wide" type="button" onClick={onBack}>
          {t('unsent.toAnswers')}
        </button>
      </div>
    </div>
  );
}

const reasons: Readonly<Record<Refusal, TextKey>> = {
  closed: 'reason.closed',
  version: 'reason.version',
  sent: 'reason.sent',
  unknown: 'reason.unknown',
};

/** Trying again would not help. The answers stay. */
export function RefusedPage({ reason, onBack }: { reason: Refusal; onBack: () => void }) {
  const { t } = useWords();
  return (
    <div class="page-state">
      <h1 tabIndex={-1}>{t('unsent.title')}</h1>
      <div class="notice notice-warn" role="status">
        <Icon name="warning" />
        <div>
          <p>
            <strong>{t('unsent.refused')}</strong>
          </p>
          <p>{t(reasons[reason])}</p>
          <p>{t('unsent.kept')}</p>
        </div>
      </div>
      <p>
        <button class="button button-second button-wide" type="button" onClick={onBack}>
          {t('unsent.toAnswers')}
        </button>
      </p>
    </div>
  );
}

export function WithdrawnBeforePage() {
  const { t } = useWords();
  return (
    <div class="page-state">
      <h1 tabIndex={-1}>{t('withdrawn.before')}</h1>
      <p>
        <a class="button button-second button-wide" href="/">
          {t('toHome')}
        </a>
      </p>
    </div>
  );
}
