/**
 * Tally arithmetic: counts of several tallies become counts of one group of people.
 *
 * Only additions. People of different units, days, channels and versions are
 * different people, so their counts may be added; shares never are.
 */
import type { Channel } from './campaign.ts';
import type { SharedLines } from './questionnaire/meaning.ts';
import { addSums, NO_SUMS, type RatioSums } from './ratioInterval.ts';
import { countOutcomes, type OutcomeCounts } from './satisfaction.ts';
import type { CriterionKey, FactorKey, Scoring } from './scoring.ts';
import { OVERALL, type CellKey, type CriterionCounts, type TallyCell } from './tally.ts';

/** Which people a report asks for; what is absent leaves nobody out. */
export interface CellFilter {
  channels?: readonly Channel[];
  procedure?: string;
}

/** People of one group, by what they answered. Not yet figures: nothing is divided or withheld. */
export interface GroupCounts {
  submissions: number;
  criteria: ReadonlyMap<CriterionKey, OutcomeCounts>;
  /** People who scored a criterion when it meant something else: in its factor, not in its line. */
  offLine: ReadonlyMap<CriterionKey, number>;
  /** By factor, and for the whole under `overall`. */
  sums: ReadonlyMap<FactorKey | typeof OVERALL, RatioSums>;
  /** Scored answers per level, by factor and under `overall`. */
  answersByLevel: ReadonlyMap<FactorKey | typeof OVERALL, Readonly<Record<string, number>>>;
}

export const isInside = ({ channel, procedure }: CellKey, filter: CellFilter): boolean =>
  (filter.channels === undefined || filter.channels.includes(channel)) &&
  (filter.procedure === undefined || filter.procedure === procedure);

export const isFiltering = ({ channels, procedure }: CellFilter): boolean =>
  channels !== undefined || procedure !== undefined;

/** Adds up cells of tallies, each under the scoring of its own version. */
export class GroupCounter {
  readonly #scorings: ReadonlyMap<string, Scoring>;
  #submissions = 0;
  readonly #counted = new Map<string, Map<CriterionKey, CriterionCounts[]>>();
  readonly #sums = new Map<string, RatioSums>();

  readonly #lines: Pick<SharedLines, 'isOnLine'>;

  /**
   * @param scorings by version
   * @param lines which versions count for a criterion; their factors are pooled in any case
   */
  constructor(scorings: ReadonlyMap<string, Scoring>, lines: Pick<SharedLines, 'isOnLine'>) {
    this.#scorings = scorings;
    this.#lines = lines;
  }

  add(version: string, cell: TallyCell): void {
    this.#submissions += cell.submissions;
    let lines = this.#counted.get(version);
    if (lines === undefined) this.#counted.set(version, (lines = new Map<CriterionKey, CriterionCounts[]>()));
    for (const line of cell.criteria) {
      const earlier = lines.get(line.criterion);
      if (earlier === undefined) lines.set(line.criterion, [line]);
      else earlier.push(line);
    }
    for (const { factor, n, s, m, ss, mm, sm } of cell.sums) {
      this.#sums.set(factor, addSums(this.#sums.get(factor) ?? NO_SUMS, { n, s, m, ss, mm, sm }));
    }
  }

  /** @throws RangeError if a version or criterion was counted that no scoring knows */
  get counts(): GroupCounts {
    const criteria = new Map<CriterionKey, OutcomeCounts>();
    const offLine = new Map<CriterionKey, number>();
    const answersByLevel = new Map<string, Record<string, number>>();
    for (const [version, lines] of this.#counted) {
      const scoring = this.#scorings.get(version);
      if (scoring === undefined) throw new RangeError(`GroupCounter knows no scoring of "${version}"`);
      const known = new Map(scoring.criteria.map((criterion) => [criterion.key, criterion]));
      for (const [key, counted] of lines) {
        const criterion = known.get(key);
        const scale = criterion === undefined ? undefined : scoring.scales[criterion.scale];
        if (criterion === undefined || scale === undefined) {
          throw new RangeError(`GroupCounter: "${version}" scores no criterion "${key}"`);
        }
        const outcome = countOutcomes(counted, scale);
        if (this.#lines.isOnLine(version, key)) criteria.set(key, addOutcomes(criteria.get(key), outcome));
        else offLine.set(key, (offLine.get(key) ?? 0) + outcome.answered);
        for (const group of [criterion.factor, OVERALL]) {
          answersByLevel.set(group, addLevels(answersByLevel.get(group) ?? {}, outcome.levels));
        }
      }
    }
    return { submissions: this.#submissions, criteria, offLine, sums: this.#sums, answersByLevel };
  }
}

/** The same criterion in two versions: its meaning is the same, so its people are added. */
function addOutcomes(some: OutcomeCounts | undefined, more: OutcomeCounts): OutcomeCounts {
  if (some === undefined) return more;
  return {
    satisfied: some.satisfied + more.satisfied,
    answered: some.answered + more.answered,
    unscored: some.unscored + more.unscored,
    levels: addLevels(some.levels, more.levels),
  };
}

function addLevels(
  some: Readonly<Record<string, number>>,
  more: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...some };
  for (const [level, count] of Object.entries(more)) sum[level] = (sum[level] ?? 0) + count;
  return sum;
}
