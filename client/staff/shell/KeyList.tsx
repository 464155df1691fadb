/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog.tsx';
import { switchShortcuts, useShortcutsOn } from './shortcuts.ts';

const keys = [
  [['/'], 'search'],
  [['?'], 'list'],
  [['G', 'S'], 'compare'],
  [['G', 'C'], 'detail'],
  [['['], 'previous'],
  [[']'], 'next'],
  [['Esc'], 'close'],
] as const;

/** What the keys do, and the switch that turns them off. */
export function KeyList({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const areOn = useShortcutsOn();
  return (
    <Dialog isSmall title={t('keys.title')} onClose={onClose}>
      <dl className="keys">
        {keys.map(([pressed, what]) => (
          <div key={what} className="keys-line">
            <dt>
              {pressed.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input type="checkbox" checked={areOn} onChange={(event) => switchShortcuts(event.target.checked)} />
        <span>
          {t('keys.switch')}
          <small>{t('keys.switchHint')}</small>
        </span>
      </label>
    </Dialog>
  );
}
