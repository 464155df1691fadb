/**
 * The two servers that `npm run bench -- submit` compares, in a process of
 * their own: the application, and a bare Express app on the same store. Forked
 * by submit.ts.
 */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Schema } from 'mongoose';
import { pino } from 'pino';
import { createPlatform, type Platform } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { localDayOf } from '../../server/domain/day.ts';
import type {
  Answers,
  AnswerValue,
  PlanElement,
  PlanQuestion,
} from '../../server/domain/questionnaire/plan.ts';
import type { SurveyVersion } from '../../server/domain/questionnaire/version.ts';
import { validateAnswers } from '../../server/domain/questionnaire/validate.ts';
import { ensureEmbeddedStore } from '../../server/embedded/ensureEmbeddedStore.ts';
import { connectStore } from '../../server/storage/connect.ts';

export interface SubmitServerReport {
  store: string;
  ourPort: number;
  barePort: number;
  collectors: string[];
  version: string;
  answers: Answers;
}

const OFFICES = 8;

const [dataDir = ''] = process.argv.slice(2);
const named = process.env['MONGODB_URI'];
const isEmbedded = named === undefined || named === '';
const embedded = isEmbedded ? await ensureEmbeddedStore({ dataDir }) : undefined;
const database = `bench-${process.pid}`;
const connection = await connectStore(
  embedded?.uri ?? (named ?? '').replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${database}`),
);

const platform = await createPlatform({
  connection,
  // Each client of the bench says where it comes from, as behind a proxy.
  config: parseConfig({ TRUST_PROXY: '1', DATA_DIR: dataDir }),
  dataDir,
  secret: 'a secret for one bench, thrown away after it',
  logger: pino({ level: 'warn' }),
  isDemo: false,
});
await platform.prepare(() => undefined);
const version = await newestVersion(platform, 'sipas-service');
const answers = answersTo(version);
const { faults } = validateAnswers(version.plan, answers);
if (faults.length > 0) throw new Error(`the bench's answers do not fit: ${JSON.stringify(faults)}`);
const collectors = await openOffices(platform, version.version);

const Bare = connection.model(
  'Bare',
  new Schema(
    {
      _id: String,
      collector: String,
      version: String,
      locale: String,
      answers: Schema.Types.Mixed,
      elapsedMs: Number,
    },
    { versionKey: false },
  ),
);
const bare = express().post('/api/v1/submissions', express.json(), async (req, res) => {
  const { id, ...body } = req.body as { id: string };
  await Bare.create({ _id: id, ...body });
  res.status(201).json({ id });
});

const report: SubmitServerReport = {
  store: isEmbedded ? 'embedded' : 'MONGODB_URI',
  ourPort: await listen(platform.app),
  barePort: await listen(bare),
  collectors,
  version: version.version,
  answers,
};
process.send?.(report);

process.on('message', () => {
  void (async () => {
    await platform.stop();
    if (!isEmbedded) await connection.dropDatabase();
    await connection.close();
    await embedded?.release();
    process.exit(0);
  })();
});

async function listen(app: RequestListener): Promise<number> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function newestVersion({ stores }: Platform, survey: string): Promise<SurveyVersion> {
  const [newest] = await stores.surveys.listVersions(survey);
  const found = newest === undefined ? undefined : await stores.surveys.findVersion(newest.version);
  if (found === undefined) throw new Error(`no version of "${survey}" is shipped`);
  return found;
}

async function openOffices({ stores }: Platform, current: string): Promise<string[]> {
  const today = localDayOf(new Date());
  await stores.units.insertUnits(
    Array.from({ length: OFFICES }, (_, office) => ({
      id: `agency-bench-${office}`,
      kind: 'agency' as const,
      names: [{ value: { vi: `Bench ${office}` } }],
      codes: [],
      parents: [{ value: 'vn' }],
      predecessors: [],
    })),
  );
  await stores.campaigns.insertCampaign(
    {
      id: 'bench',
      name: { vi: 'Bench' },
      series: 'bench',
      population: 'served',
      versions: [current],
      unit: 'vn',
      channels: ['qr'],
      from: today,
      isOpen: true,
    },
    [],
  );
  const codes = Array.from({ length: 4 * OFFICES }, (_, point) => `BENCH${String(point).padStart(2, '0')}`);
  for (const [point, code] of codes.entries()) {
    await stores.collectors.insertCollector(
      {
        code,
        unit: `agency-bench-${point % OFFICES}`,
        channel: 'qr',
        label: code,
        assignments: [{ campaign: 'bench', from: today }],
        isOpen: true,
      },
      [],
    );
  }
  return codes;
}

/** A full set of answers: the first choice everywhere, no free text. */
function answersTo({ plan }: SurveyVersion): Answers {
  const questionsIn = (elements: readonly PlanElement[]): PlanQuestion[] =>
    elements.flatMap((element) => (element.kind === 'panel' ? questionsIn(element.elements) : [element]));
  const all = plan.pages
    .flatMap((page) => questionsIn(page.elements))
    .flatMap((question) => {
      const value = firstAnswer(question);
      return value === undefined ? [] : [[question.name, value] as const];
    });
  // What is hidden with these answers is left out, as a client would.
  return validateAnswers(plan, Object.fromEntries(all)).answers;
}

function firstAnswer(question: PlanQuestion): AnswerValue | undefined {
  switch (question.kind) {
    case 'matrix':
      return Object.fromEntries(
        question.rows.map(({ value }, row) => [
          value,
          question.columns[row % question.columns.length]?.value ?? '',
        ]),
      );
    case 'checkbox':
      return question.choices.slice(0, question.minSelected ?? 1).map(({ value }) => value);
    case 'radiogroup':
    case 'dropdown':
      return question.choices[0]?.value;
    case 'rating':
      return question.values[0]?.value;
    case 'boolean':
      return question.valueTrue;
    default:
      return undefined;
  }
}
