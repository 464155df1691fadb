/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import { StateArt } from '../icons.tsx';
import { useWords } from '../words.tsx';

/** The receipt: proof of arrival, and the key to withdrawal. */
export function ThanksPage({
  receipt,
  hasComment,
  qrSvg,
}: {
  receipt: string;
  hasComment: boolean;
  /** Markup of the QR code; the server has it at hand, our script fetches it. */
  qrSvg?: string;
}) {
  const { t } = useWords();
  const [fetched, setFetched] = useState<string>();
  useEffect(() => {
    if (qrSvg === undefined) void fetchQr(receipt).then(setFetched);
  }, [receipt, qrSvg]);
  const drawing = qrSvg ?? fetched;
  const [before, inside, after] = t('thanks.withdraw').split(/<\/?r>/);
  return (
    <div class="page-state">
      <div class="state">
        <StateArt />
        <h1 tabIndex={-1}>{t('thanks.title')}</h1>
      </div>
      <div class="receipt">
        <div class="qr">
          {drawing !== undefined && (
            <img
              src={`data:image/svg+xml,${encodeURIComponent(drawing)}`}
              alt={t('thanks.qr')}
              width="144"
              height="144"
            />
          )}
        </div>
        <h2 class="small quiet">{t('thanks.code')}</h2>
        <p class="receipt-code code" id="receipt">
          {receipt}
        </p>
        <p>{t('thanks.keep')}</p>
        <CopyButton receipt={receipt} />
      </div>
      <h2>{t('thanks.next')}</h2>
      <ol class="next">
        <li>{t('thanks.counted')}</li>
        {hasComment && <li>{t('thanks.comment')}</li>}
        <li>
          {before}
          <a href="/r">{inside}</a>
          {after}
        </li>
      </ol>
    </div>
  );
}

/** Not shown before our script is there. */
function CopyButton({ receipt }: { receipt: string }) {
  const { t } = useWords();
  const [state, setState] = useState<'copied' | 'not-copied'>();
  const button = useRef<HTMLButtonElement>(null);
  return (
    <div class="receipt-actions needs-script">
      <button
        ref={button}
        class="button button-second"
        type="button"
        onClick={() => void copy(receipt).then((isDone) => setState(isDone ? 'copied' : 'not-copied'))}
      >
        {t('thanks.copy')}
      </button>
      <p class="copied" role="status">
        {state !== undefined && t(state === 'copied' ? 'thanks.copied' : 'thanks.notCopied')}
      </p>
    </div>
  );
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // no clipboard without https; selecting and copying still works on most devices
    const code = document.getElementById('receipt');
    if (code === null) return false;
    getSelection()?.selectAllChildren(code);
    return document.execCommand('copy');
  }
}

/** The code can be copied by hand too, so a QR code that does not come is left out. */
async function fetchQr(receipt: string): Promise<string | undefined> {
  try {
    const response = await fetch('/r/qr', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ receipt }).toString(),
    });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}
