/** @jsxImportSource react */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Figure } from '../../../server/domain/report.ts';
import { formatCount, formatInterval, formatShare } from '../format.ts';
import { withheldSentence } from './withheldSentence.ts';

interface Props {
  figure: Figure;
  /** The picture of a published figure; its cell comes before the numbers. */
  plot: (figure: Extract<Figure, { kind: 'published' }>) => ReactNode;
  plotClass: string;
}

/**
 * The four cells picture, share, interval, n of one figure, in this order
 * everywhere; or one cell over all four that says why there is none.
 */
export function FigureCells({ figure, plot, plotClass }: Props) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  switch (figure.kind) {
    case 'published':
      return (
        <>
          <td role="cell" className={plotClass}>
            {plot(figure)}
          </td>
          <td role="cell" className="n strong">
            {formatShare(figure.share, language)}
          </td>
          <td role="cell" className="n rest" data-l={t('table.intervalShort')}>
            {figure.interval === undefined
              ? t('table.noInterval')
              : formatInterval(figure.interval, language)}
          </td>
          <td role="cell" className="n rest" data-l="n =">
            {formatCount(figure.answered, language)}
          </td>
        </>
      );
    case 'withheld':
      return (
        <td role="cell" className="full" colSpan={4}>
          <span className="held">
            <span>{withheldSentence(t, figure)}</span>
          </span>
        </td>
      );
    case 'unanswered':
      return (
        <td role="cell" className="full soft" colSpan={4}>
          {t('unanswered')}
        </td>
      );
  }
}
