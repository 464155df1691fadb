import { countAnswers } from '../domain/countAnswers.ts';
import type { OwnDay, SubmissionCounter } from '../domain/recount.ts';
import type { Submission } from '../domain/submission.ts';
import { addCells, type PackedCell } from '../domain/tallyCounting.ts';
import { layoutOf } from '../domain/tallyLayout.ts';

/**
 * Counts answers that are still at hand instead of reading them back, so that
 * the demo is ready soon. What it counts is counted again from the store when
 * the settle period is over, as after any submission.
 */
export function countAtHand(submissions: readonly Submission[]): Pick<SubmissionCounter, 'countOwnDays'> {
  const ownDays = new Map<string, Submission[]>();
  for (const submission of submissions) {
    const name = nameOf(submission);
    const ownDay = ownDays.get(name);
    if (ownDay === undefined) ownDays.set(name, [submission]);
    else ownDay.push(submission);
  }

  return {
    countOwnDays({ version, campaign, units = [], days }) {
      const layout = layoutOf(version);
      const counted = units.flatMap((unit) =>
        days.flatMap((day): OwnDay[] => {
          const people = ownDays.get(nameOf({ version: version.version, campaign, unit, day })) ?? [];
          if (people.length === 0) return [];
          const cells = people.map(({ channel, procedure = '', quality, answers }): PackedCell => {
            const flagged = quality.tooFast || quality.straightLined;
            return { channel, procedure, flagged, people: countAnswers(layout, answers) };
          });
          return [{ unit, day, cells: addCells([cells]) }];
        }),
      );
      return Promise.resolve(counted);
    },
  };
}

const nameOf = ({
  version,
  campaign,
  unit,
  day,
}: Pick<Submission, 'version' | 'campaign' | 'unit' | 'day'>) => `${version}|${campaign}|${unit}|${day}`;
