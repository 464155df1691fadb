import { trusted, type Connection } from 'mongoose';
import type { Channel } from '../domain/campaign.ts';
import { countAnswers } from '../domain/countAnswers.ts';
import type { OwnDay, SubmissionCounter } from '../domain/recount.ts';
import { addCells, type PackedCell } from '../domain/tallyCounting.ts';
import { layoutOf, type TallyLayout } from '../domain/tallyLayout.ts';
import { countSubmissionsPipeline, type CountedRow } from './countSubmissionsPipeline.ts';
import { submissionModel, type StoredSubmission } from './submissionModel.ts';

/**
 * The database counts. But where a day has only a few answers, hundreds of
 * counters are more to send than the answers themselves: so many submissions at
 * most are read, and counted here.
 */
const MOST_READ = 2_000;
const MOST_READ_PER_DAY = 4;

/** One row of one unit's own day. */
interface OwnRow {
  unit: string;
  day: string;
  cell: PackedCell;
}

type CountQuery = Parameters<SubmissionCounter['countOwnDays']>[0];

/** Counts submissions for the tallies. Nothing else reads answers in bulk. */
export function createSubmissionCounter(
  connection: Connection,
  { mostRead = MOST_READ }: { mostRead?: number } = {},
): SubmissionCounter {
  const Submission = submissionModel(connection);

  /** Undefined when there are more than are worth reading. */
  async function readFew({ version, campaign, units, days }: CountQuery): Promise<OwnRow[] | undefined> {
    const limit = Math.min(mostRead, MOST_READ_PER_DAY * days.length * (units?.length ?? mostRead));
    const few = await Submission.find({
      ...(units === undefined ? {} : { unit: trusted({ $in: [...units] }) }),
      version: version.version,
      campaign,
      day: trusted({ $in: [...days] }),
    })
      .select({ _id: 0, unit: 1, day: 1, channel: 1, procedure: 1, quality: 1, answers: 1 })
      .limit(limit + 1)
      .lean<Omit<StoredSubmission, '_id'>[]>();
    return few.length > limit ? undefined : few.map((submission) => rowOf(layoutOf(version), submission));
  }

  async function countMany({ version, campaign, units, days }: CountQuery): Promise<OwnRow[]> {
    const layout = layoutOf(version);
    const rows = await Submission.aggregate<CountedRow>(
      countSubmissionsPipeline(layout, {
        version: version.version,
        campaign,
        days,
        ...(units === undefined ? {} : { units }),
      }),
    );
    return rows.map((row) => {
      const { unit, day, channel, procedure, flagged } = row._id;
      const people = layout.columns.map((_, at) => row[`c${at}`] ?? 0);
      return { unit, day, cell: { channel: channel as Channel, procedure, flagged, people } };
    });
  }

  return {
    async countOwnDays(query) {
      const rows = (await readFew(query)) ?? (await countMany(query));
      const ownDays = new Map<string, Omit<OwnDay, 'cells'> & { cells: PackedCell[] }>();
      for (const { unit, day, cell } of rows) {
        const name = `${unit}|${day}`;
        const ownDay = ownDays.get(name) ?? { unit, day, cells: [] };
        ownDay.cells.push(cell);
        ownDays.set(name, ownDay);
      }
      return [...ownDays.values()].map(({ unit, day, cells }) => ({ unit, day, cells: addCells([cells]) }));
    },

    async listSubmitted() {
      const groups = await Submission.aggregate<{
        _id: { version: string | null; campaign: string | null };
        first: string;
        last: string;
      }>([
        {
          $group: {
            _id: { version: { $ifNull: ['$version', null] }, campaign: { $ifNull: ['$campaign', null] } },
            first: { $min: '$day' },
            last: { $max: '$day' },
          },
        },
      ]);
      return groups.flatMap(({ _id: { version, campaign }, first, last }) =>
        // Tombstones have neither.
        version === null || campaign === null ? [] : [{ version, campaign, first, last }],
      );
    },
  };
}

function rowOf(layout: TallyLayout, submission: Omit<StoredSubmission, '_id'>): OwnRow {
  const { unit, day, channel, procedure = '', quality, answers } = submission;
  const flagged = quality.tooFast || quality.straightLined;
  return { unit, day, cell: { channel, procedure, flagged, people: countAnswers(layout, answers) } };
}
