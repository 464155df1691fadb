/** @jsxImportSource react */
import { useTranslation } from 'react-i18next';
import type { Figure } from '../../../server/domain/report.ts';
import { formatCount, formatInterval, formatShare } from '../format.ts';
import { withheldSentence } from './withheldSentence.ts';

/** The one figure of a page, large, with its n and its interval in words. */
export function LeadFigure({ figure }: { figure: Figure }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  if (figure.kind === 'withheld') {
    return (
      <p className="held gap-bottom">
        <span>{withheldSentence(t, figure)}</span>
      </p>
    );
  }
  if (figure.kind === 'unanswered') return <p className="gap-bottom soft">{t('unanswered')}</p>;
  return (
    <p className="lead-figure">
      <strong>{formatShare(figure.share, language)}</strong>
      <span>
        {figure.answers === undefined || figure.answers === figure.answered
          ? t('lead.people', { answered: formatCount(figure.answered, language) })
          : t('lead.answers', {
              answers: formatCount(figure.answers, language),
              answered: formatCount(figure.answered, language),
            })}{' '}
        {figure.interval === undefined
          ? null
          : t('lead.interval', { interval: formatInterval(figure.interval, language) })}
      </span>
    </p>
  );
}
