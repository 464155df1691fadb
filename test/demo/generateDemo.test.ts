import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { centres, counters, landOffices, MERGER_DAY, type Truth } from '../../server/demo/demoPlan.ts';
import { demoUnits } from '../../server/demo/demoUnits.ts';
import { generateDemo, officesOf, trueShare, type Demo } from '../../server/demo/generateDemo.ts';
import { normalQuantile } from '../../server/demo/normalQuantile.ts';
import { createRandom } from '../../server/demo/random.ts';
import { validateAnswers } from '../../server/domain/questionnaire/validate.ts';
import type { SurveyVersion } from '../../server/domain/questionnaire/version.ts';
import { levelsOf } from '../../server/domain/questionnaire/levels.ts';
import { addSums, NO_SUMS, ratioInterval, type RatioSums } from '../../server/domain/ratioInterval.ts';
import { wilsonInterval } from '../../server/domain/satisfaction.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { validateUnits } from '../../server/domain/validateUnits.ts';
import { vietnamUnits } from '../../server/storage/reference/vietnamUnits.ts';
import { publishVersion } from '../../server/surveyjs/publishVersion.ts';

const TODAY = '2026-11-25';

const shipped = (survey: string, version: string): SurveyVersion => {
  const read = (kind: string): unknown =>
    JSON.parse(readFileSync(`surveys/${survey}/${version}.${kind}.json`, 'utf8'));
  return publishVersion({
    version: `${survey}@${version}`,
    definition: read('definition'),
    scoring: read('scoring'),
    previous: undefined,
    confirmGaps: true,
    publishedAt: new Date('2026-01-01T00:00:00Z'),
  });
};

const long = shipped('sipas-service', '2023-1');
const short = shipped('counter-short', '2026-1');
const generate = (seed: number): Demo =>
  generateDemo({ random: createRandom(seed), today: TODAY, long, short, receiptHashOf: (id) => id });

let demo: Demo;
beforeAll(() => {
  demo = generate(20250701);
});

test('normalQuantile agrees with the tables', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 9);
  expect(normalQuantile(0.01)).toBeCloseTo(-2.326348, 6);
  expect(normalQuantile(0.8)).toBeCloseTo(0.841621, 6);
  expect(() => normalQuantile(1)).toThrow(RangeError);
});

describe('what is invented', () => {
  test('some sixty offices, at least 20,000 answers, from before the merger until yesterday', () => {
    const days = demo.submissions.map(({ day }) => day).sort();

    expect(new Set(demo.submissions.map(({ unit }) => unit)).size).toBeGreaterThan(60);
    expect(demo.submissions.length).toBeGreaterThanOrEqual(20_000);
    expect(days[0]! < MERGER_DAY).toBe(true);
    expect(days[0]! >= '2025-05-25').toBe(true);
    expect(days.at(-1)! < TODAY).toBe(true);
    expect(days.at(-1)! >= '2026-11-20').toBe(true);
  });

  test('the same seed invents the same', () => {
    // As text: comparing 20,000 objects member by member takes minutes.
    expect(JSON.stringify(generate(20250701)) === JSON.stringify(demo)).toBe(true);
  });

  test('units fit into the real tree; departments have their predecessors, land offices go on', () => {
    const country = vietnamUnits();
    const units = [...country, ...demoUnits(new UnitTree(country))];

    expect(() => validateUnits(units)).not.toThrow();
    const tree = new UnitTree(units);
    expect(tree.getUnit('demo-so-tu-phap-an-giang').predecessors).toEqual([
      'demo-so-tu-phap-an-giang-63',
      'demo-so-tu-phap-kien-giang',
    ]);
    const [office] = landOffices;
    expect(tree.parentOn(office!.id, '2025-06-30')).toBe(office!.before);
    expect(tree.parentOn(office!.id, '2025-07-01')).toBe(office!.since);
    expect(tree.nameOn(office!.id, '2025-06-30')).not.toEqual(tree.nameOn(office!.id, '2025-07-01'));
    for (const { commune, name } of centres) expect(tree.nameOn(commune, TODAY)['vi']).toContain(name);
  });

  test('every answer would have been accepted by the questionnaire', () => {
    const sample = demo.submissions.filter((_, index) => index % 50 === 0);

    for (const { version, answers } of sample) {
      const { plan } = version === long.version ? long : short;
      expect(validateAnswers(plan, answers)).toEqual({ faults: [], answers });
    }
  });

  test('each answer belongs to a collector of its unit and channel, on a day that it served', () => {
    const collectors = new Map(demo.collectors.map((collector) => [collector.code, collector]));

    expect(collectors.size).toBe(demo.collectors.length);
    const strays = demo.submissions.filter(({ collector: code, unit, channel, day, campaign }) => {
      const collector = collectors.get(code);
      const assignment = collector?.assignments[0];
      return !(
        collector?.unit === unit &&
        collector.channel === channel &&
        assignment?.campaign === campaign &&
        assignment.from <= day &&
        (assignment.until === undefined || day < assignment.until)
      );
    });
    expect(strays).toEqual([]);
  });

  test('two offices are too small to show', () => {
    const answersAt = (unit: string) => demo.submissions.filter((each) => each.unit === unit).length;

    expect(answersAt('demo-centre-31108')).toBe(4);
    expect(answersAt('demo-centre-31633')).toBe(3);
  });
});

describe('intervals contain the truth that was put in as often as they should', () => {
  type Satisfied = Map<string, { satisfied: boolean }>;
  const answersOf = new Map<string, Satisfied[]>();

  beforeAll(() => {
    for (const { unit, version, answers } of demo.submissions) {
      const survey = version === long.version ? long : short;
      const person: Satisfied = new Map();
      for (const [criterion, level] of levelsOf(survey.scoring, answers)) {
        if (level !== undefined) person.set(criterion, { satisfied: level >= 4 });
      }
      answersOf.set(unit, [...(answersOf.get(unit) ?? []), person]);
    }
  });

  const sumsOf = (people: readonly Satisfied[], criteria: readonly string[]): RatioSums =>
    people
      .map((person) => {
        const scored = criteria.flatMap((criterion) => person.get(criterion) ?? []);
        const s = scored.filter(({ satisfied }) => satisfied).length;
        const m = scored.length;
        return { n: m === 0 ? 0 : 1, s, m, ss: s * s, mm: m * m, sm: s * m };
      })
      .reduce(addSums, NO_SUMS);

  const criteriaOf = (factor?: string): string[] =>
    long.scoring.criteria
      .filter((each) => factor === undefined || each.factor === factor)
      .map(({ key }) => key);

  interface Check {
    truth: number;
    low: number;
    high: number;
  }
  const shareContained = (checks: readonly Check[]): number =>
    checks.filter(({ truth, low, high }) => low <= truth && truth <= high).length / checks.length;

  const offices = officesOf({ from: '2025-05-25', until: TODAY });
  const checksFor = (criteria: readonly string[]): Check[] =>
    offices.flatMap(({ id, truth }) => {
      const sums = sumsOf(answersOf.get(id) ?? [], criteria);
      return sums.n < 5 ? [] : [{ truth: trueShare(truth, criteria), ...ratioInterval(sums) }];
    });

  // 60 offices × 5 factors; figures of one office hang together, so that the number is more uncertain
  // than 300 independent ones: 95 % ± 4.
  test('five factors of sixty offices', () => {
    const checks = long.scoring.factors.flatMap(({ key }) => checksFor(criteriaOf(key)));

    expect(checks.length).toBeGreaterThan(290);
    expect(shareContained(checks)).toBeGreaterThan(0.91);
    expect(shareContained(checks)).toBeLessThan(0.99);
  });

  test('each criterion of sixty offices', () => {
    const checks = criteriaOf().flatMap((criterion) => checksFor([criterion]));

    expect(checks.length).toBeGreaterThan(1200);
    expect(shareContained(checks)).toBeGreaterThan(0.925);
    expect(shareContained(checks)).toBeLessThan(0.975);
  });

  test('the whole of sixty offices: at most a tenth is missed', () => {
    expect(shareContained(checksFor(criteriaOf()))).toBeGreaterThan(0.9);
  });

  test('five counters with one question', () => {
    const checks = counters.map(({ id, satisfied }) => {
      const people = answersOf.get(id) ?? [];
      const happy = people.filter((person) => person.get('visit.overall')?.satisfied === true).length;
      return { truth: satisfied / 100, ...wilsonInterval(happy, people.length) };
    });

    expect(shareContained(checks)).toBeGreaterThanOrEqual(0.8);
  });

  test('a truth that is four points off would be missed much more often', () => {
    const shifted = (truth: Truth): Truth =>
      Object.fromEntries(
        Object.entries(truth).map(([factor, percent]) => [factor, percent - 4]),
      ) as unknown as Truth;
    const checks = offices.flatMap(({ id, truth }) => {
      const sums = sumsOf(answersOf.get(id) ?? [], criteriaOf());
      return sums.n < 5 ? [] : [{ truth: trueShare(shifted(truth), criteriaOf()), ...ratioInterval(sums) }];
    });

    expect(shareContained(checks)).toBeLessThan(0.5);
  });
});
