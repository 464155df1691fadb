import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { VersionCatalogue } from '../../server/domain/questionnaire/version.ts';
import type { Submission } from '../../server/domain/submission.ts';
import type { TallyKey } from '../../server/domain/tally.ts';
import { withRank } from '../../server/domain/tallyTree.ts';
import type { Unit } from '../../server/domain/unit.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import type { RecountDeps } from '../../server/services/recountTallies.ts';
import { createTallyMarks } from '../../server/services/tallyMarks.ts';
import { createLeaseStore } from '../../server/storage/leaseStore.ts';
import { createSubmissionCounter } from '../../server/storage/submissionCounter.ts';
import { createSubmissionStore } from '../../server/storage/submissionStore.ts';
import { createTallyReader } from '../../server/storage/tallyReader.ts';
import { createTallyStore } from '../../server/storage/tallyStore.ts';
import { catalogueOf, smallSurvey } from './smallSurvey.ts';
import { mergedProvinces } from './units.ts';

/** One process's view of the stores that submissions and tallies need. Real stores; settle period as given. */
export function tallyWorld(
  connection: Connection,
  {
    units = mergedProvinces(),
    versions = catalogueOf(smallSurvey()),
    settleMs = 120_000,
    restMs = 0,
  }: { units?: readonly Unit[]; versions?: VersionCatalogue; settleMs?: number; restMs?: number } = {},
) {
  const tree = new UnitTree(units);
  const submissions = createSubmissionStore(connection);
  const tallies = createTallyStore(connection);
  const marks = createTallyMarks({
    markTallies: (keys) => tallies.markTallies(keys),
    reportBug: (error) => {
      throw error;
    },
  });
  const deps: RecountDeps = {
    tallies,
    counter: createSubmissionCounter(connection),
    versions,
    loadTree: () => Promise.resolve(tree),
    marks,
    leases: createLeaseStore(connection),
    holder: randomUUID(),
    settleMs,
    restMs,
  };
  const keyOf = ({ unit, version, campaign, day }: Submission): TallyKey => ({
    unit,
    version,
    campaign,
    period: day,
  });

  return {
    connection,
    tree,
    submissions,
    deps,
    reader: createTallyReader(connection, versions),
    /** Mark, insert, mark: as a load does it. */
    async load(list: readonly Submission[]) {
      const keys = [...new Map(list.map((each) => [JSON.stringify(keyOf(each)), keyOf(each)])).values()];
      const ranked = keys.map((key) => withRank(tree, key));
      await tallies.markTallies(ranked);
      await submissions.insertSubmissions(list);
      await tallies.markTallies(ranked);
    },
    /** Number of submissions by a stored tally. */
    async submissionsIn(unit: string, period: string, campaign = 'round', version = 'small@1') {
      const [tally] = await tallies.loadTallies([{ unit, period, campaign, version }]);
      return (tally?.cells ?? []).reduce((sum, { people }) => sum + (people[0] ?? 0), 0);
    },
  };
}
