/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import { pageState } from './pageState.ts';

/** On every page of a demonstration. */
export function DemoMark() {
  const { t } = useTranslation();
  if (!pageState().isDemo) return null;
  return (
    <p className="demo">
      <b>DEMO</b> {t('demo')}
    </p>
  );
}
