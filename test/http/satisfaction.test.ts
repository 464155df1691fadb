import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Campaign } from '../../server/domain/campaign.ts';
import type { Report, ReportRow } from '../../server/domain/report.ts';
import type { Submission } from '../../server/domain/submission.ts';
import { withRank } from '../../server/domain/tallyTree.ts';
import type { Unit } from '../../server/domain/unit.ts';
import { startTestApp, type TestApp } from '../support/testApp.ts';
import { unitOf } from '../support/units.ts';

// An Giang is what became of An Giang and Kiên Giang on 1 July 2025; Cần Thơ is another province.
const AN_GIANG = 'vn-an-giang';
const KIEN_GIANG = 'vn-kien-giang';
const CAN_THO = 'vn-can-tho';
const TODAY = '2026-03-20';

const agency = (id: string, parent: string, name: string, rest: Partial<Unit> = {}): Unit =>
  unitOf(id, 'agency', parent, { names: [{ value: { vi: name } }], from: '2025-07-01', ...rest });

const units: Unit[] = [
  agency('land-office', AN_GIANG, 'Văn phòng đất đai', {
    from: '2020-01-01',
    parents: [
      { value: KIEN_GIANG, until: '2025-07-01' },
      { value: AN_GIANG, from: '2025-07-01' },
    ],
  }),
  agency('civil-registry', AN_GIANG, 'Phòng hộ tịch'),
  agency('tax-office', AN_GIANG, 'Phòng thuế'),
  agency('trade-office', AN_GIANG, '=Phòng thương mại'),
  agency('can-tho-office', CAN_THO, 'Văn phòng Cần Thơ'),
  unitOf('counter-1', 'counter', 'land-office', { names: [{ value: { vi: 'Quầy 1' } }], from: '2020-01-01' }),
];

const campaign = (id: string, rest: Partial<Campaign> = {}): Campaign => ({
  id,
  name: { vi: id },
  series: 'visits',
  population: 'served',
  versions: ['counter-short@2026-1'],
  unit: 'vn',
  channels: ['qr', 'kiosk'],
  from: '2025-01-01',
  isOpen: true,
  ...rest,
});

/** So many visits to one office; what a test does not say does not matter. */
function visitsOf(people: number, level: number | undefined, fields: Partial<Submission> = {}): Submission[] {
  return Array.from({ length: people }, () => ({
    id: randomUUID(),
    version: 'counter-short@2026-1',
    campaign: 'round-2026',
    collector: 'AAAAA',
    channel: 'qr',
    unit: 'land-office',
    day: '2026-01-10',
    receivedAt: new Date('2026-01-10T03:00:00Z'),
    answers: level === undefined ? {} : { visit: level },
    locale: 'vi',
    quality: { tooFast: false, straightLined: false },
    receiptHash: randomUUID(),
    ...fields,
  }));
}

/** All five factors of the long form, every criterion at one level. */
const longAnswers = (level: number | 'na', access: number | 'na' = level) => ({
  access: { seats: access, equipmentSufficient: access, equipmentModern: access, equipmentEasy: access },
  procedure: { postedFully: level, postedAccurately: level, dossier: level, fees: level, time: level },
  staff: {
    polite: level,
    listening: level,
    answering: level,
    guidance: level,
    clearGuidance: level,
    rules: level,
  },
  result: { conforms: level, complete: level, accurate: level },
  feedback: { channels: level, easy: level, handled: level, notified: level },
});

const submissions: Submission[] = [
  // January: a whole month, four offices of An Giang, one of Cần Thơ
  ...visitsOf(90, 5),
  ...visitsOf(10, 1, { channel: 'kiosk' }),
  ...visitsOf(9, 2, { unit: 'civil-registry' }),
  ...visitsOf(3, 5, { unit: 'tax-office' }),
  ...visitsOf(40, 4, { unit: 'trade-office' }),
  ...visitsOf(30, 3, { unit: 'can-tho-office' }),
  ...visitsOf(500, 1, { campaign: 'other-round' }), // decoy: another campaign
  // February: the last minute and the first, and a day that is not over
  ...visitsOf(12, 5, { unit: 'civil-registry', day: '2026-02-28' }),
  ...visitsOf(7, 1, { unit: 'civil-registry', day: '2026-03-01' }),
  ...visitsOf(6, 1, { unit: 'civil-registry', day: TODAY }),
  ...visitsOf(2, 1, { unit: 'can-tho-office', day: TODAY }),
  // Before the merger the land office was Kiên Giang's
  ...visitsOf(20, 5, { day: '2025-06-30' }),
  ...visitsOf(25, 1, { day: '2025-07-01' }),
  // The long form: nobody used the waiting area but three people
  ...visitsOf(20, undefined, {
    campaign: 'long-round',
    version: 'sipas-service@2023-1',
    answers: longAnswers(4, 'na'),
  }),
  ...visitsOf(3, undefined, {
    campaign: 'long-round',
    version: 'sipas-service@2023-1',
    answers: longAnswers(2),
  }),
  ...visitsOf(30, undefined, {
    campaign: 'long-round',
    version: 'sipas-service@2023-1',
    unit: 'civil-registry',
    answers: longAnswers(5),
  }),
];

let app: TestApp;
let an: Awaited<ReturnType<TestApp['signInAs']>>;
let binh: typeof an;
let editor: typeof an;
let dung: typeof an;

beforeAll(async () => {
  // Accounts are signed in today, or their cookies would be over; then the clock stands still.
  const clock: { now?: Date } = {};
  app = await startTestApp({ now: () => clock.now ?? new Date() });
  an = await app.signInAs('An', [{ role: 'admin', unit: 'vn' }]);
  editor = await app.signInAs('Chi', [{ role: 'editor', unit: 'vn' }]);
  dung = await app.signInAs('Dung', [{ role: 'viewer', unit: CAN_THO }]);
  const { stores } = app;
  await stores.units.insertUnits(units);
  const rounds = [
    campaign('round-2026'),
    campaign('other-round', { series: 'others' }),
    campaign('long-round', { series: 'mixed', versions: ['sipas-service@2023-1'] }),
    campaign('short-round', { series: 'mixed' }),
    campaign('served-round', { series: 'populations' }),
    campaign('household-round', { series: 'populations', population: 'household' }),
    campaign('empty-round', { series: 'empty', unit: AN_GIANG, from: '2025-08-01' }),
  ];
  for (const round of rounds) await stores.campaigns.insertCampaign(round, []);
  await stores.collectors.insertCollector(
    {
      code: 'N0TAR',
      unit: 'land-office',
      channel: 'qr',
      label: 'Notary',
      procedure: 'notary',
      isOpen: true,
      assignments: [{ campaign: 'round-2026', from: '2026-01-01' }],
    },
    [],
  );

  const tree = await stores.loadTree();
  const keys = submissions.map(({ unit, version, campaign: round, day }) =>
    withRank(tree, { unit, version, campaign: round, period: day }),
  );
  const distinct = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  await stores.tallies.markTallies(distinct);
  await stores.submissions.insertSubmissions(submissions);
  await stores.tallies.markTallies(distinct);

  binh = await app.signInAs('Bình', [{ role: 'supervisor', unit: 'land-office' }]);
  clock.now = new Date(`${TODAY}T05:00:00Z`);
  await untilCounted();
}, 60_000);
afterAll(() => app.stop());

/** The worker counts within seconds; a report says when it is not done. */
async function untilCounted(): Promise<void> {
  const expected = { 'round-2026': 254, 'other-round': 500, 'long-round': 53 };
  const found: Record<string, string> = {};
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    for (const [round, people] of Object.entries(expected)) {
      const { total, isRecounting } = await read({
        campaign: round,
        from: '2025-01-01',
        until: '2027-01-01',
        by: 'province',
      });
      found[round] = total.submissions === people && !isRecounting ? 'counted' : `${total.submissions}`;
    }
    if (Object.values(found).every((state) => state === 'counted')) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the tallies were not counted in 20 seconds: ${JSON.stringify(found)}`);
}

const address = (path: string, query: Record<string, string>) => `${path}?${new URLSearchParams(query)}`;
const reportOf = (query: Record<string, string>) => address('/api/v1/reports/satisfaction', query);
const january = { campaign: 'round-2026', from: '2026-01-01', until: '2026-02-01', by: 'agency' };

async function read(query: Record<string, string>, reader = an): Promise<Report> {
  const { body } = await reader.get(reportOf(query)).expect(200);
  return body as Report;
}

function rowOf(report: Report, unit: string): ReportRow {
  const row = report.rows.find(({ unit: { id } }) => id === unit);
  if (row === undefined) throw new Error(`the report has no row "${unit}"`);
  return row;
}

describe('what a report says', () => {
  test('a province is made of the people of all its agencies', async () => {
    const report = await read({ ...january, by: 'province' });

    // 90 + 40 + 3 satisfied of 100 + 9 + 3 + 40; averaging the offices' shares would give 0.725
    expect(rowOf(report, AN_GIANG)).toMatchObject({
      submissions: 152,
      overall: {
        kind: 'published',
        answered: 152,
        share: 133 / 152,
        answersByLevel: { 1: 10, 2: 9, 4: 40, 5: 93 },
      },
    });
    expect(report.total).toMatchObject({ submissions: 182, overall: { answered: 182, share: 133 / 182 } });
  });

  test('a share comes with its Wilson interval, its people and its levels', async () => {
    const { criteria, overall } = rowOf(await read(january), 'land-office');

    expect(criteria['visit.overall']).toMatchObject({
      kind: 'published',
      answered: 100,
      share: 0.9,
      unscored: 0,
      levels: { 1: 10, 2: 0, 3: 0, 4: 0, 5: 90 },
    });
    // Wilson for 90 of 100: (0.9 + 0.0192073 ± 1.959964·√(0.0009 + 0.0000960)) / 1.0384146
    const { interval } = overall as { interval: { low: number; high: number } };
    expect(interval.low).toBeCloseTo(0.8256, 4);
    expect(interval.high).toBeCloseTo(0.9448, 4);
  });

  test('says which campaign, channels, days, map, version and scoring it is of', async () => {
    const report = await read(january);

    expect(report).toMatchObject({
      campaign: 'round-2026',
      population: 'served',
      from: '2026-01-01',
      until: '2026-02-01',
      by: 'agency',
      within: 'vn',
      map: 'as-was',
      channels: ['qr', 'kiosk'],
      versions: ['counter-short@2026-1'],
      scoring: 'counter-short@2026-1/counter-short-2026',
      minimumAnswers: 5,
      isRecounting: false,
    });
    expect(report.labels.criteria['visit.overall']?.levels['4']?.['vi']).toBe('Hài lòng');
    expect(Date.parse(report.freshAt)).toBeLessThanOrEqual(Date.parse(`${TODAY}T05:00:00Z`));
  });

  test('days meet at midnight, and no answer is counted twice', async () => {
    const february = await read({ ...january, from: '2026-02-01', until: '2026-03-01' });
    const march = await read({ ...january, from: '2026-03-01', until: '2026-04-01' });

    expect(rowOf(february, 'civil-registry').overall).toMatchObject({ answered: 12, share: 1 });
    expect(rowOf(march, 'civil-registry').overall).toMatchObject({ answered: 7, share: 0 });
  });

  test('a period that begins and ends within months adds days and months', async () => {
    const report = await read({
      ...january,
      within: 'civil-registry',
      from: '2026-01-10',
      until: '2026-03-02',
    });

    // 9 dissatisfied in January, 12 satisfied on 28 February, 7 dissatisfied on 1 March
    expect(rowOf(report, 'civil-registry').overall).toMatchObject({ answered: 28, share: 12 / 28 });
  });

  test('an office that takes part and has no answers is there, and unanswered is not 0 %', async () => {
    const report = await read({ ...january, campaign: 'empty-round', from: '2025-08-01' });

    expect(rowOf(report, 'land-office')).toMatchObject({ submissions: 0, overall: { kind: 'unanswered' } });
    expect(report.rows.map(({ unit }) => unit.id)).not.toContain('can-tho-office');
  });

  test('names the procedures that may be asked for', async () => {
    const long = await read({ ...january, campaign: 'long-round', within: 'civil-registry' });

    // surveys/sipas-service/2023-1.definition.json, procedureField
    expect(long.labels.procedures).toMatchObject({
      landUse: { vi: 'Quyền sử dụng đất', en: 'Land-use right' },
    });
    expect((await read(january)).labels.procedures).toEqual({});
  });

  test('the index follows the scoring: none for the short form, the mean of factors for the long one', async () => {
    expect(rowOf(await read(january), 'land-office').index).toEqual({ kind: 'none' });

    const long = rowOf(
      await read({ ...january, campaign: 'long-round', within: 'civil-registry' }),
      'civil-registry',
    );
    expect(long.index).toEqual({ kind: 'published', answered: 30, value: 1 });
  });
});

describe('what is withheld', () => {
  test('three people are too few, and the smallest other office is withheld with them', async () => {
    const report = await read({ ...january, within: AN_GIANG });

    expect(rowOf(report, 'tax-office').overall).toEqual({
      kind: 'withheld',
      reason: 'few',
      minimumAnswers: 5,
    });
    // 152 − 100 − 40 − 9 would be the three of the tax office
    expect(rowOf(report, 'civil-registry').overall).toEqual({
      kind: 'withheld',
      reason: 'complementary',
      minimumAnswers: 5,
    });
    expect(rowOf(report, 'land-office').overall).toMatchObject({ kind: 'published' });
    expect(rowOf(report, 'tax-office').submissions).toBe(3);
  });

  test('a factor that three people scored cannot be had from the whole and the others', async () => {
    const { overall, factors, index } = rowOf(
      await read({ ...january, campaign: 'long-round' }),
      'land-office',
    );

    // 20 people at level 4 without access, 3 at level 2 with it: (20 · 18) of (20 · 18 + 3 · 22)
    expect(overall).toMatchObject({ kind: 'published', answered: 23, answers: 426, share: 360 / 426 });
    expect(factors['access']).toMatchObject({ kind: 'withheld', reason: 'few' });
    expect(factors['staff']).toMatchObject({ kind: 'withheld', reason: 'complementary' });
    expect(index).toMatchObject({ kind: 'withheld' });
  });

  test('a filter is answered for its people only', async () => {
    const report = await read({ ...january, channel: 'kiosk' });

    expect(rowOf(report, 'land-office')).toMatchObject({
      submissions: 10,
      overall: { answered: 10, share: 0 },
    });
    expect(report.channels).toEqual(['kiosk']);
  });

  test('a filter that leaves out nobody is answered as no filter is', async () => {
    const { overall } = rowOf(await read({ ...january, channel: 'kiosk,qr' }), 'land-office');

    expect(overall).toEqual(rowOf(await read(january), 'land-office').overall);
  });
});

describe('whole days below the province', () => {
  test('today counts as answers at once, and in the share of an office only when it is over', async () => {
    const report = await read({ ...january, from: '2026-03-01', until: '2026-04-01' });

    expect(rowOf(report, 'civil-registry')).toMatchObject({
      submissions: 13,
      asOf: '2026-03-01',
      overall: { answered: 7 },
    });
  });

  test('two people of today are withheld, not nobody', async () => {
    const report = await read({ ...january, from: '2026-03-01', until: '2026-04-01' });

    expect(rowOf(report, 'can-tho-office')).toMatchObject({
      submissions: 2,
      overall: { kind: 'withheld', reason: 'few' },
    });
    expect(rowOf(report, 'can-tho-office')).not.toHaveProperty('asOf');
  });

  test('from the province up the share is live', async () => {
    const report = await read({
      ...january,
      from: '2026-03-01',
      until: '2026-04-01',
      by: 'province',
      within: AN_GIANG,
    });

    expect(rowOf(report, AN_GIANG)).toMatchObject({
      submissions: 13,
      asOf: TODAY,
      overall: { answered: 13 },
    });
  });
});

describe('the two maps', () => {
  const summer = { campaign: 'round-2026', from: '2025-06-01', until: '2025-08-01' };

  test('as it was, an answer belongs to the province of its day', async () => {
    const report = await read({ ...summer, by: 'province' });

    expect(rowOf(report, KIEN_GIANG)).toMatchObject({
      unit: { code: { scheme: 'vn-63', code: '91' } },
      overall: { answered: 20, share: 1 },
    });
    expect(rowOf(report, AN_GIANG)).toMatchObject({
      unit: { code: { scheme: 'vn-34', code: '91' } },
      overall: { answered: 25, share: 0 },
    });
  });

  test("on today's map a province has the people of its predecessors, and totals agree", async () => {
    const report = await read({ ...summer, by: 'province', map: 'today' });

    expect(rowOf(report, AN_GIANG).overall).toMatchObject({ answered: 45, share: 20 / 45 });
    expect(report.rows.map(({ unit }) => unit.id)).not.toContain(KIEN_GIANG);
    expect(report.total.submissions).toBe((await read({ ...summer, by: 'province' })).total.submissions);
  });
});

describe('who may read', () => {
  test('without `within` everybody reads what they hold', async () => {
    const report = await read(january, binh);

    expect(report.within).toBe('land-office');
    expect(report.rows.map(({ unit }) => unit.id)).toEqual(['land-office']);
  });

  test("a unit outside one's rights is not there at all", async () => {
    const hidden = await binh.get(reportOf({ ...january, within: CAN_THO })).expect(404);
    const unknown = await binh.get(reportOf({ ...january, within: 'no-such-unit' })).expect(404);

    expect(hidden.body.code).toBe(unknown.body.code);
    expect(JSON.stringify(hidden.body)).not.toContain('Cần Thơ');
  });

  test('an editor of questionnaires reads no figures', async () => {
    await editor.get(reportOf(january)).expect(403);
  });

  test('nobody reads without signing in', async () => {
    await app.visitor.get(reportOf(january)).expect(401);
    await app.visitor.get(address('/api/v1/reports/satisfaction.csv', january)).expect(401);
  });
});

describe('what is refused', () => {
  test.each([
    ['neither campaign nor series', { from: '2026-01-01', until: '2026-02-01', by: 'agency' }, /campaign/],
    ['both', { ...january, series: 'visits' }, /campaign/],
    ['a day that the calendar does not have', { ...january, from: '2026-02-30' }, /from/],
    ['an end before the beginning', { ...january, until: '2025-12-31' }, /until/],
    ['an unknown grouping', { ...january, by: 'village' }, /by/],
    ['an unknown channel', { ...january, channel: 'qr,pigeon' }, /channel/],
    ['an unknown map', { ...january, map: 'tomorrow' }, /map/],
    ['a misspelt parameter', { ...january, chanel: 'qr' }, /chanel/],
    ['an operator in place of a text', { ...january, 'within[$ne]': 'x' }, /within/],
    ['counters of a whole province', { ...january, by: 'counter', within: AN_GIANG }, /office/],
  ])('%s: with a sentence', async (_what, query, sentence) => {
    const { body } = await an.get(reportOf(query as Record<string, string>)).expect(400);

    expect(body.code).toBe('request-invalid');
    expect(body.message).toMatch(sentence);
  });

  test('a procedure that nobody knows, rather than figures of nobody', async () => {
    const refusalOf = async (query: Record<string, string>) =>
      (await an.get(reportOf({ ...january, ...query })).expect(400)).body;

    expect(await refusalOf({ campaign: 'other-round', procedure: 'land' })).toMatchObject({
      code: 'procedure-unknown',
      message: 'Nobody in this survey round is asked for the procedure; leave "land" out.',
    });
    const { message } = await refusalOf({ campaign: 'long-round', procedure: 'brith' });
    // the first choice of procedureField in surveys/sipas-service/2023-1.definition.json
    expect(message).toMatch(/^No answer of this survey round is about "brith"; choose one of idCard, /);
  });

  test('but not one that a collector of the round and the unit presets', async () => {
    const notary = { ...january, procedure: 'notary' };

    expect((await read({ ...notary, within: AN_GIANG })).procedure).toBe('notary');
    await an.get(reportOf({ ...notary, within: 'vn-can-tho' })).expect(400);
    await an.get(reportOf({ ...notary, campaign: 'other-round' })).expect(400);
  });

  test('counters one by one: to their own office, where the round allows it', async () => {
    const counters = { ...january, by: 'counter', within: 'land-office' };
    const refusalOf = async (reader: typeof an, query: Record<string, string>) =>
      (await reader.get(reportOf(query)).expect(403)).body;
    const because = (reason: string) => ({ code: 'counters-not-shown', details: { because: reason } });

    // binh supervises the land office; round-2026 says nothing of counters.
    expect(await refusalOf(binh, counters)).toMatchObject(because('campaign'));
    await app.stores.campaigns.changeCampaign('round-2026', (campaign) => ({
      next: { ...campaign, showsCounters: true },
      effects: [],
    }));

    expect((await read(counters, binh)).rows.map(({ unit }) => unit.id)).toEqual(['counter-1']);
    expect((await read({ ...january, within: 'counter-1' }, binh)).total.unit.id).toBe('counter-1');
    expect(await refusalOf(an, counters)).toMatchObject(because('office'));
    expect(await refusalOf(an, { ...january, within: 'counter-1' })).toMatchObject(because('office'));
  });

  test('an unknown campaign and an unknown series are missing', async () => {
    const { campaign: _, ...rest } = january;

    await an.get(reportOf({ ...january, campaign: 'no-such-round' })).expect(404);
    await an.get(reportOf({ ...rest, series: 'no-such-series' })).expect(404);
  });

  test('a round that the reader’s list does not have is not there for its figures either', async () => {
    const theirs = { ...january, within: CAN_THO };

    await dung.get(reportOf(theirs)).expect(200);
    const { body } = await dung.get(reportOf({ ...theirs, campaign: 'empty-round' })).expect(404);
    expect(body.code).toBe('campaign-missing');
  });

  test('a series of two methods or of two populations has no common figure', async () => {
    const { campaign: _, ...rest } = january;

    const methods = await an.get(reportOf({ ...rest, series: 'mixed' })).expect(409);
    const populations = await an.get(reportOf({ ...rest, series: 'populations' })).expect(409);

    expect(methods.body).toMatchObject({
      code: 'campaigns-not-comparable',
      details: { difference: 'method' },
    });
    expect(populations.body).toMatchObject({ details: { difference: 'population' } });
  });
});

test('goes over the wire packed: thousands of rows are mostly the same words', async () => {
  for (const encoding of ['br', 'gzip']) {
    const { headers } = await an.get(reportOf(january)).set('Accept-Encoding', encoding).expect(200);

    expect(headers).toMatchObject({ 'content-encoding': encoding, 'cache-control': 'no-store' });
    expect(headers['vary']).toContain('Accept-Encoding');
  }
});

describe('as CSV', () => {
  const csvOf = async (query: Record<string, string>): Promise<string> => {
    const response = await an.get(address('/api/v1/reports/satisfaction.csv', query)).expect(200);
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(response.headers['content-disposition']).toMatch(/attachment; filename="?hai-long-round-2026-/);
    return response.text;
  };

  test('has the numbers of the report, unrounded, and says what they are of', async () => {
    const text = await csvOf(january);
    const report = await read(january);

    const lines = text.split('\r\n');
    const table = lines
      .slice(lines.indexOf('') + 1, -1)
      .map((each) => each.replace(/"[^"]*"/g, 'x').split(','));
    expect(table.length).toBeGreaterThan(report.rows.length);
    // Every line has a cell for every heading.
    expect(new Set(table.map((cells) => cells.length)).size).toBe(1);
    expect(text.startsWith('\uFEFFĐợt khảo sát,round-2026')).toBe(true);
    expect(lines).toContain('Kỳ,từ 2026-01-01 đến hết 2026-01-31');
    expect(lines).toContain('Cách tính,counter-short@2026-1/counter-short-2026');
    const { overall } = rowOf(report, 'land-office') as {
      overall: { interval: { low: number; high: number } };
    };
    const line = lines.find((each) => each.includes('Văn phòng đất đai') && each.includes(',Chung,'));
    expect(line).toContain('"90,00\u00A0% (82,56–94,48)"');
    expect(line).toContain(`,0.9,${overall.interval.low},${overall.interval.high},100,`);
  });

  // Every file called its people self-selected and spoke of an interval, a household sample's too.
  test('says who was asked, and speaks of an interval only where there is one', async () => {
    const file = (campaign: string) =>
      an.get(address('/api/v1/reports/satisfaction.csv', { ...january, campaign })).expect(200);
    const saysOfPeople = async (campaign: string) =>
      (await file(campaign)).text.split('\r\n').find((line) => line.startsWith('Người trả lời,'));

    expect(await saysOfPeople('served-round')).toMatch(/người tự trả lời.*khoảng 95 % chỉ nói về/);
    expect(await saysOfPeople('household-round')).toMatch(/hộ gia đình được chọn mẫu; không có khoảng 95 %/);
  });

  test('leaves a trace of who took which figures away', async () => {
    const file = address('/api/v1/reports/satisfaction.csv', {
      ...january,
      channel: 'kiosk',
      within: 'land-office',
    });
    await an.head(file).expect(200);
    await an.get(file).set('Sec-Fetch-Site', 'cross-site').expect(403);
    await an.get(file).set('Sec-Fetch-Site', 'same-origin').expect(200);

    const { body } = await an.get('/api/v1/audit').expect(200);
    const traces = (body.entries as { action: string; unit: string }[]).filter(
      ({ action, unit }) => action === 'report-exported' && unit === 'land-office',
    );
    expect(traces).toHaveLength(1); // and none by HEAD, nor from another site's link
    expect(traces[0]).toMatchObject({
      actor: { kind: 'staff', name: 'An' },
      subject: { kind: 'report', id: 'round-2026' },
      changes: [
        { field: 'from', after: '2026-01-01' },
        { field: 'until', after: '2026-02-01' },
        { field: 'by', after: 'agency' },
        { field: 'map', after: 'as-was' },
        { field: 'channels', after: ['kiosk'] },
      ],
    });
  });

  test('says why a figure is not there, and not what it would have been', async () => {
    const lines = (await csvOf({ ...january, within: AN_GIANG })).split('\r\n');

    const line = lines.find((each) => each.includes('Phòng thuế') && each.includes(',Chung,'));
    expect(line).toMatch(/chưa đủ 5 người trả lời nên không hiện số,,,,,,,,,,,,,3,/);
  });

  test('a name that a spreadsheet would calculate stays a name', async () => {
    expect(await csvOf(january)).toContain(",'=Phòng thương mại,");
  });

  test('in Khmer with headings of its own', async () => {
    const text = await csvOf({ ...january, lang: 'km' });

    expect(text.startsWith('\uFEFFវគ្គស្ទង់មតិ,round-2026')).toBe(true);
    expect(text).not.toContain('Kỳ,');
  });

  test('in English with a decimal point', async () => {
    expect(await csvOf({ ...january, lang: 'en' })).toContain('90.00\u00A0% (82.56–94.48)');
  });
});
