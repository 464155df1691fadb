import type { Connection } from 'mongoose';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { validateAnswers } from '../../server/domain/questionnaire/validate.ts';
import type { Submission } from '../../server/domain/submission.ts';
import { addCells, addDays } from '../../server/domain/tallyCounting.ts';
import { layoutOf, unpackCounts } from '../../server/domain/tallyLayout.ts';
import { connectStore, createIndexes } from '../../server/storage/connect.ts';
import { createSubmissionCounter } from '../../server/storage/submissionCounter.ts';
import { createSubmissionStore } from '../../server/storage/submissionStore.ts';
import { naiveCells, sortedCells } from '../support/naiveCounts.ts';
import fc from '../support/properties.ts';
import { smallSurvey } from '../support/smallSurvey.ts';
import { submissionsOf } from '../support/submissionsOf.ts';
import { startTestStore, type TestStore } from '../support/testStore.ts';

let store: TestStore;
let connection: Connection;

beforeAll(async () => {
  store = await startTestStore();
  connection = await connectStore(store.uri);
  createSubmissionStore(connection);
  await createIndexes(connection);
});
afterAll(async () => {
  await connection.close();
  await store.stop();
});

const survey = smallSurvey();
const layout = layoutOf(survey);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Answers as people give them, with questions left out; those that the plan refuses are not made. */
const answers = fc
  .record({
    staff: optional(
      fc.dictionary(
        fc.constantFrom('polite', 'clear-words', '3'),
        fc.constantFrom<string | number>(1, 2, 3, 4, 5, 'na'),
        { minKeys: 1 },
      ),
    ),
    result: optional(fc.constantFrom('good', 'fair', 'poor', 'unknown')),
    heard: optional(
      fc.oneof(
        fc.uniqueArray(fc.constantFrom('radio', 'paper', '$web', 'other'), { minLength: 1 }),
        fc.constant(['none']),
      ),
    ),
    online: optional(fc.boolean()),
    stars: optional(fc.constantFrom(1, 2, 3)),
    procedureField: optional(fc.constantFrom('land', 'birth')),
    comment: optional(fc.constant('Cảm ơn')),
  })
  .map((raw) => Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined)))
  .map((raw) => validateAnswers(survey.plan, { staff: { polite: 'na' }, ...raw }))
  .filter(({ faults }) => faults.length === 0)
  .map((verdict) => verdict.answers);

const submission: fc.Arbitrary<Submission> = fc
  .record({
    answers,
    channel: fc.constantFrom('qr' as const, 'kiosk' as const),
    procedure: optional(fc.constantFrom('land', 'birth')),
    unit: fc.constantFrom('land-office', 'registry-kg'),
    day: fc.constantFrom('2025-06-29', '2025-06-30'),
    version: fc.constantFrom('small@1', 'small@1', 'small@1', 'small@2'),
    campaign: fc.constantFrom('round', 'round', 'round', 'other-round'),
    quality: fc.record({ tooFast: fc.boolean(), straightLined: fc.boolean() }),
  })
  .map(
    ({ procedure, ...fields }) =>
      submissionsOf(1, fields).map((each) => (procedure === undefined ? each : { ...each, procedure }))[0]!,
  );

test.each([
  { who: 'the database', mostRead: 0 },
  { who: 'the process that reads a few', mostRead: 1_000 },
])('$who counts what a person with paper and pencil counts', async ({ mostRead }) => {
  const submissions = createSubmissionStore(connection);
  const counter = createSubmissionCounter(connection, { mostRead });

  await fc.assert(
    fc.asyncProperty(fc.array(submission, { minLength: 1, maxLength: 60 }), async (list) => {
      await connection.collection('submissions').deleteMany({});
      await submissions.insertSubmissions(list);

      const counted = await counter.countOwnDays({
        version: survey,
        campaign: 'round',
        units: ['land-office', 'registry-kg'],
        days: ['2025-06-29', '2025-06-30'],
      });

      const wanted = list.filter(({ version, campaign }) => version === 'small@1' && campaign === 'round');
      const groups = [...new Set(wanted.map(({ unit, day }) => `${unit} ${day}`))].sort();
      expect(counted.map(({ unit, day }) => `${unit} ${day}`).sort()).toEqual(groups);
      for (const { unit, day, cells } of counted) {
        const own = wanted.filter((each) => each.unit === unit && each.day === day);
        expect(sortedCells(unpackCounts(layout, cells).cells)).toEqual(sortedCells(naiveCells(survey, own)));
      }
      // adding up loses nothing: both units, both days, as if counted at once
      const all = unpackCounts(layout, addCells(counted.map(({ cells }) => cells)));
      expect(sortedCells(all.cells)).toEqual(sortedCells(naiveCells(survey, wanted)));
    }),
    { numRuns: 25 },
  );
});

test.each([0, 1_000])(
  'an answer of a wrong type, a foreign unit and a day outside are not counted (%i read)',
  async (mostRead) => {
    const submissions = createSubmissionStore(connection);
    await connection.collection('submissions').deleteMany({});
    await submissions.insertSubmissions([
      ...submissionsOf(2, { answers: { staff: { polite: 4 } } }),
      // stored before a questionnaire was checked as it is now: '4' is not the level 4
      ...submissionsOf(1, { answers: { staff: { polite: '4' } } }),
      ...submissionsOf(5, { unit: 'registry-kg' }),
      ...submissionsOf(7, { day: '2025-07-01' }),
    ]);

    const counted = await createSubmissionCounter(connection, { mostRead }).countOwnDays({
      version: survey,
      campaign: 'round',
      units: ['land-office'],
      days: ['2025-06-30'],
    });

    expect(counted).toHaveLength(1);
    const [cell] = unpackCounts(layout, counted[0]!.cells).cells;
    expect(cell).toMatchObject({ submissions: 3, channel: 'qr', procedure: '', flagged: false });
    expect(cell!.criteria[0]).toEqual({
      criterion: 'staff.polite',
      levels: [{ level: 4, people: 2 }],
      unscored: 1,
    });
    expect(cell!.sums.find(({ factor }) => factor === 'overall')).toEqual({
      factor: 'overall',
      n: 2,
      s: 2,
      m: 2,
      ss: 2,
      mm: 2,
      sm: 2,
    });
  },
);

test('a withdrawn submission counts as nothing', async () => {
  const submissions = createSubmissionStore(connection);
  await connection.collection('submissions').deleteMany({});
  const [first, second] = submissionsOf(2) as [Submission, Submission];
  await submissions.insertSubmissions([first, second]);

  await submissions.replaceByTombstone(first.id);

  expect(
    await connection
      .collection('submissions')
      .find({ _id: first.id as never })
      .toArray(),
  ).toEqual([{ _id: first.id }]);
  const [ownDay] = await createSubmissionCounter(connection).countOwnDays({
    version: survey,
    campaign: 'round',
    days: ['2025-06-30'],
  });
  expect(ownDay!.cells[0]!.people[0]).toBe(1);
});

test('a month remembers on which day how many came', () => {
  const people = layout.columns.map(() => 0);
  const cell = (count: number) => ({
    channel: 'qr' as const,
    procedure: '',
    flagged: false,
    people: [count, ...people.slice(1)],
  });

  const month = addDays([
    { day: '2025-06-01', cells: [cell(3)] },
    { day: '2025-06-30', cells: [cell(4)] },
  ]);

  expect(unpackCounts(layout, month, '2025-06').days).toEqual([
    { day: '2025-06-01', channel: 'qr', procedure: '', flagged: false, submissions: 3 },
    { day: '2025-06-30', channel: 'qr', procedure: '', flagged: false, submissions: 4 },
  ]);
});
