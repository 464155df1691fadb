import { randomUUID } from 'node:crypto';
import type { CampaignStore, CollectorStore } from '../domain/campaign.ts';
import { localDayOf } from '../domain/day.ts';
import type { DemoSummary } from '../domain/demoSummary.ts';
import type { VersionCatalogue } from '../domain/questionnaire/version.ts';
import type { Passwords, StaffStore } from '../domain/staff.ts';
import type { Submission, SubmissionStore } from '../domain/submission.ts';
import { withRank, type RankedKey } from '../domain/tallyTree.ts';
import type { UnitStore } from '../domain/unit.ts';
import { catchUp } from '../services/catchUp.ts';
import type { Receipts } from '../services/receipts.ts';
import type { RecountDeps } from '../services/recountTallies.ts';
import { countAtHand } from './countAtHand.ts';
import { accounts } from './demoPlan.ts';
import { demoUnits } from './demoUnits.ts';
import { generateDemo } from './generateDemo.ts';
import { createRandom } from './random.ts';

/** The same offices and answers at every start; the days move with today. */
const SEED = 20250701;

export interface DemoDeps {
  units: UnitStore;
  campaigns: CampaignStore;
  collectors: CollectorStore;
  staff: StaffStore;
  submissions: SubmissionStore;
  versions: VersionCatalogue;
  passwords: Passwords;
  receipts: Receipts;
  /** What counting needs: every tally is counted before this returns. */
  recount: RecountDeps;
  now: Date;
  say: (line: string) => void;
}

/**
 * Fills an empty store with the demo: offices, campaigns, collectors, accounts,
 * answers of eighteen months, and their tallies. Reference units and the
 * shipped questionnaires must be there.
 *
 * @throws Problem where something of it is there already: a demo is loaded once
 */
export async function loadDemo(deps: DemoDeps): Promise<DemoSummary> {
  const { recount, say, now } = deps;
  const begun = performance.now();
  const today = localDayOf(now);
  const invented = demoUnits(await recount.loadTree());
  await deps.units.insertUnits(invented);
  const tree = await recount.loadTree();

  const [long, short] = await Promise.all(
    ['sipas-service@2023-1', 'counter-short@2026-1'].map((version) => deps.versions.findVersion(version)),
  );
  if (long === undefined || short === undefined) throw new Error('the demo needs the shipped questionnaires');
  const demo = generateDemo({
    random: createRandom(SEED),
    today,
    long,
    short,
    receiptHashOf: (id) => deps.receipts.hashOf(deps.receipts.receiptOf(id)),
  });

  for (const campaign of demo.campaigns) await deps.campaigns.insertCampaign(campaign, []);
  await Promise.all([
    ...demo.collectors.map((collector) => deps.collectors.insertCollector(collector, [])),
    ...accounts.map(async ({ role, unit, name, email, password }) =>
      deps.staff.insertAccount(
        {
          id: randomUUID(),
          email,
          name,
          grants: [{ role, unit }],
          isActive: true,
          passwordHash: await deps.passwords.hash(password),
        },
        [],
      ),
    ),
  ]);

  // Nobody counts before this is over, and a store that dies in between is gone: one mark does, at the same time.
  const keys = talliesOf(demo.submissions).map((key) => withRank(tree, key));
  await Promise.all([
    deps.submissions.insertSubmissions(demo.submissions),
    recount.tallies.markTallies(keys),
  ]);
  say(
    `Demo: ${demo.submissions.length} invented answers of ${invented.length} offices stored, now counted …`,
  );
  await catchUp({ ...recount, counter: { ...recount.counter, ...countAtHand(demo.submissions) } });
  say(`Demo: ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);

  const versionOf = new Map(demo.campaigns.map(({ id, versions }) => [id, versions[0] ?? '']));
  return {
    accounts: accounts.map(({ role, unit, email, password }) => ({ role, unit, email, password })),
    collectors: demo.collectors
      .filter(({ isOpen }) => isOpen)
      .map(({ code, unit, channel, assignments }) => {
        const campaign = assignments[0]?.campaign ?? '';
        return { code, unit, channel, campaign, version: versionOf.get(campaign) ?? '' };
      }),
  };
}

/** The own days that the answers belong to, each once. */
function talliesOf(submissions: readonly Submission[]): Omit<RankedKey, 'rank'>[] {
  const keys = new Map<string, Omit<RankedKey, 'rank'>>();
  for (const { unit, version, campaign, day } of submissions) {
    keys.set(`${unit}|${version}|${campaign}|${day}`, { unit, version, campaign, period: day });
  }
  return [...keys.values()];
}
