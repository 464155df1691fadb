import { describe, expect, test } from '@jest/globals';
import {
  decideWithholding,
  type FigureBlock,
  type TableRow,
  type Verdicts,
} from '../../server/domain/withholding.ts';
import fc from '../support/properties.ts';

const MINIMUM = 5;
const factors: Record<string, readonly string[]> = {
  access: ['access.seats', 'access.signs', 'access.ramp'],
  staff: ['staff.polite', 'staff.rules'],
};
const blocks: FigureBlock[] = [
  { name: 'overall', figures: ['overall'] },
  { name: 'factors', sumIn: 'overall', figures: Object.keys(factors) },
  ...Object.entries(factors).map(([factor, figures]) => ({ name: factor, sumIn: 'factors', figures })),
];
const figures = blocks.flatMap((block) => block.figures);
const criteria = Object.values(factors).flat();

/** The criteria that a figure adds up. */
const atomsOf = (figure: string): readonly string[] =>
  figure === 'overall' ? criteria : (factors[figure] ?? [figure]);

/** One person: the criteria that he or she scored. */
type Person = readonly string[];

const everything: Person = criteria;
const people = (count: number, scored: Person = everything): Person[] =>
  Array.from({ length: count }, () => scored);

const countPeople = (group: readonly Person[]): Map<string, number> =>
  new Map(
    figures.map((figure) => [
      figure,
      group.filter((scored) => atomsOf(figure).some((criterion) => scored.includes(criterion))).length,
    ]),
  );

interface Group {
  inside: readonly Person[];
  leftOut?: readonly Person[];
}

const rowOf = (id: string, { inside, leftOut }: Group): TableRow => ({
  id,
  people: countPeople(inside),
  ...(leftOut === undefined ? {} : { leftOut: countPeople(leftOut) }),
});

/** A table whose total is its rows and the people in no row. */
function tableOf(groups: Record<string, Group>, rest: Group = { inside: [] }) {
  const rows = Object.entries(groups).map(([id, group]) => rowOf(id, group));
  const all = [...Object.values(groups), rest];
  const isFiltered = all.some(({ leftOut }) => leftOut !== undefined);
  const total = rowOf('total', {
    inside: all.flatMap(({ inside }) => inside),
    ...(isFiltered ? { leftOut: all.flatMap(({ leftOut = [] }) => leftOut) } : {}),
  });
  return { blocks, total, rows, minimum: MINIMUM };
}

const decide = (groups: Record<string, Group>, rest?: Group): Map<string, Verdicts> =>
  decideWithholding(tableOf(groups, rest));

test('what nobody of the few answered is not said to be unanswered, and a row of nobody is', () => {
  const verdicts = decide({
    a: { inside: people(2, ['access.seats']) },
    b: { inside: people(50) },
    c: { inside: people(60) },
    quiet: { inside: [] },
  });

  expect(verdicts.get('a')?.get('staff.rules')).toBe('few');
  expect(verdicts.get('quiet')?.get('staff.rules')).toBe('shown');
});

describe('one column', () => {
  test('four people are withheld, five are shown', () => {
    const verdicts = decide({ a: { inside: people(4) }, b: { inside: people(5) }, c: { inside: people(3) } });

    expect(verdicts.get('a')?.get('overall')).toBe('few');
    expect(verdicts.get('b')?.get('overall')).toBe('shown');
  });

  test('a single small row takes the smallest other row with it', () => {
    const verdicts = decide({
      a: { inside: people(3) },
      b: { inside: people(100) },
      c: { inside: people(9) },
      d: { inside: people(9) },
    });

    // 121 − 100 − 9 − 9 = 3 would be a's people; c and d are equal, c sorts first
    expect(figures.map((figure) => verdicts.get('c')?.get(figure))).toEqual(
      figures.map(() => 'complementary'),
    );
    expect(verdicts.get('b')?.get('overall')).toBe('shown');
    expect(verdicts.get('d')?.get('overall')).toBe('shown');
    expect(verdicts.get('total')?.get('overall')).toBe('shown');
  });

  test('two small rows of together four are still a group of four', () => {
    const verdicts = decide({
      a: { inside: people(2) },
      b: { inside: people(2) },
      c: { inside: people(30) },
    });

    expect(verdicts.get('c')?.get('overall')).toBe('complementary');
  });

  test('two small rows of together seven hide each other', () => {
    const verdicts = decide({
      a: { inside: people(3) },
      b: { inside: people(4) },
      c: { inside: people(30) },
    });

    expect(verdicts.get('c')?.get('overall')).toBe('shown');
  });

  test('people in no row hide a small row only if they are enough', () => {
    const groups = { a: { inside: people(3) }, b: { inside: people(30) } };

    expect(
      decide(groups, { inside: people(1) })
        .get('b')
        ?.get('overall'),
    ).toBe('complementary');
    expect(
      decide(groups, { inside: people(2) })
        .get('b')
        ?.get('overall'),
    ).toBe('shown');
  });

  test('up to four people in no row are protected like a row', () => {
    expect(
      decide({ b: { inside: people(30) } }, { inside: people(2) })
        .get('b')
        ?.get('overall'),
    ).toBe('complementary');
  });

  test('a total of four is withheld, and with it everything', () => {
    const verdicts = decide({ a: { inside: people(4) } });

    expect(verdicts.get('total')?.get('overall')).toBe('few');
    expect(verdicts.get('a')?.get('access')).toBe('few');
  });
});

describe('criteria and factors of one row', () => {
  const hardlyAnyRamp = [...people(3), ...people(20, ['access.seats', 'access.signs', 'staff.polite'])];

  test('a criterion that three people scored takes the others of its factor with it', () => {
    const verdicts = decide(
      { a: { inside: hardlyAnyRamp }, b: { inside: people(50) } },
      { inside: people(50) },
    );

    // the factor's answers less those of the others would be the three people's
    expect(verdicts.get('a')?.get('access.ramp')).toBe('few');
    expect(verdicts.get('a')?.get('access.seats')).toBe('complementary');
    expect(verdicts.get('a')?.get('access')).toBe('shown');
    expect(verdicts.get('b')?.get('access.seats')).toBe('shown');
  });

  test('down the columns another row joins it, for the criteria only', () => {
    const verdicts = decide({
      a: { inside: hardlyAnyRamp },
      b: { inside: people(50) },
      c: { inside: people(60) },
    });

    expect(verdicts.get('b')?.get('access.ramp')).toBe('complementary');
    expect(verdicts.get('b')?.get('access')).toBe('shown');
    expect(verdicts.get('c')?.get('access.ramp')).toBe('shown');
  });

  test('a criterion that nobody scored is no reason to withhold', () => {
    const verdicts = decide({ a: { inside: people(20, ['access.seats', 'staff.polite']) } });

    expect(verdicts.get('a')?.get('access.seats')).toBe('shown');
    expect(verdicts.get('a')?.get('access.ramp')).toBe('shown');
  });
});

describe('filters', () => {
  test('a figure whose filter leaves out one to four people is withheld', () => {
    const verdicts = decide({
      a: { inside: people(20), leftOut: people(3) },
      b: { inside: people(30), leftOut: people(40) },
      c: { inside: people(40), leftOut: people(40) },
    });

    // unfiltered 23 − filtered 20 = 3; and 90 − 30 − 40 = 20 would give the filtered figure back
    expect(verdicts.get('a')?.get('overall')).toBe('complementary');
    expect(verdicts.get('b')?.get('overall')).toBe('complementary');
    expect(verdicts.get('c')?.get('overall')).toBe('shown');
  });

  test('a total that is one such row is withheld too', () => {
    const verdicts = decide({
      a: { inside: people(20), leftOut: people(3) },
      b: { inside: [], leftOut: people(40) },
    });

    expect(verdicts.get('total')?.get('overall')).toBe('complementary');
  });
});

describe('an attacker with the whole table', () => {
  const person = fc.oneof(
    { weight: 4, arbitrary: fc.constant(everything) },
    { weight: 2, arbitrary: fc.subarray(criteria) },
    { weight: 1, arbitrary: fc.constant(['access.seats', 'staff.polite'] as Person) },
  );
  const group = fc.record({
    inside: fc.array(person, { maxLength: 12 }),
    leftOut: fc.array(person, { maxLength: 7 }),
  });
  const isFiltered = fc.boolean();
  const table = fc
    .tuple(fc.array(group, { minLength: 1, maxLength: 5 }), group, fc.boolean(), isFiltered)
    .map(([groups, rest, hasRest, filtered]) => {
      const without = ({ inside }: Group): Group => ({ inside });
      const shape = filtered ? (it: Group) => it : without;
      return tableOf(
        Object.fromEntries(groups.map((it, index) => [`r${index}`, shape(it)])),
        hasRest ? shape(rest) : { inside: [] },
      );
    });

  test('never finds a column remainder of one to four people', () => {
    fc.assert(
      fc.property(table, (question) => {
        const verdicts = decideWithholding(question);
        for (const figure of figures) {
          if (verdicts.get('total')?.get(figure) !== 'shown') continue;
          const shown = question.rows.filter((row) => verdicts.get(row.id)?.get(figure) === 'shown');
          const left = shown.reduce(
            (sum, row) => sum - (row.people.get(figure) ?? 0),
            question.total.people.get(figure) ?? 0,
          );
          expect({ figure, left, isThin: left > 0 && left < MINIMUM }).toEqual({
            figure,
            left,
            isThin: false,
          });
        }
      }),
      { numRuns: 1500 },
    );
  });

  test('never solves the equations for a small figure, nor for one with a small complement', () => {
    fc.assert(
      fc.property(table, (question) => {
        const verdicts = decideWithholding(question);

        expect(solvableSecrets(question, verdicts)).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  test('would have solved them if only small figures were withheld', () => {
    const question = tableOf({ a: { inside: people(3) }, b: { inside: people(30) } });
    const naive = new Map<string, Verdicts>([
      ['a', new Map(figures.map((figure) => [figure, 'few']))],
      ['b', new Map(figures.map((figure) => [figure, 'shown']))],
      ['total', new Map(figures.map((figure) => [figure, 'shown']))],
    ]);

    expect(solvableSecrets(question, naive)).toContain('a/overall');
  });

  test('the same table gives the same verdicts, in whatever order its rows come', () => {
    fc.assert(
      fc.property(table, (question) => {
        const reversed = decideWithholding({ ...question, rows: [...question.rows].reverse() });
        const verdicts = decideWithholding(question);

        for (const row of question.rows) expect(reversed.get(row.id)).toEqual(verdicts.get(row.id));
      }),
      { numRuns: 300 },
    );
  });

  test('of two withheld rows one is small: nothing is withheld without a reason', () => {
    fc.assert(
      fc.property(table, (question) => {
        const verdicts = decideWithholding(question);
        const isSmall = (row: TableRow) =>
          figures.some((figure) =>
            [row.people.get(figure) ?? 0, row.leftOut?.get(figure) ?? 0].some(
              (count) => count > 0 && count < MINIMUM,
            ),
          );
        const inNoRow = figures.some((figure) => {
          const left = question.rows.reduce(
            (sum, row) => sum - (row.people.get(figure) ?? 0),
            question.total.people.get(figure) ?? 0,
          );
          return left > 0 && left < MINIMUM;
        });
        if ([question.total, ...question.rows].some(isSmall) || inNoRow) return;

        for (const row of question.rows) {
          expect([...(verdicts.get(row.id)?.values() ?? [])].every((verdict) => verdict === 'shown')).toBe(
            true,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

/**
 * Every printed figure is an equation in the answers of each row and criterion
 * (and of the people in no row). A secret is out when it is a combination of
 * them. Gaussian elimination, knowing nothing of how verdicts are found.
 */
function solvableSecrets(
  { total, rows }: { total: TableRow; rows: readonly TableRow[] },
  verdicts: ReadonlyMap<string, Verdicts>,
): string[] {
  const owners = [...rows.map(({ id }) => id), 'rest'];
  const indexOf = (owner: string, criterion: string) =>
    owners.indexOf(owner) * criteria.length + criteria.indexOf(criterion);
  const vectorOf = (ids: readonly string[], figure: string): number[] => {
    const vector = Array<number>(owners.length * criteria.length).fill(0);
    for (const id of ids) for (const criterion of atomsOf(figure)) vector[indexOf(id, criterion)] = 1;
    return vector;
  };

  const known: number[][] = [];
  for (const figure of figures) {
    if (verdicts.get(total.id)?.get(figure) === 'shown') known.push(vectorOf(owners, figure));
    for (const row of rows) {
      if (verdicts.get(row.id)?.get(figure) === 'shown') known.push(vectorOf([row.id], figure));
    }
  }
  // Where nobody is outside the rows the attacker may know that, too.
  for (const criterion of criteria) {
    const outside = rows.reduce(
      (left, row) => left - (row.people.get(criterion) ?? 0),
      total.people.get(criterion) ?? 0,
    );
    if (outside === 0) known.push(vectorOf(['rest'], criterion));
  }

  const basis: { pivot: number; vector: number[] }[] = [];
  const reduce = (vector: readonly number[]): number[] => {
    const rest = [...vector];
    for (const { pivot, vector: base } of basis) {
      const factor = rest[pivot] ?? 0;
      if (factor !== 0) base.forEach((value, i) => (rest[i] = (rest[i] ?? 0) - factor * value));
    }
    return rest.map((value) => (Math.abs(value) < 1e-9 ? 0 : value));
  };
  for (const vector of known) {
    const rest = reduce(vector);
    const pivot = rest.findIndex((value) => value !== 0);
    if (pivot >= 0) basis.push({ pivot, vector: rest.map((value) => value / (rest[pivot] ?? 1)) });
  }

  return rows.flatMap((row) =>
    figures
      .filter((figure) => {
        const isSmall = (count: number) => count > 0 && count < MINIMUM;
        const count = row.people.get(figure) ?? 0;
        const isSecret = count > 0 && (isSmall(count) || isSmall(row.leftOut?.get(figure) ?? 0));
        return isSecret && reduce(vectorOf([row.id], figure)).every((value) => value === 0);
      })
      .map((figure) => `${row.id}/${figure}`),
  );
}
