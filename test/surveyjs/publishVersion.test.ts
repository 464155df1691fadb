import { describe, expect, test } from '@jest/globals';
import type { Objection, Publication } from '../../server/domain/questionnaire/objection.ts';
import { Problem } from '../../server/domain/problem.ts';
import { checkProposal, publishVersion } from '../../server/surveyjs/publishVersion.ts';
import { type Json, visitDefinition, visitScoring } from '../support/questionnaires.ts';

const publication = (more: Partial<Publication> = {}): Publication => ({
  version: 'visit@2026-1',
  definition: visitDefinition(),
  scoring: visitScoring(),
  publishedAt: new Date('2026-11-25T08:00:00Z'),
  ...more,
});

function refusalOf(more: Partial<Publication>): Objection[] {
  try {
    publishVersion(publication(more));
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).code).toBe('definition-refused');
    return (error as Problem).details['objections'] as Objection[];
  }
  throw new Error('was published');
}

const rowsOf = (definition: Json) =>
  (definition as { pages: { elements: { rows: { value: string; text: Json }[] }[] }[] }).pages[0]?.elements[1]
    ?.rows ?? [];

describe('publishing', () => {
  test('makes a version with its plan, the criteria’s "does not apply" marked in the matrix', () => {
    const { plan, survey, contentHash } = publishVersion(publication());

    expect({ survey, languages: plan.languages, version: plan.version }).toEqual({
      survey: 'visit',
      languages: ['vi', 'en'],
      version: 'visit@2026-1',
    });
    expect(contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(plan.pages[0]?.elements[1]).toMatchObject({
      kind: 'matrix',
      name: 'staff',
      unscoredColumns: ['na'],
    });
    expect(plan.pages[0]?.elements[2]).toMatchObject({
      kind: 'rating',
      isRequired: true,
      values: [{ value: 1 }, { value: 2 }, { value: 3 }, { value: 4 }, { value: 5 }],
    });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test('the content hash does not depend on the order of keys, but on every value', () => {
    const { title, ...rest } = visitDefinition();
    const hashOf = (definition: Json) => publishVersion(publication({ definition })).contentHash;

    expect(hashOf({ ...rest, title })).toBe(hashOf({ title, ...rest }));
    expect(hashOf({ ...rest, title: { vi: 'Khác', en: 'Other' } })).not.toBe(hashOf({ ...rest, title }));
  });

  test('refuses with all objections at once', () => {
    const scoring = { ...visitScoring(), countedQuestions: ['words'], procedureQuestion: 'field' };

    const errors = refusalOf({ scoring }).filter(({ severity }) => severity === 'error');

    expect(errors.map(({ path }) => path)).toEqual([
      '/scoring/procedureQuestion',
      '/scoring/countedQuestions/0',
    ]);
  });

  test('refuses a version that the scoring does not have', () => {
    expect(refusalOf({ version: 'visit@2026-2' })).toMatchObject([
      { path: '/scoring/version', message: expect.stringContaining('make them the same') },
    ]);
  });

  test('gaps in a language stand in the way until somebody confirms them', () => {
    const definition = { ...visitDefinition(), title: 'Một lần giao dịch' };

    expect(refusalOf({ definition })).toMatchObject([
      {
        severity: 'error',
        path: '/definition/title',
        message: expect.stringContaining('or confirm the gap.'),
      },
    ]);
    expect(publishVersion(publication({ definition, confirmGaps: true })).plan.title).toEqual({
      vi: 'Một lần giao dịch',
    });
  });
});

describe('the next version of a survey', () => {
  const previous = publishVersion(publication());
  const next = (change: (definition: Json) => void = () => {}) => {
    const definition = visitDefinition();
    change(definition);
    return {
      version: 'visit@2026-2',
      definition,
      scoring: visitScoring('visit@2026-2') as unknown as Json,
      previous,
    };
  };
  const reword = (definition: Json) => {
    (rowsOf(definition)[0] as { text: Json }).text = { vi: 'Thân thiện', en: 'Friendly' };
  };

  test('that asks the same needs no word', () => {
    expect(publishVersion(publication(next())).version).toBe('visit@2026-2');
  });

  test('with another wording needs a word on that criterion, and keeps it', () => {
    const reworded = next(reword);

    expect(refusalOf(reworded)).toMatchObject([
      {
        path: '/scoring/criteria/0',
        message:
          'Criterion "staff.polite" differs from visit@2026-1 (wording); say whether it still means the same or has changed.',
      },
    ]);
    expect(
      publishVersion(publication({ ...reworded, meanings: { 'staff.polite': 'changed' } })).meanings,
    ).toEqual({
      'staff.polite': 'changed',
    });
  });

  test('begins a line of its own for what changed its meaning, and hands that on', () => {
    const reworded = next(reword);
    const second = (meaning: 'same' | 'changed') =>
      publishVersion(publication({ ...reworded, meanings: { 'staff.polite': meaning } }));
    const third = publishVersion(
      publication({
        ...reworded,
        version: 'visit@2026-3',
        scoring: visitScoring('visit@2026-3'),
        previous: second('changed'),
      }),
    );

    expect(previous.meaningSince).toBeUndefined();
    expect(second('same').meaningSince).toBeUndefined();
    expect(second('changed').meaningSince).toEqual({ 'staff.polite': 'visit@2026-2' });
    expect(third.meaningSince).toEqual({ 'staff.polite': 'visit@2026-2' });
  });

  test('with other satisfied levels needs another method: figures of both cannot be added', () => {
    const stars = { ...visitScoring().scales['stars'], satisfied: [5] };
    const scoring = visitScoring('visit@2026-2');
    const stricter = { ...scoring, scales: { ...scoring.scales, stars } };
    const proposal = { ...next(), scoring: stricter, meanings: { whole: 'same' as const } };
    const renamed = { ...stricter, method: { ...stricter.method, id: 'visit-strict' } };

    expect(refusalOf(proposal)).toMatchObject([
      { message: expect.stringMatching(/^Criterion "whole" has other levels .* give the method another id/) },
    ]);
    expect(publishVersion(publication({ ...proposal, scoring: renamed })).scoring.method.id).toBe(
      'visit-strict',
    );
  });

  test('shows how every criterion stands to the one before', () => {
    const { definition, scoring } = next(reword);
    const { criteria } = visitScoring();
    const changed = {
      ...scoring,
      criteria: [
        ...criteria.slice(0, 2),
        { ...criteria[2], key: 'staff.plain' },
        { ...criteria[3], factor: 'staff' },
      ],
      factors: visitScoring().factors.slice(0, 1),
    };

    expect(checkProposal({ definition, scoring: changed, previous }).criteria).toEqual([
      { key: 'staff.polite', state: 'differs', differences: ['wording'] },
      { key: 'staff.listen', state: 'same', differences: [] },
      { key: 'staff.plain', state: 'new', differences: [] },
      { key: 'whole', state: 'differs', differences: ['factor'] },
      { key: 'staff.clear', state: 'removed', differences: [] },
    ]);
  });

  test('an added translation changes nothing, another satisfied level does', () => {
    const translated = next((definition) => {
      const row = rowsOf(definition)[0] as { text: Json };
      row.text = { ...row.text, km: 'គួរសម' };
    });
    const stars = visitScoring().scales['stars'];
    const stricter = {
      ...translated.scoring,
      scales: { ...visitScoring().scales, stars: { ...stars, satisfied: [5] } },
    };

    const { criteria } = checkProposal({ ...translated, scoring: stricter });

    expect(criteria.filter(({ state }) => state !== 'same')).toEqual([
      { key: 'whole', state: 'differs', differences: ['scale'] },
    ]);
  });

  test('must carry a new number and belong to the same survey', () => {
    expect(refusalOf({ ...next(), version: 'visit@2026-1', scoring: visitScoring() })).toMatchObject([
      { message: expect.stringContaining('is published already and is never changed') },
    ]);
    expect(
      refusalOf({ ...next(), version: 'other@2026-1', scoring: visitScoring('other@2026-1') }),
    ).toMatchObject([{ message: expect.stringContaining('is not of the survey "visit"') }]);
  });
});
