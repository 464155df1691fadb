/** @jsxImportSource react */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../format.ts';

/** A link that is shown this once; nobody can look it up later. */
export function OneTimeLink({ link, expiresAt }: { link: string; expiresAt: string }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<'yes' | 'no'>();

  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      setCopied('yes');
    } catch {
      // Without https there is no clipboard; the selected text can be copied by hand.
      setCopied('no');
    }
  };

  return (
    <>
      <p className="note gap-bottom">
        <b>{t('members.linkOnce')}</b>
        {t('members.linkText', { instant: formatInstant(expiresAt) })}
      </p>
      <div className="field">
        <label htmlFor="one-time-link">{t('members.link')}</label>
        <div className="one-time">
          <input
            className="input"
            id="one-time-link"
            ref={field}
            readOnly
            value={link}
            onFocus={(event) => event.target.select()}
          />
          <button className="btn btn-main" type="button" onClick={() => void copy()}>
            {t('members.copy')}
          </button>
        </div>
        <small role="status">
          {copied === 'yes' ? t('members.copied') : copied === 'no' ? t('members.copyByHand') : ''}
        </small>
      </div>
    </>
  );
}
