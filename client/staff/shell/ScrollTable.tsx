/** @jsxImportSource react */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ScrollFrame } from './ScrollFrame.tsx';

interface Props {
  /** What the table is called when it is scrolled by keyboard. */
  name: string;
  caption: string;
  isCaptionHidden?: boolean;
  columns: readonly string[];
  /** The last column holds buttons and has no visible heading. */
  hasActions?: boolean;
  /** Rows. */
  children: ReactNode;
}

/** A table that scrolls inside its own frame where the window is narrow. */
export function ScrollTable({
  name,
  caption,
  isCaptionHidden = false,
  columns,
  hasActions = false,
  children,
}: Props) {
  const { t } = useTranslation();
  return (
    <ScrollFrame name={name}>
      <table>
        <caption className={isCaptionHidden ? 'vh' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {column}
              </th>
            ))}
            {hasActions ? (
              <th scope="col">
                <span className="vh">{t('common.actions')}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </ScrollFrame>
  );
}
