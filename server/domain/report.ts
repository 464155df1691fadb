/** Shapes of a report (design, section 12). The functions that fill them are neighbours of this file. */
import type { Channel, Population } from './campaign.ts';
import type { LocalDay } from './day.ts';
import type { NoteLanguage } from './mapReading.ts';
import type { CriterionKey, FactorKey } from './scoring.ts';
import type { LocalizedText } from './text.ts';
import type { MapReading, UnitId, UnitKind } from './unit.ts';

export interface ReportQuery {
  /** Exactly one of campaign and series. */
  campaign?: string;
  series?: string;
  from: LocalDay;
  until: LocalDay;
  by: Extract<UnitKind, 'province' | 'commune' | 'agency' | 'counter'>;
  /** Root of the subtree; absent = all that the reader may see. */
  within?: UnitId;
  channels?: readonly Channel[];
  procedure?: string;
  map: MapReading;
  /** Of the notes; Vietnamese where nothing is said. */
  language?: NoteLanguage;
}

/** A range of shares; 0 ≤ low ≤ high ≤ 1. */
export interface Interval {
  low: number;
  high: number;
}

export interface Withheld {
  kind: 'withheld';
  reason: 'few' | 'complementary';
  minimumAnswers: number;
  /** As many have answered, but not in days that are over and may be shown (design, section 8). */
  isWaiting?: true;
}

/** The one of three reasons that is said to a reader. */
export const withheldReason = ({ reason, isWaiting }: Withheld): 'few' | 'complementary' | 'waiting' =>
  isWaiting === true ? 'waiting' : reason;

/**
 * What may be said about a group. The three cases are kept apart because a
 * reader acts differently on "0 %", "too few to show" and "nobody answered".
 */
export type Figure =
  | {
      kind: 'published';
      /** People. The denominator for a single criterion; for a pooled figure the people with at least one scored answer. */
      answered: number;
      share: number;
      /** 95 %. Absent for household samples, whose design the counts do not carry (design, section 8). */
      interval?: Interval;
      /** A single criterion: people per level. Adds up to `answered`. */
      levels?: Readonly<Record<string, number>>;
      /** A pooled figure: scored answers (Σm) and answers per level; `share` = satisfied answers ÷ answers. */
      answers?: number;
      answersByLevel?: Readonly<Record<string, number>>;
      /** People who skipped or said "does not apply"; in no denominator. */
      unscored?: number;
    }
  | Withheld
  | { kind: 'unanswered' };

/** An index has no interval unless its variance follows from the rule. */
export type IndexFigure =
  | { kind: 'published'; answered: number; value: number }
  | Withheld
  | { kind: 'unanswered' }
  | { kind: 'none' };

export interface ReportRow {
  unit: {
    id: UnitId;
    kind: UnitKind;
    code?: { scheme: string; code: string };
    name: LocalizedText;
    /** On the day of the name; not of the report's own root. Two communes of different provinces may bear one name. */
    parent?: { id: UnitId; name: LocalizedText };
  };
  /** Live number of submissions in the period. */
  submissions: number;
  /** Last day inside the shares; absent when there is none. */
  asOf?: LocalDay;
  overall: Figure;
  factors: Readonly<Record<FactorKey, Figure>>;
  criteria: Readonly<Record<CriterionKey, Figure>>;
  index: IndexFigure;
  /** Sentences for the reader: which units of the past are inside, what could not be split. */
  notes?: readonly string[];
}

export interface Report {
  campaign?: string;
  series?: string;
  /** Whom the campaigns asked; it is the same one of all of them. */
  population: Population;
  from: LocalDay;
  until: LocalDay;
  by: ReportQuery['by'];
  within: UnitId;
  map: MapReading;
  channels: readonly Channel[];
  procedure?: string;
  /** Survey versions whose answers are inside. */
  versions: readonly string[];
  /** `<version>/<method id>` of each scoring that was applied, the newest first; of the newest where nobody answered. */
  scoring: string;
  /** Instant (ISO 8601) up to which everything received is counted. */
  freshAt: string;
  /** True while some tally in the report is still being recounted. */
  isRecounting: boolean;
  minimumAnswers: number;
  /** The whole of `within`, from the same counts as the rows. */
  total: ReportRow;
  rows: readonly ReportRow[];
  labels: {
    factors: Readonly<Record<FactorKey, LocalizedText>>;
    criteria: Readonly<
      Record<
        CriterionKey,
        {
          factor: FactorKey;
          label: LocalizedText;
          levels: Readonly<Record<string, LocalizedText>>;
          /** The version from which its figures count: older ones in this report meant something else by it. */
          since?: string;
        }
      >
    >;
    /** Choices of the procedure question, so that a reader can ask for one of them; empty when there is none. */
    procedures: Readonly<Record<string, LocalizedText>>;
  };
}
