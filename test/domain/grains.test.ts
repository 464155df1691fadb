import { describe, expect, test } from '@jest/globals';
import { addDays, type LocalDay } from '../../server/domain/day.ts';
import { coveredDays, grainsOf, type DayPeople } from '../../server/domain/grains.ts';
import fc from '../support/properties.ts';

const MINIMUM = 5;
const on = (day: LocalDay, inside: number, outside = 0): DayPeople => ({ day, inside, outside });

describe('grainsOf', () => {
  test('a run closes with the first day at whose end it has five people', () => {
    const days = [on('2026-03-02', 3), on('2026-03-05', 4), on('2026-03-06', 5), on('2026-03-07', 4)];

    expect(grainsOf(days, '2026-03-20', MINIMUM)).toEqual([
      { from: '2026-03-02', until: '2026-03-06', people: 7 },
      { from: '2026-03-06', until: '2026-03-07', people: 5 },
    ]);
  });

  test('today is not over, however many people have come', () => {
    expect(grainsOf([on('2026-03-02', 80)], '2026-03-02', MINIMUM)).toEqual([]);
    expect(grainsOf([on('2026-03-02', 80)], '2026-03-03', MINIMUM)).toHaveLength(1);
  });

  test('a filter that leaves out one to four people keeps the run open', () => {
    const days = [on('2026-03-02', 9, 1), on('2026-03-03', 9, 3), on('2026-03-04', 0, 1)];

    // outside: 1, then 4, then 5
    expect(grainsOf(days, '2026-03-20', MINIMUM)).toEqual([
      { from: '2026-03-02', until: '2026-03-05', people: 18 },
    ]);
  });

  test('a filter that leaves out nobody divides as no filter does', () => {
    expect(grainsOf([on('2026-03-02', 5, 0)], '2026-03-20', MINIMUM)).toHaveLength(1);
  });

  test('people whom the filter leaves out end a run of their own, which is no grain', () => {
    const days = [on('2026-03-02', 0, 5), on('2026-03-04', 0, 4), on('2026-03-09', 5, 1)];

    // the five of 2 March; then the four of 4 March wait for the fifth
    expect(grainsOf(days, '2026-03-20', MINIMUM)).toEqual([
      { from: '2026-03-04', until: '2026-03-10', people: 5 },
    ]);
  });

  test('lines of one day are added, in any order', () => {
    const lines = [on('2026-03-03', 1), on('2026-03-02', 2), on('2026-03-02', 3)];

    expect(grainsOf(lines, '2026-03-20', MINIMUM)).toEqual([
      { from: '2026-03-02', until: '2026-03-03', people: 5 },
    ]);
  });

  test('days without people belong to no grain', () => {
    expect(grainsOf([on('2026-03-01', 0), on('2026-03-04', 6)], '2026-03-20', MINIMUM)).toEqual([
      { from: '2026-03-04', until: '2026-03-05', people: 6 },
    ]);
  });

  test('refuses a minimum of nobody', () => {
    expect(() => grainsOf([], '2026-03-20', 0)).toThrow(RangeError);
  });
});

describe('coveredDays', () => {
  const grains = [
    { from: '2026-03-02', until: '2026-03-06', people: 7 },
    { from: '2026-03-08', until: '2026-03-09', people: 5 },
  ];

  test('a grain that the period cuts is left out whole', () => {
    expect(coveredDays(grains, { from: '2026-03-03', until: '2026-04-01' })).toEqual({
      from: '2026-03-08',
      until: '2026-03-09',
    });
    expect(coveredDays(grains, { from: '2026-03-01', until: '2026-03-08' })).toEqual({
      from: '2026-03-02',
      until: '2026-03-06',
    });
  });

  test('a period inside one grain covers nothing', () => {
    expect(coveredDays(grains, { from: '2026-03-03', until: '2026-03-06' })).toBeUndefined();
  });
});

describe('nobody can be read off by waiting', () => {
  const FIRST = '2026-03-01';
  const dayAt = (index: number): LocalDay => addDays(FIRST, index);
  const history = fc
    .array(fc.record({ inside: fc.nat(4), outside: fc.nat(3) }), { minLength: 1, maxLength: 40 })
    .map((days) => days.map(({ inside, outside }, index) => on(dayAt(index), inside, outside)));
  const question = fc.record({ from: fc.nat(45), until: fc.nat(45), today: fc.nat(45) });

  /** Who is in the share that is shown on `today` for the period: one name per person. */
  const peopleIn = (
    days: readonly DayPeople[],
    { from, until, today }: { from: number; until: number; today: number },
    side: 'inside' | 'outside' = 'inside',
  ): Set<string> => {
    const known = days.filter(({ day }) => day <= dayAt(today));
    const covered = coveredDays(grainsOf(known, dayAt(today), MINIMUM), {
      from: dayAt(from),
      until: dayAt(until),
    });
    const inside = days.filter(
      ({ day }) => covered !== undefined && covered.from <= day && day < covered.until,
    );
    return new Set(
      inside.flatMap((entry) => Array.from({ length: entry[side] }, (_, i) => `${entry.day}/${i}`)),
    );
  };

  const without = (some: ReadonlySet<string>, others: ReadonlySet<string>): number =>
    [...some].filter((person) => !others.has(person)).length;

  test('two shares of one unit differ by nobody or by at least five people, in both directions', () => {
    fc.assert(
      fc.property(history, question, question, (days, one, other) => {
        const some = peopleIn(days, one);
        const others = peopleIn(days, other);

        for (const difference of [without(some, others), without(others, some)]) {
          expect(difference === 0 || difference >= MINIMUM).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('a filtered share leaves out nobody or at least five of the same days', () => {
    fc.assert(
      fc.property(history, question, (days, asked) => {
        const leftOut = peopleIn(days, asked, 'outside').size;

        expect(leftOut === 0 || leftOut >= MINIMUM).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('a new day changes no earlier grain', () => {
    fc.assert(
      fc.property(history, fc.nat(40), (days, cut) => {
        const until = dayAt(cut);
        const early = grainsOf(
          days.filter(({ day }) => day < until),
          until,
          MINIMUM,
        );

        expect(grainsOf(days, dayAt(100), MINIMUM).slice(0, early.length)).toEqual(early);
      }),
      { numRuns: 1000 },
    );
  });
});
