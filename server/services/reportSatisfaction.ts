import { assembleReport } from '../domain/assembleReport.ts';
import type { Campaign, CampaignCatalogue, CollectorStore } from '../domain/campaign.ts';
import { coverageOf, DayCounts, daysOfCampaign, isSmall, monthsOf } from '../domain/coverage.ts';
import { RowCounter, talliesOf } from '../domain/countRows.ts';
import { addDays, localDayOf, type LocalDay } from '../domain/day.ts';
import { freshnessOf } from '../domain/freshness.ts';
import { isListed } from '../domain/isListed.ts';
import { readingOf, type Reading } from '../domain/mapReading.ts';
import { mayRead } from '../domain/mayRead.ts';
import { problems } from '../domain/problem.ts';
import { procedureLabels } from '../domain/procedures.ts';
import { differInScale, sharedLines } from '../domain/questionnaire/meaning.ts';
import type { SurveyVersion, VersionCatalogue } from '../domain/questionnaire/version.ts';
import type { Report, ReportQuery } from '../domain/report.ts';
import { unitsGranted } from '../domain/rights.ts';
import type { Scoring } from '../domain/scoring.ts';
import type { Grant } from '../domain/staff.ts';
import type { TallyReader, TallyReading } from '../domain/tally.ts';
import { GroupCounter, isInside, type CellFilter } from '../domain/tallyArithmetic.ts';
import type { UnitId } from '../domain/unit.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import { MINIMUM_FOR_STAFF } from '../domain/withholding.ts';

export interface ReportDeps {
  loadTree: () => Promise<UnitTree>;
  campaigns: CampaignCatalogue;
  collectors: Pick<CollectorStore, 'listCollectors'>;
  versions: VersionCatalogue;
  tallies: TallyReader;
  now: () => Date;
}

/**
 * Satisfaction of every unit of one kind below a unit, and of the whole, from
 * the same tallies, as far as the reader may see it.
 *
 * Without `within`: the widest unit that the reader holds (of several, the
 * first that was granted).
 *
 * @throws Problem `forbidden`, `unit-missing` (also for what lies outside the reader's rights),
 *   `campaign-missing`, `series-missing`, `campaigns-not-comparable`, `counters-not-shown`, `procedure-unknown`,
 *   `request-invalid`
 */
export async function reportSatisfaction(
  deps: ReportDeps,
  reader: { grants: readonly Grant[] },
  query: ReportQuery,
): Promise<Report> {
  const startedAt = deps.now();
  const today = localDayOf(startedAt);
  const tree = await deps.loadTree();
  const within = withinOf(tree, reader.grants, query, today);
  const campaigns = await findCampaigns(deps, query, (campaign) =>
    isListed(tree, reader.grants, campaign, today),
  );
  demandCounters(tree, reader.grants, { within, by: query.by, campaigns });
  const versions = await findVersions(deps, campaigns);
  const procedures = procedureLabels(versions);
  await refuseUnknownProcedure(deps, { tree, within, campaigns, procedures }, query);
  const filter = filterOf(query);

  // Asked before the figures are read: what is marked afterwards was received after `startedAt`.
  const owed = await deps.tallies.findOwed(campaigns.map(({ id }) => id));

  const reading = takingPart(tree, campaigns, today, readingOf(tree, { ...query, within, today }));
  const days = new DayCounts(await findDays(deps, tree, reading.every, campaigns, today), filter);
  const coverage = coverageOf({ reading, tree, campaigns, days, today, minimum: MINIMUM_FOR_STAFF });
  const source = { tree, within, campaigns, days };
  const keys = talliesOf(source, [coverage.total, ...coverage.rows]);
  const tallies = keys.length === 0 ? [] : await deps.tallies.readTallies(keys);

  const inside = versionsInside(tallies, filter);
  const lines = sharedLines(versions.filter(({ version }) => inside.includes(version)));
  const scorings = scoringsByVersion(versions);
  const counter = new RowCounter(source, tallies, filter, () => new GroupCounter(scorings, lines));
  const lastDay = addDays(query.until > today ? addDays(today, 1) : query.until, -1);
  const rows = coverage.rows
    .map((row, index) => counter.count(row, reading.rows[index]?.notes ?? [], lastDay))
    .filter((row) => row.submissions > 0 || reading.expected.has(row.unit.id));
  const unsplit = reading.unsplit.map(({ note }) => note);

  return assembleReport({
    query,
    within,
    campaigns,
    scorings: versions.map(({ scoring }) => scoring),
    versions: inside,
    lineBegins: lines.begins,
    procedures,
    total: counter.count(coverage.total, unsplit, lastDay),
    rows,
    ...freshnessOf(tree, reading.total.parts, owed, startedAt),
    minimum: MINIMUM_FOR_STAFF,
  });
}

function withinOf(
  tree: UnitTree,
  grants: readonly Grant[],
  { within, by, from, until }: ReportQuery,
  today: LocalDay,
): UnitId {
  const mayReadBy = (holder: readonly Grant[], unit: UnitId) =>
    mayRead(tree, holder, unit, { period: { from, until }, today });
  const granted = unitsGranted(grants, 'read-figures').filter((unit) => tree.findUnit(unit) !== undefined);
  const asked =
    within ??
    granted.find(
      (unit) =>
        !granted.some((other) => other !== unit && mayReadBy([{ role: 'viewer', unit: other }], unit)),
    );
  if (asked === undefined) throw problems.forbidden();
  if (tree.findUnit(asked) === undefined || !mayReadBy(grants, asked)) throw problems.unitMissing(asked);
  if (by === 'counter' && !['agency', 'counter'].includes(tree.getUnit(asked).kind)) {
    throw problems.requestInvalid(['by: counters are shown for one office at a time; name it in "within"']);
  }
  return asked;
}

/**
 * A counter is a person: its figures are for its own office, where the campaign allows them (design, section 8).
 *
 * @throws Problem `counters-not-shown`
 */
function demandCounters(
  tree: UnitTree,
  grants: readonly Grant[],
  { within, by, campaigns }: { within: UnitId; by: ReportQuery['by']; campaigns: readonly Campaign[] },
): void {
  const isCounter = tree.getUnit(within).kind === 'counter';
  if (!isCounter && by !== 'counter') return;
  if (!campaigns.every(({ showsCounters }) => showsCounters === true)) {
    throw problems.countersNotShown('campaign');
  }
  const granted = unitsGranted(grants, 'read-figures');
  const office = isCounter ? tree.lastParentOf(within) : within;
  if (!granted.some((unit) => unit === within || unit === office)) throw problems.countersNotShown('office');
}

/** What the reader's list of survey rounds does not have is not there. */
async function findCampaigns(
  deps: ReportDeps,
  { campaign, series }: ReportQuery,
  isKnown: (campaign: Campaign) => boolean,
): Promise<readonly Campaign[]> {
  if (campaign !== undefined) {
    const found = await deps.campaigns.findCampaign(campaign);
    if (found === undefined || !isKnown(found)) throw problems.campaignMissing(campaign);
    return [found];
  }
  const all = series === undefined ? [] : await deps.campaigns.findSeries(series);
  const found = all.filter(isKnown);
  if (found.length === 0) throw problems.seriesMissing(series ?? '');
  if (new Set(found.map(({ population }) => population)).size > 1) {
    throw problems.campaignsNotComparable('population');
  }
  return found;
}

/** All versions of the campaigns, the newest first. */
async function findVersions(deps: ReportDeps, campaigns: readonly Campaign[]): Promise<SurveyVersion[]> {
  const names = [...new Set(campaigns.flatMap((campaign) => campaign.versions))];
  const versions = await Promise.all(
    names.map(async (name) => {
      const version = await deps.versions.findVersion(name);
      if (version === undefined) throw problems.versionMissing(name);
      return version;
    }),
  );
  const scorings = versions.map(({ scoring }) => scoring);
  if (new Set(scorings.map(({ method }) => method.id)).size > 1 || differInScale(scorings)) {
    throw problems.campaignsNotComparable('method');
  }
  return versions.sort((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime());
}

/**
 * Figures of nobody under a procedure that is only misspelt would be believed.
 * Known are the choices of the questionnaires, and what a collector of these
 * campaigns inside the unit presets.
 */
async function refuseUnknownProcedure(
  { collectors }: Pick<ReportDeps, 'collectors'>,
  asked: {
    tree: UnitTree;
    within: UnitId;
    campaigns: readonly Campaign[];
    procedures: Readonly<Record<string, unknown>>;
  },
  { procedure }: ReportQuery,
): Promise<void> {
  if (procedure === undefined || Object.hasOwn(asked.procedures, procedure)) return;
  const units = asked.tree
    .wholeLineageOf(asked.within)
    .flatMap((root) => [...asked.tree.spansWithin(root, asked.tree.existenceOf(root)).keys()]);
  const serves = new Set(asked.campaigns.map(({ id }) => id));
  const presets = (await collectors.listCollectors(units))
    .filter(({ assignments }) => assignments.some(({ campaign }) => serves.has(campaign)))
    .flatMap((collector) => (collector.procedure === undefined ? [] : [collector.procedure]));
  const known = new Set([...Object.keys(asked.procedures), ...presets]);
  if (!known.has(procedure)) throw problems.procedureUnknown(procedure, [...known]);
}

const scoringsByVersion = (versions: readonly SurveyVersion[]): Map<string, Scoring> =>
  new Map(versions.map(({ version, scoring }) => [version, scoring]));

const filterOf = ({ channels, procedure }: ReportQuery): CellFilter => ({
  ...(channels === undefined ? {} : { channels }),
  ...(procedure === undefined ? {} : { procedure }),
});

interface TakingPart extends Reading {
  /** Units that take part in a campaign: shown even if nobody has answered. */
  expected: ReadonlySet<UnitId>;
  /** Rows and total together. */
  every: readonly { unit: UnitId; parts: Reading['total']['parts'] }[];
}

/** The reading with the rows that could have answers; a unit that takes no part is no row. */
function takingPart(
  tree: UnitTree,
  campaigns: readonly Campaign[],
  today: LocalDay,
  reading: Reading,
): TakingPart {
  const units = new Set<UnitId>();
  for (const campaign of campaigns) {
    for (const root of tree.findUnit(campaign.unit) === undefined ? [] : tree.wholeLineageOf(campaign.unit)) {
      for (const unit of tree.spansWithin(root, daysOfCampaign(campaign, today)).keys()) units.add(unit);
    }
  }
  const expected = new Set(
    reading.rows.filter(({ parts }) => parts.some(({ unit }) => units.has(unit))).map(({ unit }) => unit),
  );
  return { ...reading, expected, every: [...reading.rows, reading.total] };
}

/** People per day of every small unit, over all of each campaign: grains begin with its first answer. */
async function findDays(
  deps: ReportDeps,
  tree: UnitTree,
  rows: TakingPart['every'],
  campaigns: readonly Campaign[],
  today: LocalDay,
) {
  const units = [...new Set(rows.flatMap(({ parts }) => parts.map(({ unit }) => unit)))].filter((unit) =>
    isSmall(tree, unit),
  );
  if (units.length === 0) return [];
  const found = await Promise.all(
    campaigns.map((campaign) =>
      deps.tallies.findDays({
        units,
        versions: campaign.versions,
        campaigns: [campaign.id],
        months: monthsOf(daysOfCampaign(campaign, today)),
      }),
    ),
  );
  return found.flat();
}

const versionsInside = (tallies: readonly TallyReading[], filter: CellFilter): string[] =>
  [
    ...new Set(
      tallies
        .filter(({ counts }) => counts.cells.some((cell) => cell.submissions > 0 && isInside(cell, filter)))
        .map(({ version }) => version),
    ),
  ].sort();
