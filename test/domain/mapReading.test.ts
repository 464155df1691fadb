import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../server/domain/day.ts';
import { type MapQuestion, type Part, readingOf } from '../../server/domain/mapReading.ts';
import { END_OF_DAYS, FIRST_DAY } from '../../server/domain/span.ts';
import type { Unit, UnitKind } from '../../server/domain/unit.ts';
import { UnitTree } from '../../server/domain/unitTree.ts';
import { faultsOfUnits } from '../../server/domain/validateUnits.ts';
import fc from '../support/properties.ts';
import { MERGER_DAY, mergedProvinces, unitOf } from '../support/units.ts';

const year: Omit<MapQuestion, 'map'> = {
  by: 'province',
  within: 'vn',
  from: '2025-01-01',
  until: '2026-01-01',
  today: '2026-11-25',
};
const before = { from: '2025-01-01', until: MERGER_DAY };
const after = { from: MERGER_DAY, until: '2026-01-01' };

describe('the same year of a merged province, read in two ways', () => {
  const tree = new UnitTree(mergedProvinces());

  test('as it was: every province has its own days', () => {
    const { rows } = readingOf(tree, { ...year, map: 'as-was' });

    expect(Object.fromEntries(rows.map(({ unit, parts }) => [unit, parts]))).toEqual({
      'kien-giang': [{ unit: 'kien-giang', ...before }],
      'an-giang-63': [{ unit: 'an-giang-63', ...before }],
      'an-giang': [{ unit: 'an-giang', ...after }],
      'can-tho': [{ unit: 'can-tho', from: '2025-01-01', until: '2026-01-01' }],
    });
    expect(rows.find(({ unit }) => unit === 'kien-giang')?.notes).toEqual(['Từ ngày 01/07/2025: an-giang.']);
  });

  test("on today's map: a province has the days of those that it took over", () => {
    const { rows, unsplit } = readingOf(tree, { ...year, map: 'today' });

    expect(rows.map(({ unit }) => unit).sort()).toEqual(['an-giang', 'can-tho']);
    expect(rows.find(({ unit }) => unit === 'an-giang')).toEqual({
      unit: 'an-giang',
      parts: [
        { unit: 'an-giang-63', ...before },
        { unit: 'kien-giang', ...before },
        { unit: 'an-giang', ...after },
      ],
      notes: ['Trước ngày 01/07/2025: kien-giang, an-giang-63.'],
    });
    expect(unsplit).toEqual([]);
  });

  test.each([
    ['en', 'Before 01/07/2025: kien-giang, an-giang-63.'],
    ['km', 'មុនថ្ងៃ 01/07/2025៖ kien-giang, an-giang-63។'],
  ] as const)('notes are written in %s', (language, note) => {
    const { rows } = readingOf(tree, { ...year, map: 'today', language });

    expect(rows.find(({ unit }) => unit === 'an-giang')?.notes).toEqual([note]);
  });

  test('offices inside today’s province come with their past in the former ones', () => {
    const { rows, total } = readingOf(tree, { ...year, by: 'agency', within: 'an-giang', map: 'today' });

    expect(Object.fromEntries(rows.map(({ unit, parts }) => [unit, parts]))).toEqual({
      'land-office': [{ unit: 'land-office', from: '2025-01-01', until: '2026-01-01' }],
      registry: [
        { unit: 'registry-ag', ...before },
        { unit: 'registry-kg', ...before },
        { unit: 'registry', ...after },
      ],
    });
    expect(total.parts).toEqual([
      { unit: 'an-giang-63', ...before },
      { unit: 'kien-giang', ...before },
      { unit: 'an-giang', ...after },
    ]);
  });

  test('a province of the past covers its own days only, on both maps', () => {
    const question = { ...year, by: 'agency', within: 'kien-giang' } as const;

    const today = readingOf(tree, { ...question, map: 'today' });

    expect(today.total.parts).toEqual([{ unit: 'kien-giang', ...before }]);
    expect(today.rows).toEqual([
      { unit: 'land-office', parts: [{ unit: 'land-office', ...before }], notes: [] },
      {
        unit: 'registry',
        parts: [{ unit: 'registry-kg', ...before }],
        notes: ['Trước ngày 01/07/2025: registry-kg.'],
      },
    ]);
    expect(readingOf(tree, { ...question, map: 'as-was' }).total).toEqual(today.total);
  });
});

describe('what cannot be split', () => {
  const tree = new UnitTree([
    unitOf('vn', 'country'),
    unitOf('old', 'province', 'vn', { until: MERGER_DAY }),
    unitOf('north', 'province', 'vn', { from: MERGER_DAY, predecessors: ['old'] }),
    unitOf('south', 'province', 'vn', { from: MERGER_DAY, predecessors: ['old'] }),
    unitOf('gone', 'agency', 'old', { until: '2025-03-01' }),
  ]);

  test('stays with the parent and says so', () => {
    const { rows, unsplit, total } = readingOf(tree, { ...year, map: 'today' });

    expect(rows.map(({ unit }) => unit)).toEqual(['north', 'south']);
    expect(unsplit).toEqual([
      {
        unit: 'old',
        parts: [{ unit: 'old', ...before }],
        reason: 'split',
        successors: ['north', 'south'],
        staysWith: 'vn',
        isInTotal: true,
        note: 'old đã được chia tách; số liệu chỉ tính vào vn.',
      },
    ]);
    expect(total.parts).toEqual([{ unit: 'vn', from: '2025-01-01', until: '2026-01-01' }]);
  });

  test('is in neither half, on both maps', () => {
    for (const map of ['as-was', 'today'] as const) {
      const { total, unsplit } = readingOf(tree, { ...year, within: 'north', map });

      expect(total.parts).toEqual([{ unit: 'north', ...after }]);
      expect(unsplit).toMatchObject([{ unit: 'old', isInTotal: false, staysWith: 'vn' }]);
    }
  });

  test('an office that ended without a successor stays in the total, in no row of today', () => {
    const { rows, unsplit } = readingOf(tree, { ...year, by: 'agency', map: 'today', language: 'en' });

    expect(rows).toEqual([]);
    expect(unsplit).toEqual([
      expect.objectContaining({
        unit: 'gone',
        reason: 'closed',
        isInTotal: true,
        staysWith: 'vn',
        note: 'gone ended without a successor; its answers are counted only in vn.',
      }),
    ]);
  });
});

/* Histories at random: units are joined, divided, closed, moved and founded on ten days of one month. */

const FIRST = '2025-01-01';
const DAYS = Array.from({ length: 10 }, (_, index) => addDays(FIRST, index));
const LAST = addDays(FIRST, DAYS.length);

interface Draft {
  unit: Unit;
  isOpen: boolean;
}

const parentKind = { province: 'country', commune: 'province', agency: 'commune' } as const;
type MovingKind = keyof typeof parentKind;

/** Replays random events; each choice is taken modulo what there is to choose from. */
function historyFrom(
  events: readonly { kind: MovingKind; what: number; pick: number; day: number }[],
): Unit[] {
  const drafts: Draft[] = [{ unit: unitOf('vn', 'country'), isOpen: true }];
  let serial = 0;
  const openOf = (kind: UnitKind) => drafts.filter(({ unit, isOpen }) => isOpen && unit.kind === kind);
  const found = (kind: MovingKind, parent: string, from?: string, predecessors: string[] = []) => {
    const dated = from === undefined ? {} : { from };
    const unit = unitOf(`${kind}-${serial++}`, kind, parent, { ...dated, predecessors });
    drafts.push({ unit, isOpen: true });
    return unit;
  };
  const lastParent = (draft: Draft) => draft.unit.parents.at(-1)?.value ?? 'vn';
  const end = (draft: Draft, day: string) => {
    draft.unit = { ...draft.unit, until: day };
    draft.isOpen = false;
  };
  const began = (draft: Draft) => draft.unit.parents.at(-1)?.from ?? draft.unit.from ?? FIRST_DAY;
  const move = (draft: Draft, to: string, day: string) => {
    const parents = draft.unit.parents.map((link, index, all) =>
      index === all.length - 1 ? { ...link, until: day } : link,
    );
    draft.unit = { ...draft.unit, parents: [...parents, { value: to, from: day }] };
  };
  const childrenOf = (draft: Draft) =>
    drafts.filter((child) => child.isOpen && lastParent(child) === draft.unit.id);

  for (const kind of ['province', 'commune', 'agency'] as const) {
    for (const parent of openOf(parentKind[kind])) {
      found(kind, parent.unit.id);
      found(kind, parent.unit.id);
    }
  }

  for (const { kind, what, pick, day: index } of [...events].sort((a, b) => a.day - b.day)) {
    const day = DAYS[index] as string;
    const candidates = openOf(kind).filter((draft) => began(draft) < day);
    const one = candidates[pick % Math.max(1, candidates.length)];
    if (one === undefined) continue;
    const other = candidates.find((draft) => draft !== one && lastParent(draft) === lastParent(one));
    const children = childrenOf(one);
    const isMovable = (draft: Draft) => began(draft) < day;
    const homes = openOf(parentKind[kind]);
    const newHome = homes[(pick + what) % homes.length]?.unit.id ?? lastParent(one);
    if (what % 5 === 0) found(kind, lastParent(one), day);
    else if (what % 5 === 1 && lastParent(one) !== newHome) move(one, newHome, day);
    else if (what % 5 === 2 && children.length === 0) end(one, day);
    else if (what % 5 === 3 && other !== undefined) {
      const both = [...children, ...childrenOf(other)];
      if (!both.every(isMovable)) continue;
      const heir = found(kind, lastParent(one), day, [one.unit.id, other.unit.id]);
      both.forEach((child) => move(child, heir.id, day));
      [one, other].forEach((draft) => end(draft, day));
    } else if (what % 5 === 4 && children.every(isMovable)) {
      const heirs = [
        found(kind, lastParent(one), day, [one.unit.id]),
        found(kind, newHome, day, [one.unit.id]),
      ];
      children.forEach((child, position) => move(child, heirs[position % 2]?.id ?? 'vn', day));
      end(one, day);
    }
  }
  return drafts.map(({ unit }) => unit);
}

const event = fc.record({
  kind: fc.constantFrom<MovingKind>('province', 'commune', 'agency'),
  what: fc.nat(50),
  pick: fc.nat(50),
  day: fc.nat(DAYS.length - 1),
});
const history = fc.array(event, { minLength: 3, maxLength: 25 }).map(historyFrom);
const by = fc.constantFrom<UnitKind>('province', 'commune', 'agency');

/** One submission is one unit and day on which the unit exists; a unit-day's tally holds those of everything below it. */
function submissionsIn(tree: UnitTree, parts: readonly Part[]): string[] {
  return parts.flatMap(({ unit, from, until }) =>
    DAYS.filter((day) => from <= day && day < until).flatMap((day) =>
      tree.units.filter((leaf) => tree.isWithinOn(leaf.id, unit, day)).map((leaf) => `${leaf.id} ${day}`),
    ),
  );
}

describe('whatever the history', () => {
  const answered = (units: Unit[], kind: UnitKind, pick: number, day: number) => {
    const tree = new UnitTree(units);
    const within = units[pick % units.length]?.id ?? 'vn';
    const question = { by: kind, within, from: FIRST, until: LAST, today: DAYS[day] ?? LAST };
    return {
      tree,
      asWas: readingOf(tree, { ...question, map: 'as-was' }),
      today: readingOf(tree, { ...question, map: 'today' }),
      question,
    };
  };
  const holds = (check: (reading: ReturnType<typeof answered>) => void) =>
    fc.assert(
      fc.property(history, by, fc.nat(100), fc.nat(DAYS.length), (units, kind, pick, day) =>
        check(answered(units, kind, pick, day)),
      ),
      { numRuns: 400 },
    );

  test('the generator makes units that may be stored, with merges and splits among them', () => {
    let merges = 0;
    let splits = 0;
    fc.assert(
      fc.property(history, (units) => {
        expect(faultsOfUnits(units)).toEqual([]);
        const tree = new UnitTree(units);
        merges += units.filter(({ predecessors }) => predecessors.length > 1).length;
        splits += units.filter(({ id }) => tree.successorsOf(id).length > 1).length;
      }),
      { numRuns: 200 },
    );
    expect(merges).toBeGreaterThan(50);
    expect(splits).toBeGreaterThan(50);
  });

  test('the totals of both readings are the same', () => {
    holds(({ asWas, today }) => expect(today.total).toEqual(asWas.total));
  });

  test('rows and what cannot be split hold the same people in both readings', () => {
    holds(({ tree, asWas, today }) => {
      const inTotal = today.unsplit.filter(({ isInTotal }) => isInTotal).flatMap(({ parts }) => parts);
      const people = submissionsIn(tree, [...today.rows.flatMap(({ parts }) => parts), ...inTotal]);

      expect(people.sort()).toEqual(
        submissionsIn(
          tree,
          asWas.rows.flatMap(({ parts }) => parts),
        ).sort(),
      );
    });
  });

  test('nobody is counted twice, in a row, across rows, or in the total', () => {
    holds(({ tree, asWas, today }) => {
      for (const reading of [asWas, today]) {
        const people = submissionsIn(
          tree,
          reading.rows.flatMap(({ parts }) => parts),
        );
        const all = submissionsIn(tree, reading.total.parts);

        expect(new Set(people).size).toBe(people.length);
        expect(new Set(all).size).toBe(all.length);
        expect(people.filter((person) => !new Set(all).has(person))).toEqual([]);
      }
    });
  });

  test("today's rows are units that exist today; what is in no row has no single heir", () => {
    holds(({ tree, today, question }) => {
      expect(today.rows.filter(({ unit }) => !tree.existsOn(unit, question.today))).toEqual([]);
      expect(
        today.unsplit.filter(({ isInTotal, unit }) => isInTotal && tree.existsOn(unit, question.today)),
      ).toEqual([]);
    });
  });

  test('the whole of a tree is everybody who ever answered', () => {
    fc.assert(
      fc.property(history, by, (units, kind) => {
        const tree = new UnitTree(units);
        const { total } = readingOf(tree, {
          map: 'today',
          by: kind,
          within: 'vn',
          from: FIRST,
          until: LAST,
          today: LAST,
        });
        const everybody = units.flatMap((unit) =>
          DAYS.filter((day) => (unit.from ?? FIRST_DAY) <= day && day < (unit.until ?? END_OF_DAYS)),
        );
        expect(submissionsIn(tree, total.parts)).toHaveLength(everybody.length);
      }),
      { numRuns: 100 },
    );
  });
});
