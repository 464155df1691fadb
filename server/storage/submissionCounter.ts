import type { Connection } from 'mongoose';
import type { Channel } from '../domain/campaign.ts';
import type { OwnDay, SubmissionCounter } from '../domain/recount.ts';
import { addCells, type PackedCell } from '../domain/tallyCounting.ts';
import { layoutOf } from '../domain/tallyLayout.ts';
import { countSubmissionsPipeline, type CountedRow } from './countSubmissionsPipeline.ts';
import { submissionModel } from './submissionModel.ts';

/** Counts submissions for the tallies. Nothing else reads answers in bulk. */
export function createSubmissionCounter(connection: Connection): SubmissionCounter {
  const Submission = submissionModel(connection);

  return {
    async countOwnDays({ version, campaign, units, days }) {
      const layout = layoutOf(version);
      const rows = await Submission.aggregate<CountedRow>(
        countSubmissionsPipeline(layout, {
          version: version.version,
          campaign,
          days,
          ...(units === undefined ? {} : { units }),
        }),
      );

      const ownDays = new Map<string, Omit<OwnDay, 'cells'> & { cells: PackedCell[] }>();
      for (const row of rows) {
        const { unit, day, channel, procedure, flagged } = row._id;
        const name = `${unit}|${day}`;
        const ownDay = ownDays.get(name) ?? { unit, day, cells: [] };
        ownDay.cells.push({
          channel: channel as Channel,
          procedure,
          flagged,
          people: layout.columns.map((_, at) => row[`c${at}`] ?? 0),
        });
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
