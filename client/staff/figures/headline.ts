import type { TFunction } from 'i18next';
import { withheldReason, type Figure } from '../../../server/domain/report.ts';
import { formatWholePercent } from '../format.ts';

/**
 * The headline of a page, written by a rule from its figure: how many of a
 * hundred answers are satisfied. Where there is no figure it says why.
 */
export function headline(
  t: TFunction,
  language: string,
  { unit, period, figure }: { unit: string; period: string; figure: Figure },
): string {
  switch (figure.kind) {
    case 'published': {
      const isOfPeople = figure.answers === undefined || figure.answers === figure.answered;
      return t(isOfPeople ? 'headline.people' : 'headline.answers', {
        unit,
        period,
        about: formatWholePercent(figure.share, language),
      });
    }
    case 'withheld':
      return t(`headline.${withheldReason(figure)}`, { unit, period, minimum: figure.minimumAnswers });
    case 'unanswered':
      return t('headline.unanswered', { unit, period });
  }
}

/**
 * The highest and the lowest of several figures, if their 95 % intervals do
 * not touch; otherwise nothing, because the data do not say which is which.
 */
export function extremes(
  figures: Readonly<Record<string, Figure>>,
): { highest: string; lowest: string } | undefined {
  const published = Object.entries(figures).flatMap(([key, figure]) =>
    figure.kind === 'published' && figure.interval !== undefined
      ? [{ key, share: figure.share, ...figure.interval }]
      : [],
  );
  const sorted = published.sort((a, b) => a.share - b.share);
  const lowest = sorted[0];
  const highest = sorted.at(-1);
  if (lowest === undefined || highest === undefined || lowest.high >= highest.low) return undefined;
  return { highest: highest.key, lowest: lowest.key };
}
