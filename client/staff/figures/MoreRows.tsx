/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../format.ts';

interface Props {
  shown: number;
  count: number;
  /** How many more the next step shows. */
  step: number;
  onShow: (shown: number) => void;
}

/** Below a table too long to be drawn at once: how much of it stands there, and the way to the rest. */
export function MoreRows({ shown, count, step, onShow }: Props) {
  const { t, i18n } = useTranslation();
  if (shown >= count) return null;
  const number = (value: number) => formatCount(value, i18n.language);
  const next = Math.min(step, count - shown);
  return (
    <div className="more-rows">
      <p role="status">{t('table.shownOf', { shown: number(shown), count: number(count) })}</p>
      <div className="btns">
        <button className="btn" type="button" onClick={() => onShow(shown + next)}>
          {t('table.showMore', { count: number(next) })}
        </button>
        {next < count - shown ? (
          <button className="btn" type="button" onClick={() => onShow(count)}>
            {t('table.showAll', { count: number(count) })}
          </button>
        ) : null}
      </div>
    </div>
  );
}
