import type { TFunction } from 'i18next';
import { withheldReason, type Withheld } from '../../../server/domain/report.ts';

export const withheldSentence = (t: TFunction, figure: Withheld): string =>
  t(`withheld.${withheldReason(figure)}`, { minimum: figure.minimumAnswers });
