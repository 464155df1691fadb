import type { Connection } from 'mongoose';
import type { VersionCatalogue } from '../domain/questionnaire/version.ts';
import type { TallyKey, TallyReader, TallyReading } from '../domain/tally.ts';
import { layoutOf, unpackCounts, unpackDays } from '../domain/tallyLayout.ts';
import { isMonthKey, tallyId } from '../domain/tallyTree.ts';
import { chunksOf } from './chunksOf.ts';
import { fromStore } from './outage.ts';
import { readCells, tallyCollection, type TallyDocument } from './tallyModel.ts';

const IDS_AT_ONCE = 2_000;
/** The store's clock and ours may differ by so much. */
const CLOCKS_APART_MS = 15_000;

/** Tallies as reports read them: numbers with their names. */
export function createTallyReader(connection: Connection, versions: VersionCatalogue): TallyReader {
  const tallies = tallyCollection(connection);

  const read = async (keys: readonly TallyKey[]): Promise<TallyReading[]> => {
    const readings: TallyReading[] = [];
    for (const ids of chunksOf(keys.map(tallyId), IDS_AT_ONCE)) {
      const documents = await fromStore(tallies.find({ _id: { $in: ids } }).toArray());
      for (const document of documents) readings.push(await readingOf(document, versions));
    }
    return readings;
  };

  return {
    readTallies: read,
    findTallies: (query) => read(keysOf(query)),

    async findOwed(campaigns) {
      // Those that were counted and only wait for their settle period are due much later, and many.
      const dueBy = new Date(Date.now() + CLOCKS_APART_MS);
      const due = await fromStore(
        tallies
          .find(
            { dueAt: { $lte: dueBy }, campaign: { $in: [...campaigns] } },
            { projection: { _id: 0, unit: 1, period: 1, mark: 1, countedMark: 1, countedAt: 1 } },
          )
          .toArray(),
      );
      return due
        .filter(({ mark, countedMark }) => countedMark !== mark)
        .map(({ unit, period, countedAt }) => ({
          unit,
          period,
          ...(countedAt === undefined ? {} : { countedAt }),
        }));
    },

    async findDays({ months, ...query }) {
      const ids = keysOf({ ...query, periods: months }).map(tallyId);
      const found = [];
      for (const some of chunksOf(ids, IDS_AT_ONCE)) {
        const documents = await fromStore(
          tallies.find({ _id: { $in: some } }, { projection: { 'cells.people': 0 } }).toArray(),
        );
        for (const { unit, version, campaign, period, cells = [] } of documents) {
          const days = readCells(cells).flatMap((cell) => unpackDays(cell, period));
          found.push({ unit, version, campaign, period, days });
        }
      }
      return found;
    },
  };
}

const keysOf = ({
  units,
  versions,
  campaigns,
  periods,
}: Parameters<TallyReader['findTallies']>[0]): TallyKey[] =>
  campaigns.flatMap((campaign) =>
    versions.flatMap((version) =>
      units.flatMap((unit) => periods.map((period) => ({ campaign, version, unit, period }))),
    ),
  );

async function readingOf(document: TallyDocument, versions: VersionCatalogue): Promise<TallyReading> {
  const { unit, version, campaign, period, cells = [] } = document;
  const published = await versions.findVersion(version);
  if (published === undefined) throw new Error(`there are tallies of "${version}", but no such version`);
  return {
    unit,
    version,
    campaign,
    period,
    counts: unpackCounts(layoutOf(published), readCells(cells), isMonthKey(document) ? period : undefined),
  };
}
