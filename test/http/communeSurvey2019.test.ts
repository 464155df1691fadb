import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Report } from '../../server/domain/report.ts';
import { publishVersion } from '../../server/surveyjs/publishVersion.ts';
import { formatShare } from '../support/formatShare.ts';
import { openRound } from '../support/openRound.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';
import { unitOf } from '../support/units.ts';

/**
 * Kiên Giang, commune survey of 2019: 3,774 forms of seven items with three
 * levels. The published shares pool the seven items of all forms of a service.
 */
const services = [
  // forms, then answers per level of forms × 7: satisfied, neutral, dissatisfied
  { procedure: 'marriage', collector: 'MARR1', forms: 906, levels: { 3: 5_272, 2: 981, 1: 89 } },
  { procedure: 'certification', collector: 'CERT1', forms: 1_485, levels: { 3: 8_598, 2: 1_693, 1: 104 } },
  { procedure: 'birth', collector: 'B1RTH', forms: 1_383, levels: { 3: 7_361, 2: 2_229, 1: 91 } },
] as const;
const ITEMS = 7;
const CLIENTS = 16;

let app: TestApp;
let clock = new Date('2019-06-15T09:00:00+07:00');

beforeAll(async () => {
  app = await startTestApp({ now: () => clock });
  const version = publishVersion({
    version: 'commune-2019@2019-1',
    definition: JSON.parse(
      readFileSync('test/support/surveys/commune-2019.definition.json', 'utf8'),
    ) as unknown,
    scoring: JSON.parse(readFileSync('test/support/surveys/commune-2019.scoring.json', 'utf8')) as unknown,
    publishedAt: new Date('2019-01-01T00:00:00Z'),
    confirmGaps: true,
  });
  const unit = unitOf('agency-communes-2019', 'agency', 'vn-kien-giang', {
    names: [{ value: { vi: '47 xã của Kiên Giang' } }],
    until: '2025-07-01',
  });
  for (const { procedure, collector } of services) {
    await openRound(app, {
      version,
      unit,
      campaign: { id: 'communes-2019', from: '2019-06-01', until: '2019-07-01', channels: ['assisted'] },
      collector: {
        code: collector,
        channel: 'assisted',
        procedure,
        assignments: [{ campaign: 'communes-2019', from: '2019-06-01', until: '2019-07-01' }],
      },
    });
  }
}, 120_000);
afterAll(() => app.stop());

/** Forms whose items, taken together, have these levels; each level is dealt out in turn. */
function formsOf({ forms, levels }: (typeof services)[number]): Record<string, number>[] {
  const dealt = Object.entries(levels).flatMap(([level, answers]) =>
    Array.from({ length: answers }, () => Number(level)),
  );
  expect(dealt).toHaveLength(forms * ITEMS);
  return Array.from({ length: forms }, (_, form) =>
    Object.fromEntries(
      Array.from({ length: ITEMS }, (_item, item) => [`item${item + 1}`, dealt[item * forms + form]!]),
    ),
  );
}

async function post(agent: Agent, body: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${app.url.replace('localhost', '127.0.0.1')}/api/v1/submissions`,
      { agent, method: 'POST', headers: { 'Content-Type': 'application/json' } },
      (response) => {
        response.resume();
        response.on('end', () => {
          resolve(response.statusCode ?? 0);
        });
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

test('the published shares come out of the forms', async () => {
  const waiting = services.flatMap((service) =>
    formsOf(service).map((answers) => ({ collector: service.collector, answers: { service: answers } })),
  );
  expect(waiting).toHaveLength(3_774);
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const statuses = new Set<number>();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let form = waiting.pop(); form !== undefined; form = waiting.pop()) {
        statuses.add(
          await post(agent, { id: randomUUID(), version: 'commune-2019@2019-1', locale: 'vi', ...form }),
        );
      }
    }),
  );
  agent.destroy();
  expect([...statuses]).toEqual([201]);

  clock = new Date();
  const binh = await app.signInAs('Binh', [{ role: 'viewer', unit: 'vn' }]);
  const report = async (procedure?: string): Promise<Report> => {
    const { body } = await binh
      .get('/api/v1/reports/satisfaction')
      .query({
        campaign: 'communes-2019',
        from: '2019-06-01',
        until: '2019-07-01',
        by: 'province',
        procedure,
      })
      .expect(200);
    return body as Report;
  };
  const giveUp = performance.now() + 60_000;
  while ((await report()).total.submissions < 3_774 && performance.now() < giveUp) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  const printed: Record<string, unknown> = {};
  for (const { procedure, forms } of services) {
    const { rows } = await report(procedure);
    const [row] = rows.filter(({ submissions }) => submissions > 0);
    expect(row).toMatchObject({ unit: { id: 'vn-kien-giang' }, submissions: forms });
    const { overall } = row!;
    if (overall.kind !== 'published') throw new Error(`${procedure} is ${overall.kind}`);
    expect(overall).toMatchObject({ answered: forms, answers: forms * ITEMS });
    printed[procedure] = [3, 2, 1].map((level) =>
      formatShare(overall.answersByLevel![level]! / overall.answers!),
    );
    expect(formatShare(overall.share)).toBe((printed[procedure] as string[])[0]);
  }
  expect(printed).toEqual({
    marriage: ['83,13', '15,47', '1,40'],
    certification: ['82,71', '16,29', '1,00'],
    birth: ['76,04', '23,02', '0,94'],
  });
}, 240_000);
