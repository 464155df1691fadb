import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import express, { type Express } from 'express';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { renderCitizenPage } from '../client/citizen/render.tsx';
import type { Config } from './config.ts';
import { describeDemo } from './demo/describeDemo.ts';
import { loadDemo } from './demo/loadDemo.ts';
import { localDayOf, type LocalDay } from './domain/day.ts';
import type { DemoSummary } from './domain/demoSummary.ts';
import { problems } from './domain/problem.ts';
import { textIn } from './domain/text.ts';
import type { UnitId } from './domain/unit.ts';
import type { UnitTree } from './domain/unitTree.ts';
import { clientAssets, serveAssets } from './http/assets.ts';
import { auditRoutes } from './http/auditRoutes.ts';
import { campaignRoutes } from './http/campaignRoutes.ts';
import { citizenRoutes, notFoundPage } from './http/citizenRoutes.ts';
import { collectorRoutes } from './http/collectorRoutes.ts';
import { compressAnswers } from './http/compressAnswers.ts';
import { demoRoutes } from './http/demoRoutes.ts';
import { formRoutes } from './http/formRoutes.ts';
import { openApiRoutes } from './http/openapi.ts';
import { createOperations } from './http/operationsRoutes.ts';
import { problemHandler } from './http/problemHandler.ts';
import { receiptRoutes } from './http/receiptRoutes.ts';
import { requestLog } from './http/requestLog.ts';
import { satisfactionRoutes } from './http/satisfactionRoutes.ts';
import { securityHeaders } from './http/securityHeaders.ts';
import { sessionRoutes } from './http/sessionRoutes.ts';
import { createSignInLimits } from './http/signInLimits.ts';
import { createStaffGate } from './http/staffGate.ts';
import { staffPageRoutes } from './http/staffPageRoutes.ts';
import { staffRoutes } from './http/staffRoutes.ts';
import { createStoredLimit } from './http/storedLimit.ts';
import { createSubmissionLimits } from './http/submissionLimits.ts';
import { submissionRoutes } from './http/submissionRoutes.ts';
import { surveyRoutes } from './http/surveyRoutes.ts';
import { unitRoutes } from './http/unitRoutes.ts';
import { createPasswords } from './passwords.ts';
import { projectRoot } from './projectRoot.ts';
import { carryOutEffects } from './services/carryOutEffects.ts';
import { ensureFirstAdminLink } from './services/ensureFirstAdminLink.ts';
import { finishWithdrawals } from './services/takeInKeptAside.ts';
import { lookUpReceipt } from './services/lookUpReceipt.ts';
import { openForm } from './services/openForm.ts';
import { createReceipts } from './services/receipts.ts';
import { seedShippedSurveys } from './services/seedShippedSurveys.ts';
import { seedUnits } from './services/seedUnits.ts';
import { startEffectWorker } from './services/startEffectWorker.ts';
import { startRecounting } from './services/startRecounting.ts';
import { submitAnswers } from './services/submitAnswers.ts';
import { createTallyMarks } from './services/tallyMarks.ts';
import { createWithdrawalsFile } from './services/withdrawalsFile.ts';
import { withdrawSubmission } from './services/withdrawSubmission.ts';
import { createIndexes, isReachable } from './storage/connect.ts';
import { isOutage } from './storage/outage.ts';
import { COUNTRY_ID, vietnamUnits } from './storage/reference/vietnamUnits.ts';
import { createStores, type Stores } from './stores.ts';
import { JudgeProcess } from './surveyjs/judgeProcess.ts';
import { publisher } from './surveyjs/publisher.ts';
import { loadShippedSurveys } from './surveyjs/shippedSurveys.ts';

export interface PlatformOptions {
  connection: Connection;
  config: Config;
  /** Where withdrawals are kept outside the database. */
  dataDir: string;
  secret: string;
  logger: Logger;
  isDemo: boolean;
  /** Where the built client lies; without it, pages are rendered but bring neither style nor script. */
  clientDir?: string;
  /** The clock; another one only in tests. */
  now?: () => Date;
}

export interface Platform {
  app: Express;
  stores: Stores;
  /** Indexes, reference units, shipped questionnaires, in the demo its offices and answers; then the workers start. */
  prepare(say: (line: string) => void): Promise<void>;
  /** What the operator is told at start: addresses, the first admin's link, demo accounts. */
  describe(url: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** Wires stores, services and routes together. Nothing else knows all of them. */
export async function createPlatform(options: PlatformOptions): Promise<Platform> {
  const { connection, config, secret, logger, isDemo, now = () => new Date() } = options;
  const stores = createStores(connection, secret);
  const { loadTree } = stores;
  const passwords = await createPasswords();
  const receipts = createReceipts(secret);
  const withdrawals = createWithdrawalsFile(join(options.dataDir, 'withdrawals.jsonl'));
  const reportBug = (error: unknown) => {
    logger.error({ err: error }, 'unexpected');
  };
  const marks = createTallyMarks({ markTallies: stores.tallies.markTallies, reportBug });
  const innerJudge = new JudgeProcess({ reportFailure: reportBug });
  const operations = createOperations({
    isReady: () => isReachable(connection),
    countDueTallies: () => stores.tallies.countDue(),
  });

  const receiptLimit = createStoredLimit(stores.rateLimits, {
    name: 'receipt',
    tries: 60,
    durationSeconds: 900,
  });

  const submissionLimits = createSubmissionLimits(now);

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.use(requestLog(logger), operations.measure);
  const assets = clientAssets(options.clientDir);
  const isHttps = config.publicUrl.startsWith('https://');
  app.use(securityHeaders({ isHttps, css: [assets.citizen.css] }));
  app.use(compressAnswers());
  app.use(operations.router);
  app.use('/api/v1', citizenApi(), staffApi(), openApiRoutes({ publicUrl: config.publicUrl }));
  let demo: DemoSummary = { accounts: [], collectors: [] };
  if (isDemo)
    app.use(
      '/api/v1',
      demoRoutes(() => demo),
    );
  app.use('/api/v1', (req) => {
    throw problems.routeMissing(req.method, req.baseUrl + req.path);
  });
  if (options.clientDir !== undefined) app.use(serveAssets(options.clientDir));
  app.use(staffPageRoutes({ assets: assets.staff, isDemo }));
  app.use(citizenPages());
  app.use(problemHandler({ isOutage, reportBug, countProblem: operations.countProblem }));

  function citizenServices() {
    const { audit, campaigns, collectors, submissions, surveys: versions, tallies } = stores;
    const { judge: judgeInside } = innerJudge;
    const deps = {
      campaigns,
      collectors,
      submissions,
      versions,
      marks,
      receipts,
      judgeInside,
      loadTree,
      now,
    };
    return {
      deps,
      open: (code: string) => openForm(deps, code),
      lookUp: (text: string) => lookUpReceipt({ ...deps, tallies }, text),
      withdraw: (text: string) => withdrawSubmission({ ...deps, audit, withdrawals }, text),
    };
  }

  function citizenApi() {
    const { deps, open, lookUp, withdraw } = citizenServices();
    return express
      .Router()
      .use(formRoutes({ openForm: open }))
      .use(submissionRoutes({ ...deps, limits: submissionLimits }))
      .use(receiptRoutes({ lookUp, withdraw, limit: receiptLimit }));
  }

  function citizenPages() {
    const { deps, open, lookUp, withdraw } = citizenServices();
    const page = { renderPage: renderCitizenPage, assets: assets.citizen, isDemo };
    return express
      .Router()
      .use(
        citizenRoutes({
          ...page,
          openForm: open,
          findVersion: (version) => stores.surveys.findVersion(version),
          submitAnswers: (request, { address }) =>
            submitAnswers(deps, request, () =>
              submissionLimits.admit({ address, collector: request.collector }),
            ),
          lookUpReceipt: lookUp,
          withdrawSubmission: withdraw,
          receiptLimit,
          publicUrl: config.publicUrl,
          isOutage,
          reportBug,
        }),
      )
      .use(notFoundPage(page));
  }

  function staffApi() {
    const { audit, campaigns, collectors, keptAside, rateLimits, sessions, staff, submissions, surveys } =
      stores;
    const { publicUrl } = config;
    const gate = createStaffGate({ staff, sessions, publicUrl, now });
    const shared = { gate, loadTree, now };
    const linkLimit = createStoredLimit(rateLimits, { name: 'link', tries: 30, durationSeconds: 900 });
    const limits = createSignInLimits(rateLimits);
    return express
      .Router()
      .use(sessionRoutes({ ...shared, staff, sessions, passwords, limits }))
      .use(staffRoutes({ ...shared, staff, sessions, passwords, linkLimit, publicUrl }))
      .use(unitRoutes(shared))
      .use(
        campaignRoutes({
          ...shared,
          audit,
          campaigns,
          collectors,
          keptAside,
          marks,
          submissions,
          versions: surveys,
        }),
      )
      .use(collectorRoutes({ ...shared, collectors, campaigns, publicUrl }))
      .use(surveyRoutes({ ...shared, surveys, publisher }))
      .use(
        satisfactionRoutes({
          ...shared,
          audit,
          campaigns,
          collectors,
          versions: surveys,
          tallies: stores.tallyReader,
        }),
      )
      .use(auditRoutes({ ...shared, audit }));
  }

  async function linesOfDemo(tree: UnitTree, url: string): Promise<string[]> {
    const names = new Map((await stores.campaigns.listCampaigns()).map(({ id, name }) => [id, name]));
    return describeDemo(demo, url, {
      unit: (id) => placeOf(tree, id, localDayOf(now())),
      campaign: (id) => textIn(names.get(id) ?? {}, 'vi'),
    });
  }

  const workers: { stop(): Promise<void> }[] = [];
  return {
    app,
    stores,

    async prepare(say) {
      await createIndexes(connection);
      const units = await seedUnits(stores.units, vietnamUnits());
      if (units > 0) say(`Units: ${units} loaded`);
      const shipped = loadShippedSurveys(join(projectRoot, 'surveys'));
      const published = await seedShippedSurveys(
        { versions: stores.surveys, publisher, countryId: COUNTRY_ID },
        shipped,
        now(),
      );
      await finishWithdrawals({ ...stores, marks });
      if (published.length > 0) say(`Questionnaires: ${published.join(', ')} published`);

      const { tallies, counter, leases, surveys: versions } = stores;
      const holder = randomUUID();
      const recount = { tallies, counter, versions, loadTree, marks, leases, holder };
      if (isDemo) {
        const deps = { ...stores, versions, passwords, receipts, now: now(), say };
        // Nobody else counts yet, so nothing need rest, and nobody waits for the store.
        demo = await loadDemo({ ...deps, recount: { ...recount, restMs: 0, lanes: 3 } });
      }
      workers.push(
        startRecounting({ ...recount, reportBug }),
        startEffectWorker({
          carryOut: () => carryOutEffects({ pending: stores.effects, audit: stores.audit }),
          reportBug,
        }),
      );
    },

    async describe(url) {
      const tree = await loadTree();
      const lines = [
        '',
        `Ready: ${url}`,
        `Staff: ${url}/staff`,
        ...(isDemo ? await linesOfDemo(tree, url) : []),
      ];
      const link = await ensureFirstAdminLink({ staff: stores.staff, tree }, now());
      if (link !== undefined) {
        lines.push(
          '',
          'Nobody administers this platform yet. Open this link once to become its first admin:',
          `  ${url}/staff/invitation#${link.token}`,
          `  valid until ${link.expiresAt.toISOString()}; every start prints a new one until it has been used`,
        );
      }
      return lines;
    },

    async stop() {
      for (const worker of workers) await worker.stop();
      innerJudge.close();
      await marks.flush();
    },
  };
}

/** "Quầy số 1, Sở Tư pháp tỉnh An Giang": a counter's name alone says little. */
function placeOf(tree: UnitTree, id: UnitId, day: LocalDay): string {
  const parent = tree.getUnit(id).kind === 'counter' ? tree.parentOn(id, day) : undefined;
  return [id, ...(parent === undefined ? [] : [parent])]
    .map((unit) => textIn(tree.nameOn(unit, day), 'vi'))
    .join(', ');
}
