/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../server/domain/report.ts';
import { formatInstant } from '../format.ts';

/** Up to when everything received is counted, and by which rule. */
export function Freshness({ report }: { report: Report }) {
  const { t } = useTranslation();
  return (
    <>
      <span>
        {t('fresh.until', { instant: formatInstant(report.freshAt) })}
        {report.isRecounting ? `; ${t('fresh.recounting')}` : ''}
      </span>
      <span>{t('fresh.minimum', { minimum: report.minimumAnswers })}</span>
      <span>
        {t('fresh.scoring')} <span className="mono">{report.scoring}</span>
      </span>
    </>
  );
}
