import type { Connection } from 'mongoose';
import { chunksOf } from '../domain/chunksOf.ts';
import { startOfDay } from '../domain/day.ts';
import type { VersionCatalogue } from '../domain/questionnaire/version.ts';
import type { OwedTally, TallyKey, TallyReader, TallyReading } from '../domain/tally.ts';
import { layoutOf, unpackCounts, unpackDays } from '../domain/tallyLayout.ts';
import { daysOfTally, isMonthKey, tallyId } from '../domain/tallyTree.ts';
import { dueTimes } from './dueTimes.ts';
import { fromStore } from './outage.ts';
import { storeTime } from './storeTime.ts';
import { readCells, tallyCollection, type TallyDocument } from './tallyModel.ts';

const IDS_AT_ONCE = 2_000;
/** The two marks of one answer are no further apart: the write between them lasts ten seconds at most. */
const MARKS_APART_MS = 30_000;

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

    async findOwed(campaigns) {
      const now = await fromStore(storeTime(connection.db!));
      const owed: OwedTally[] = [];
      // Those that were counted and only wait for their settle period are due later, and many.
      for (const dueAt of dueTimes(now)) {
        const due = await fromStore(
          tallies
            .find(
              { dueAt, campaign: { $in: [...campaigns] } },
              { projection: { unit: 1, period: 1, mark: 1, markedAt: 1, countedMark: 1, countedAt: 1 } },
            )
            .toArray(),
        );
        for (const tally of due) {
          if (tally.countedMark === tally.mark) continue;
          owed.push({ unit: tally.unit, period: tally.period, countedUntil: countedUntilOf(tally) });
        }
      }
      return owed;
    },

    async findDays(query) {
      const ids = monthKeysOf(query).map(tallyId);
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

const monthKeysOf = ({
  units,
  versions,
  campaigns,
  months,
}: Parameters<TallyReader['findDays']>[0]): TallyKey[] =>
  campaigns.flatMap((campaign) =>
    versions.flatMap((version) =>
      units.flatMap((unit) => months.map((period) => ({ campaign, version, unit, period }))),
    ),
  );

/** Nothing was received for a tally that was never counted before its first mark; of many marks the last alone is known. */
function countedUntilOf({ countedAt, mark, markedAt, period }: TallyDocument): Date {
  if (countedAt !== undefined) return countedAt;
  return mark <= 2 ? new Date(markedAt.getTime() - MARKS_APART_MS) : startOfDay(daysOfTally(period).from);
}

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
