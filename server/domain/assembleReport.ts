/**
 * A report: counts of every row become figures that may be shown.
 *
 * Pure: what was read goes in, a Report comes out. The steps are those of
 * design section 8: add people, decide what the table may show, divide, check.
 */
import type { Campaign, Channel } from './campaign.ts';
import type { LocalDay } from './day.ts';
import { indexFigure } from './indexFigure.ts';
import { NO_SUMS, pooledFigure } from './ratioInterval.ts';
import type { Figure, Report, ReportQuery, ReportRow } from './report.ts';
import { shareFigure } from './satisfaction.ts';
import type { CriterionKey, FactorKey, Scoring } from './scoring.ts';
import { OVERALL } from './tally.ts';
import type { GroupCounts } from './tallyArithmetic.ts';
import { decideWithholding, type FigureBlock, type TableRow, type Verdicts } from './withholding.ts';

/** Everything that was counted for one row. */
export interface CountedRow {
  unit: ReportRow['unit'];
  /** Live: submissions of the whole period inside the filter. */
  submissions: number;
  asOf?: LocalDay;
  /** The people of the shares. */
  inside: GroupCounts;
  /** People of the same days whom the filter left out; absent without a filter. */
  leftOut?: GroupCounts;
  notes: readonly string[];
}

export interface ReportParts {
  query: ReportQuery;
  within: string;
  campaigns: readonly Campaign[];
  /** Newest version first; all of one method. */
  scorings: readonly Scoring[];
  /** Versions that have people in the report. */
  versions: readonly string[];
  /** Criteria that count from a version on, because an older one meant something else by them. */
  lineBegins: ReadonlyMap<CriterionKey, string>;
  /** Names of the procedures that may be asked for. */
  procedures: Report['labels']['procedures'];
  total: CountedRow;
  rows: readonly CountedRow[];
  freshAt: Date;
  isRecounting: boolean;
  minimum: number;
}

/** Stands for the total in the table, whose unit may also be one of its rows. */
const TOTAL_ID = '=';

/**
 * @throws RangeError if a number in the report is not finite, or counts are such as no counting gives
 */
export function assembleReport(parts: ReportParts): Report {
  const { query, campaigns, scorings, minimum } = parts;
  const newest = scorings[0];
  if (newest === undefined) throw new RangeError('assembleReport needs a scoring');
  const outline = outlineOf(scorings);

  const verdicts = decideWithholding({
    blocks: blocksOf(outline),
    total: tableRow(TOTAL_ID, parts.total, outline),
    rows: parts.rows.map((row) => tableRow(row.unit.id, row, outline)),
    minimum,
  });
  const population = campaigns.some((campaign) => campaign.population === 'household')
    ? 'household'
    : 'served';
  const present = (row: CountedRow, id: string) =>
    presentRow(row, {
      outline,
      minimum,
      hasDesign: population === 'household',
      index: newest.index,
      verdicts: verdicts.get(id) ?? new Map(),
    });

  const report: Report = {
    ...(query.campaign === undefined ? {} : { campaign: query.campaign }),
    ...(query.series === undefined ? {} : { series: query.series }),
    population,
    from: query.from,
    until: query.until,
    by: query.by,
    within: parts.within,
    map: query.map,
    channels: query.channels ?? channelsOf(campaigns),
    ...(query.procedure === undefined ? {} : { procedure: query.procedure }),
    versions: parts.versions,
    scoring: scoringsInside(parts).join(', '),
    freshAt: parts.freshAt.toISOString(),
    isRecounting: parts.isRecounting,
    minimumAnswers: minimum,
    total: present(parts.total, TOTAL_ID),
    rows: [...parts.rows].sort(byName).map((row) => present(row, row.unit.id)),
    labels: { ...labelsOf(scorings, parts.lineBegins), procedures: parts.procedures },
  };
  assertFinite(report);
  return report;
}

const scoringsInside = ({ scorings, versions }: ReportParts): string[] => {
  const inside = scorings.filter(({ version }) => versions.includes(version));
  const applied = inside.length > 0 ? inside : scorings.slice(0, 1);
  return applied.map(({ version, method }) => `${version}/${method.id}`);
};

/** Factors in the order of the scoring, each with its criteria; those of older versions last. */
type Outline = ReadonlyMap<FactorKey, readonly CriterionKey[]>;

function outlineOf(scorings: readonly Scoring[]): Outline {
  const outline = new Map<FactorKey, CriterionKey[]>();
  for (const { factors, criteria } of scorings) {
    for (const { key } of factors) if (!outline.has(key)) outline.set(key, []);
    for (const { key, factor } of criteria) {
      const keys = outline.get(factor);
      if (keys !== undefined && !keys.includes(key)) keys.push(key);
    }
  }
  return outline;
}

/** A factor and a criterion could have the same key; inside the table they must not. */
const factorFigure = (factor: FactorKey): string => `factor ${factor}`;
const criterionFigure = (criterion: CriterionKey): string => `criterion ${criterion}`;
/** Of those for whom the criterion meant something else. Not printed, but what is left of the factor without the others. */
const formerFigure = (criterion: CriterionKey): string => `former ${criterion}`;

const blocksOf = (outline: Outline): FigureBlock[] => [
  { name: OVERALL, figures: [OVERALL] },
  { name: 'factors', sumIn: OVERALL, figures: [...outline.keys()].map(factorFigure) },
  ...[...outline].map(([factor, criteria]) => ({
    name: factorFigure(factor),
    sumIn: 'factors',
    figures: criteria.flatMap((key) => [criterionFigure(key), formerFigure(key)]),
  })),
];

const tableRow = (id: string, { inside, leftOut }: CountedRow, outline: Outline): TableRow => ({
  id,
  people: peopleOf(inside, outline),
  ...(leftOut === undefined ? {} : { leftOut: peopleOf(leftOut, outline) }),
});

const peopleOf = ({ sums, criteria, offLine }: GroupCounts, outline: Outline): Map<string, number> =>
  new Map([
    [OVERALL, sums.get(OVERALL)?.n ?? 0],
    ...[...outline].flatMap(([factor, keys]): [string, number][] => [
      [factorFigure(factor), sums.get(factor)?.n ?? 0],
      ...keys.flatMap((key): [string, number][] => [
        [criterionFigure(key), criteria.get(key)?.answered ?? 0],
        [formerFigure(key), offLine.get(key) ?? 0],
      ]),
    ]),
  ]);

function presentRow(
  { unit, submissions, asOf, inside, notes }: CountedRow,
  rules: {
    outline: Outline;
    minimum: number;
    hasDesign: boolean;
    index: Scoring['index'];
    verdicts: Verdicts;
  },
): ReportRow {
  const { outline, minimum, verdicts } = rules;
  // People have come, but not yet enough days of them: too few, which is not nobody.
  const isWaiting = inside.submissions === 0 && submissions > 0;
  const allowed = (name: string, figure: Figure): Figure => {
    const verdict = verdicts.get(name) ?? 'shown';
    if (isWaiting) {
      const isEnough = submissions >= minimum;
      return {
        kind: 'withheld',
        reason: 'few',
        minimumAnswers: minimum,
        ...(isEnough ? { isWaiting: true } : {}),
      };
    }
    if (verdict !== 'shown') return { kind: 'withheld', reason: verdict, minimumAnswers: minimum };
    return rules.hasDesign ? withoutInterval(figure) : figure;
  };
  const pooled = (name: string, group: string): Figure =>
    allowed(name, pooledFigure(inside.sums.get(group) ?? NO_SUMS, inside.answersByLevel.get(group) ?? {}));

  const overall = pooled(OVERALL, OVERALL);
  const factors = Object.fromEntries(
    [...outline.keys()].map((factor) => [factor, pooled(factorFigure(factor), factor)]),
  );
  const criteria = Object.fromEntries(
    [...outline.values()].flat().map((key): [string, Figure] => {
      const counts = inside.criteria.get(key);
      return [
        key,
        allowed(criterionFigure(key), counts === undefined ? { kind: 'unanswered' } : shareFigure(counts)),
      ];
    }),
  );

  return {
    unit,
    submissions,
    ...(asOf === undefined ? {} : { asOf }),
    overall,
    factors,
    criteria,
    index: indexFigure(rules.index, overall, factors),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** A household sample is drawn in stages and weighted; counts know neither, so an interval would be wrong. */
function withoutInterval(figure: Figure): Figure {
  if (figure.kind !== 'published') return figure;
  const { interval: _, ...rest } = figure;
  return rest;
}

const channelsOf = (campaigns: readonly Campaign[]): Channel[] => [
  ...new Set(campaigns.flatMap(({ channels }) => channels)),
];

const alphabet = new Intl.Collator('vi', { numeric: true });

const byName = (one: CountedRow, other: CountedRow): number => {
  const nameOf = ({ unit }: CountedRow) => unit.name['vi'] ?? unit.id;
  return alphabet.compare(nameOf(one), nameOf(other)) || (one.unit.id < other.unit.id ? -1 : 1);
};

function labelsOf(
  scorings: readonly Scoring[],
  lineBegins: ReportParts['lineBegins'],
): Omit<Report['labels'], 'procedures'> {
  const factors: Record<FactorKey, Scoring['factors'][number]['label']> = {};
  const criteria: Record<CriterionKey, Report['labels']['criteria'][string]> = {};
  // The newest version's words win.
  for (const scoring of [...scorings].reverse()) {
    for (const { key, label } of scoring.factors) factors[key] = label;
    for (const { key, factor, label, scale } of scoring.criteria) {
      const since = lineBegins.get(key);
      criteria[key] = {
        factor,
        label,
        levels: scoring.scales[scale]?.labels ?? {},
        ...(since === undefined ? {} : { since }),
      };
    }
  }
  return { factors, criteria };
}

/** The last step before a report leaves: no NaN or infinity may be printed as a figure. */
function assertFinite(report: Report): void {
  const path = pathToNonFinite(report);
  if (path !== undefined) throw new RangeError(`report.${path.join('.')} is not a finite number`);
}

function pathToNonFinite(value: unknown): string[] | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : [];
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const path = pathToNonFinite(inner);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}
