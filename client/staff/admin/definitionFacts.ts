/** What can be said of a questionnaire by looking at its JSON, which may be anything. */
import type { LocalizedText } from '../../../server/domain/text.ts';

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export interface DefinitionFacts {
  pages: number;
  questions: number;
}

/** Pages and questions, those inside panels too. */
export function definitionFacts(definition: unknown): DefinitionFacts {
  const { pages, elements } = recordOf(definition);
  const ownPages = listOf(pages);
  const count = (list: unknown): number =>
    listOf(list).reduce<number>((sum, element) => {
      const { type, elements: inner } = recordOf(element);
      return sum + (type === 'panel' ? count(inner) : 1);
    }, 0);
  return ownPages.length > 0
    ? {
        pages: ownPages.length,
        questions: ownPages.reduce<number>((sum, page) => sum + count(recordOf(page)['elements']), 0),
      }
    : { pages: 1, questions: count(elements) };
}

export interface CriterionFacts {
  key: string;
  label: LocalizedText;
  factor: string;
  source: string;
  scale: string;
  confidence: string;
}

export interface ScoringFacts {
  /** `sipas-service@2027-1`; empty where the scoring does not say. */
  version: string;
  method: LocalizedText;
  validFrom?: string;
  validUntil?: string;
  source?: LocalizedText;
  criteria: CriterionFacts[];
  factors: number;
  /** `4, 5 of 1–5` of each scale. */
  scales: { name: string; levels: unknown[]; satisfied: unknown[] }[];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const localizedOf = (value: unknown): LocalizedText =>
  typeof value === 'string' ? { vi: value } : (recordOf(value) as LocalizedText);

export function scoringFacts(scoring: unknown): ScoringFacts {
  const { version, method, criteria, factors, scales } = recordOf(scoring);
  const { name, validFrom, validUntil, source } = recordOf(method);
  return {
    version: textOf(version),
    method: localizedOf(name),
    ...(typeof validFrom === 'string' ? { validFrom } : {}),
    ...(typeof validUntil === 'string' ? { validUntil } : {}),
    ...(source === undefined ? {} : { source: localizedOf(source) }),
    factors: listOf(factors).length,
    criteria: listOf(criteria).map((each) => {
      const { key, label, factor, question, row, scale, confidence } = recordOf(each);
      return {
        key: textOf(key),
        label: localizedOf(label),
        factor: textOf(factor),
        source: [textOf(question), textOf(row)].filter((part) => part !== '').join(' / '),
        scale: textOf(scale),
        confidence: textOf(confidence),
      };
    }),
    scales: Object.entries(recordOf(scales)).map(([scale, value]) => {
      const { levels, satisfied } = recordOf(value);
      return { name: scale, levels: listOf(levels), satisfied: listOf(satisfied) };
    }),
  };
}

/** The version a draft is for: the next number of this year after `2026-3`, else this year's first. */
export function nextVersion(latest: string | undefined, year: number): string {
  const match = /^(\d{4})-(\d+)$/.exec(latest ?? '');
  if (match === null || Number(match[1]) < year) return `${year}-1`;
  return `${match[1]}-${Number(match[2]) + 1}`;
}
