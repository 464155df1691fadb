import { describe, expect, test } from '@jest/globals';
import { createRandom, type Random } from '../../server/demo/random.ts';
import {
  addSums,
  NO_SUMS,
  pooledFigure,
  ratioInterval,
  type RatioSums,
} from '../../server/domain/ratioInterval.ts';
import { wilsonInterval } from '../../server/domain/satisfaction.ts';
import { studentQuantile } from '../../server/domain/studentQuantile.ts';
import fc from '../support/properties.ts';

interface Person {
  satisfied: number;
  scored: number;
}

const sumsOf = (people: readonly Person[]): RatioSums =>
  people
    .filter(({ scored }) => scored > 0)
    .map(({ satisfied: s, scored: m }) => ({ n: 1, s, m, ss: s * s, mm: m * m, sm: s * m }))
    .reduce(addSums, NO_SUMS);

const people = fc.array(
  fc
    .integer({ min: 1, max: 22 })
    .chain((scored) => fc.record({ scored: fc.constant(scored), satisfied: fc.nat(scored) })),
  { minLength: 1, maxLength: 60 },
);

describe('studentQuantile', () => {
  // Any table of Student's t, column 0.975
  test.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [9, 2.262],
    [29, 2.045],
    [120, 1.98],
  ])('%i degrees: %f', (degrees, quantile) => {
    expect(Math.abs(studentQuantile(degrees) - quantile)).toBeLessThan(0.0015);
  });

  test('refuses no degrees at all', () => {
    expect(() => studentQuantile(0)).toThrow(RangeError);
    expect(() => studentQuantile(NaN)).toThrow(RangeError);
  });
});

describe('ratioInterval', () => {
  test('the example of the docstring, by hand', () => {
    // eight people 4 of 4, two people 0 of 4: Σs 32, Σm 40, Σs² 8·16, Σm² 10·16, Σsm 8·16
    // R = 0.8; residuals 0.8 (eight times) and −3.2 (twice): Σe² = 5.12 + 20.48 = 25.6
    // v = 10/9 · 25.6 / 40² = 0.017778; √v / (0.8 · 0.2) = 0.8333; t₉ = 2.2621
    // ln 4 ± 1.8851 → −0.4988 and 3.2714 → 0.3778 and 0.9634
    const sums = { n: 10, s: 32, m: 40, ss: 128, mm: 160, sm: 128 };

    const { low, high } = ratioInterval(sums);

    expect(low).toBeCloseTo(0.3778, 4);
    expect(high).toBeCloseTo(0.9634, 4);
  });

  test('equal answers of one person count as one opinion, not as four', () => {
    const alike = sumsOf([
      ...Array<Person>(32).fill({ satisfied: 4, scored: 4 }),
      ...Array<Person>(8).fill({ satisfied: 0, scored: 4 }),
    ]);
    const answersAsPeople = wilsonInterval(128, 160);
    const widthOf = ({ low, high }: { low: number; high: number }) => high - low;

    // a design effect of four doubles the width
    expect(widthOf(ratioInterval(alike)) / widthOf(answersAsPeople)).toBeGreaterThan(1.8);
  });

  test('one scored answer per person is a share of people: Wilson', () => {
    const oneEach = sumsOf([
      ...Array<Person>(13).fill({ satisfied: 1, scored: 1 }),
      ...Array<Person>(4).fill({ satisfied: 0, scored: 1 }),
    ]);

    expect(ratioInterval(oneEach)).toEqual(wilsonInterval(13, 17));
  });

  test.each([
    ['all', 4],
    ['nothing', 0],
  ])('ten people satisfied with %s are ten trials, not forty', (_word, satisfied) => {
    const sums = sumsOf(Array<Person>(10).fill({ satisfied, scored: 4 }));

    expect(ratioInterval(sums)).toEqual(wilsonInterval(satisfied === 4 ? 10 : 0, 10));
  });

  test('people who agree by chance still leave what independent answers would leave', () => {
    // five people, 11 of 22 each: no residual at all; √(0.25 / 110) / 0.25 · t₄ 2.7756 = 0.5293
    const { low, high } = ratioInterval(sumsOf(Array<Person>(5).fill({ satisfied: 11, scored: 22 })));

    expect(low).toBeCloseTo(1 / (1 + Math.exp(0.5293)), 3);
    expect(high).toBeCloseTo(1 / (1 + Math.exp(-0.5293)), 3);
  });

  test('bounds are finite, ordered, within 0–1 and contain the share', () => {
    fc.assert(
      fc.property(people, (group) => {
        const sums = sumsOf(group);
        const { low, high } = ratioInterval(sums);
        const share = sums.s / sums.m;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(share + 1e-12);
        expect(high).toBeGreaterThanOrEqual(share - 1e-12);
        expect(high).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  test('exchanging satisfied and not satisfied mirrors the interval', () => {
    fc.assert(
      fc.property(people, (group) => {
        const { low, high } = ratioInterval(sumsOf(group));
        const mirrored = ratioInterval(
          sumsOf(group.map(({ satisfied, scored }) => ({ satisfied: scored - satisfied, scored }))),
        );
        expect(mirrored.low).toBeCloseTo(1 - high, 9);
        expect(mirrored.high).toBeCloseTo(1 - low, 9);
      }),
    );
  });

  test('the order of people and of additions does not matter', () => {
    fc.assert(
      fc.property(people, people, (some, others) => {
        expect(addSums(sumsOf(others), sumsOf(some))).toEqual(sumsOf([...some, ...others].reverse()));
      }),
    );
  });

  test.each([
    ['nobody', { n: 0, s: 0, m: 0, ss: 0, mm: 0, sm: 0 }],
    ['more satisfied than scored', { n: 2, s: 5, m: 4, ss: 13, mm: 8, sm: 10 }],
    ['more people than answers', { n: 5, s: 2, m: 4, ss: 2, mm: 4, sm: 2 }],
    ['half a person', { n: 1.5, s: 2, m: 4, ss: 2, mm: 8, sm: 4 }],
    ['not a number', { n: 2, s: NaN, m: 4, ss: 2, mm: 8, sm: 4 }],
  ])('refuses sums of %s', (_what, sums) => {
    expect(() => ratioInterval(sums)).toThrow(RangeError);
  });
});

describe('pooledFigure', () => {
  test('counts people as answered and answers apart', () => {
    const sums = sumsOf([
      { satisfied: 3, scored: 4 },
      { satisfied: 0, scored: 1 },
      { satisfied: 0, scored: 0 },
    ]);

    // 3 of 5 answers, of two people: the third scored nothing
    expect(pooledFigure(sums, { 1: 2, 5: 3 })).toMatchObject({
      kind: 'published',
      answered: 2,
      share: 3 / 5,
      answers: 5,
      answersByLevel: { 1: 2, 5: 3 },
    });
  });

  test('nobody is unanswered', () => {
    expect(pooledFigure(NO_SUMS, {})).toEqual({ kind: 'unanswered' });
  });
});

/** One group whose people differ: `likeness` is how much two answers of one person resemble each other. */
function drawPeople(
  random: Random,
  size: number,
  { share, likeness, criteria }: { share: number; likeness: number; criteria: number },
): Person[] {
  return Array.from({ length: size }, () => {
    const inclination = random.beta(share, likeness);
    const person = { satisfied: 0, scored: 0 };
    for (let criterion = 0; criterion < criteria; criterion++) {
      if (random.next() < 0.08) continue;
      person.scored++;
      if (random.next() < inclination) person.satisfied++;
    }
    return person;
  });
}

describe('in 1,000 simulated groups of people whose answers resemble each other', () => {
  const DRAWS = 1000;
  // 95 % ± 3 standard errors of a proportion of 1,000 draws is 0.929 – 0.971; the interval may be a little
  // too short where few people are very satisfied and very unlike each other.
  test.each([
    { share: 0.5, likeness: 0.4, criteria: 22, size: 30, atLeast: 0.929 },
    { share: 0.85, likeness: 0.1, criteria: 22, size: 30, atLeast: 0.929 },
    { share: 0.85, likeness: 0.4, criteria: 22, size: 100, atLeast: 0.929 },
    { share: 0.85, likeness: 0.8, criteria: 22, size: 50, atLeast: 0.929 },
    { share: 0.85, likeness: 0.3, criteria: 4, size: 10, atLeast: 0.929 },
    { share: 0.95, likeness: 0.3, criteria: 4, size: 100, atLeast: 0.929 },
    { share: 0.85, likeness: 0.4, criteria: 22, size: 5, atLeast: 0.92 },
    { share: 0.95, likeness: 0.4, criteria: 22, size: 10, atLeast: 0.86 },
  ])(
    'the interval of $size people contains a share of $share (likeness $likeness, $criteria criteria)',
    ({ atLeast, size, ...group }) => {
      const random = createRandom(20191003);

      let contained = 0;
      for (let draw = 0; draw < DRAWS; draw++) {
        const { low, high } = ratioInterval(sumsOf(drawPeople(random, size, group)));
        if (low <= group.share && group.share <= high) contained++;
      }

      expect(contained / DRAWS).toBeGreaterThanOrEqual(atLeast);
    },
  );

  test('an interval over answers instead of people would contain the share far too seldom', () => {
    const random = createRandom(20191003);
    const group = { share: 0.85, likeness: 0.4, criteria: 22 };

    let contained = 0;
    for (let draw = 0; draw < DRAWS; draw++) {
      const { s, m } = sumsOf(drawPeople(random, 100, group));
      const { low, high } = wilsonInterval(s, m);
      if (low <= group.share && group.share <= high) contained++;
    }

    expect(contained / DRAWS).toBeLessThan(0.6);
  });
});
