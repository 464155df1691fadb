import { admit, answeredTime, assignedCampaign, procedureOf, toTheMinute } from '../domain/admission.ts';
import type { Campaign, CampaignCatalogue, Collector, CollectorCatalogue } from '../domain/campaign.ts';
import { localDayOf, type LocalDay } from '../domain/day.ts';
import { Problem, problems } from '../domain/problem.ts';
import { qualityOf } from '../domain/questionnaire/levels.ts';
import type { Answers } from '../domain/questionnaire/plan.ts';
import { indexOf } from '../domain/questionnaire/planIndex.ts';
import { type InnerJudge, judgeAnswers } from '../domain/questionnaire/slowPath.ts';
import { validateAnswers } from '../domain/questionnaire/validate.ts';
import type { SurveyVersion, VersionCatalogue } from '../domain/questionnaire/version.ts';
import type { Receipt } from '../domain/receipt.ts';
import type {
  KnownSubmission,
  Submission,
  SubmissionRequest,
  SubmissionStore,
} from '../domain/submission.ts';
import { withRank } from '../domain/tallyTree.ts';
import type { UnitTree } from '../domain/unitTree.ts';
import type { Receipts } from './receipts.ts';
import type { TallyMarks } from './tallyMarks.ts';

export interface SubmitDeps {
  submissions: SubmissionStore;
  versions: VersionCatalogue;
  campaigns: CampaignCatalogue;
  collectors: CollectorCatalogue;
  loadTree: () => Promise<UnitTree>;
  marks: TallyMarks;
  receipts: Receipts;
  judgeInside: InnerJudge;
  now: () => Date;
}

export type Submitted =
  /** New, and durable. */
  | { kind: 'received'; id: string; receipt: Receipt }
  /** The same answers had been received before. */
  | { kind: 'known'; id: string; receipt: Receipt }
  | { kind: 'withdrawn'; id: string };

/** Longer than the store's own limit for a write; after it the person is told to try again. */
const PATIENCE_MS = 12_000;
/** A store that fails as quickly as this may have only dropped a connection. */
const QUICK_FAILURE_MS = 2_000;

/**
 * Takes in one person's answers (design, section 6).
 *
 * @param checkLimit asked only for answers that are new or must be judged anew: throws when too many came from one place
 * @throws Problem `answers-invalid`, `collector-missing`, `collector-unassigned`, `collector-closed`,
 *   `version-missing`, `version-not-accepted`, `submission-conflict`, `storage-unavailable`, `form-busy`
 */
export async function submitAnswers(
  deps: SubmitDeps,
  request: SubmissionRequest,
  checkLimit: () => Promise<void>,
): Promise<Submitted> {
  const known = await deps.submissions.findKnown(request.id);
  if (known !== undefined) return answerAgain(deps, request, known, checkLimit);
  await checkLimit();

  const receivedAt = deps.now();
  const answeredAt = answeredTime(receivedAt, request);
  const day = localDayOf(answeredAt);
  const { collector, campaign, version } = await findForm(deps, request, day);
  const tree = await deps.loadTree();
  const unit = tree.servingOn(collector.unit, day);
  const admission = admit({ collector, campaign, unit, version: version.version, answeredAt, receivedAt });

  const { faults, answers } = await judgeAnswers(version.plan, request.answers, deps.judgeInside);
  if (faults.length > 0) throw problems.answersInvalid(faults);

  const procedure = procedureOf({
    collector,
    plan: version.plan,
    scoring: version.scoring,
    answers,
    ...(request.procedure === undefined ? {} : { requested: request.procedure }),
  });
  const receipt = deps.receipts.receiptOf(request.id);
  const submission: Submission = {
    id: request.id,
    version: version.version,
    campaign: campaign.id,
    collector: collector.code,
    channel: collector.channel,
    ...(procedure === undefined ? {} : { procedure }),
    unit: unit ?? collector.unit,
    day,
    receivedAt: toTheMinute(receivedAt),
    answers,
    locale: request.locale,
    quality: qualityOf(version.plan, version.scoring, answers, request.elapsedMs),
    receiptHash: deps.receipts.hashOf(receipt),
  };

  const isNew =
    admission.kind === 'counted'
      ? await insertMarked(deps, tree, submission)
      : await patiently(deps.submissions.keepAside({ ...submission, reason: admission.reason }));
  if (isNew) return { kind: 'received', id: request.id, receipt };

  // Somebody was faster under the same id: a second attempt of the same client, as a rule.
  const first = await deps.submissions.findKnown(request.id);
  if (first === undefined) throw problems.unavailable(1);
  return answerAgain(deps, request, first, () => Promise.resolve());
}

async function findForm(
  { collectors, campaigns, versions }: SubmitDeps,
  request: SubmissionRequest,
  day: LocalDay,
): Promise<{ collector: Collector; campaign: Campaign; version: SurveyVersion }> {
  const collector = await collectors.findCollector(request.collector);
  if (collector === undefined) throw problems.collectorMissing(request.collector);
  const assigned = assignedCampaign(collector, day);
  if (assigned === undefined) throw problems.collectorUnassigned(collector.code, day);
  const campaign = await campaigns.findCampaign(assigned);
  if (campaign === undefined) throw problems.campaignMissing(assigned);
  const version = await versions.findVersion(request.version);
  if (version === undefined) throw problems.versionMissing(request.version);
  return { collector, campaign, version };
}

/** What is known under the id is the answer: the same again, other answers, or withdrawn. */
async function answerAgain(
  { versions, receipts, judgeInside }: SubmitDeps,
  { id, version, answers }: SubmissionRequest,
  known: KnownSubmission,
  checkLimit: () => Promise<void>,
): Promise<Submitted> {
  if (known.kind === 'withdrawn') return { kind: 'withdrawn', id };
  const { submission } = known;
  const published = await versions.findVersion(submission.version);
  if (published === undefined || version !== submission.version) throw problems.submissionConflict();

  const { plan } = published;
  let isSame = areSameAnswers(validateAnswers(plan, answers).answers, submission.answers);
  if (!isSame && indexOf(plan).slow.length > 0) {
    // What is hidden inside was taken out when the answers were stored: SurveyJS has to judge once more.
    await checkLimit();
    isSame = areSameAnswers((await judgeAnswers(plan, answers, judgeInside)).answers, submission.answers);
  }
  if (!isSame) throw problems.submissionConflict();
  return { kind: 'known', id, receipt: receipts.receiptOf(id) };
}

const areSameAnswers = (some: Answers, others: Answers): boolean => sortedJson(some) === sortedJson(others);

const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

/**
 * Mark, insert, mark. The second mark follows whenever the insert is over, even
 * if nobody waits for it any more, since it may have landed. An insert whose
 * end we did not see is tried once more under a new mark.
 *
 * @returns false when the id is taken
 */
async function insertMarked(
  { marks, submissions }: SubmitDeps,
  tree: UnitTree,
  submission: Submission,
): Promise<boolean> {
  const { version, campaign, unit, day } = submission;
  const key = withRank(tree, { version, campaign, unit, period: day });
  for (let attempt = 1; ; attempt++) {
    const begun = performance.now();
    await marks.before([key]);
    const insert = submissions.insertSubmission(submission).finally(() => {
      marks.after([key]);
    });
    try {
      return await patiently(insert);
    } catch (error) {
      const wasQuick = performance.now() - begun < QUICK_FAILURE_MS;
      const isOutage = error instanceof Problem && error.kind === 'unavailable';
      if (!isOutage || !wasQuick || attempt > 1) throw error;
    }
  }
}

async function patiently<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(problems.unavailable(5));
    }, PATIENCE_MS);
  });
  try {
    return await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
