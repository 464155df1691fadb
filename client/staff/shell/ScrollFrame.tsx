/** @jsxImportSource react */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** What is read out when the frame is reached by keyboard. */
  name: string;
  /** One table. */
  children: ReactNode;
}

/** What is wider than a narrow window scrolls inside this frame, by keyboard too. */
export function ScrollFrame({ name, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('table.scrolls', { table: name })}>
      {children}
    </div>
  );
}
