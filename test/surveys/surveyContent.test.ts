import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { countOutcomes } from '../../server/domain/satisfaction.ts';
import type { Scoring } from '../../server/domain/scoring.ts';
import { checkDefinition } from '../../server/surveyjs/checkDefinition.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const scoringOf = (file: string) => JSON.parse(read(`${file}.scoring.json`)) as Scoring;

/** Every text in a questionnaire or scoring: an object that has Vietnamese. */
function textsIn(json: unknown): Record<string, string>[] {
  if (Array.isArray(json)) return json.flatMap(textsIn);
  if (typeof json !== 'object' || json === null) return [];
  if ('vi' in json) return [json as Record<string, string>];
  return Object.values(json).flatMap(textsIn);
}

describe('sipas-service@2023-1', () => {
  const scoring = scoringOf('surveys/sipas-service/2023-1');
  const readme = read('surveys/sipas-service/README.md');

  test('has the 22 criteria under five factors, 4 + 5 + 6 + 3 + 4', () => {
    const sizes = scoring.factors.map(
      ({ key }) => scoring.criteria.filter(({ factor }) => factor === key).length,
    );

    expect(scoring.factors.map(({ key }) => key)).toEqual([
      'access',
      'procedure',
      'staff',
      'result',
      'feedback',
    ]);
    expect(sizes).toEqual([4, 5, 6, 3, 4]);
  });

  test('marks as confirmed the criteria that were seen in a source, and no others', () => {
    const confirmed = scoring.criteria.flatMap(({ confidence }, index) =>
      confidence === 'C' ? [index + 1] : [],
    );

    // the rows of the table of 2640/QĐ-BNV that two published lists confirm (README, Criteria)
    expect(confirmed).toEqual([1, 5, 9, 10, 12, 13, 15, 22]);
  });

  test('neutral has answered and is not satisfied (decision 0002)', () => {
    const scale = scoring.scales['satisfaction5']!;
    // one person on each of the five levels, and one who skipped the question
    const people = scale.levels.map((level) => ({ level, people: 1 }));

    expect(countOutcomes([{ criterion: 'access.seats', levels: people, unscored: 1 }], scale)).toMatchObject({
      answered: 5,
      satisfied: 2, // levels 4 and 5
      unscored: 1,
    });
  });

  test('its README names every criterion with its words and its mark', () => {
    scoring.criteria.forEach(({ key, label, confidence }, index) => {
      expect(readme).toContain(`| ${index + 1} | \`${key}\` | ${label['vi']} | ${confidence} |`);
    });
  });

  test('says that its index is not confirmed', () => {
    expect(scoring.index).toMatchObject({ rule: 'weightedMean', confidence: 'U' });
  });
});

describe.each(['surveys/sipas-service/2023-1', 'surveys/counter-short/2026-1'])('%s', (file) => {
  const texts = [`${file}.definition.json`, `${file}.scoring.json`].flatMap((name) =>
    textsIn(JSON.parse(read(name))),
  );

  test('speaks Vietnamese, Khmer and English everywhere', () => {
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter((text) => Object.keys(text).sort().join() !== 'en,km,vi')).toEqual([]);
    expect(texts.filter((text) => Object.values(text).some((words) => words.trim() === ''))).toEqual([]);
  });

  test('lets Khmer lines break between words', () => {
    // The longest single word is អត្តសញ្ញាណប័ណ្ណ, identity card: 15 signs.
    expect(texts.flatMap(({ km }) => km?.match(/[\u1780-\u17d3]{16,}/g) ?? [])).toEqual([]);
  });

  test('is written in Unicode NFC', () => {
    expect(
      texts.filter((text) => Object.values(text).some((words) => words !== words.normalize('NFC'))),
    ).toEqual([]);
  });
});

describe('the form of the commune survey of 2019', () => {
  const file = 'test/support/surveys/commune-2019';
  const scoring = scoringOf(file);

  test('has seven items of three levels, one of them satisfied', () => {
    expect(scoring.criteria).toHaveLength(7);
    expect(scoring.scales['satisfaction3']).toMatchObject({ levels: [1, 2, 3], satisfied: [3] });
  });

  test('can be published', () => {
    const definition = JSON.parse(read(`${file}.definition.json`)) as Record<string, unknown>;
    const errors = checkDefinition({ definition, scoring }).filter(({ severity }) => severity === 'error');

    expect(errors).toEqual([]);
  });
});
