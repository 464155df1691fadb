import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { levelsOf } from '../server/domain/questionnaire/levels.ts';
import type { Answers } from '../server/domain/questionnaire/plan.ts';
import { validateAnswers } from '../server/domain/questionnaire/validate.ts';
import { publishVersion } from '../server/surveyjs/publishVersion.ts';
import { checkShippedSurveys } from '../server/surveyjs/checkShippedSurveys.ts';
import { loadShippedSurveys } from '../server/surveyjs/shippedSurveys.ts';

const shipped = loadShippedSurveys('surveys');

describe('surveys/', () => {
  test('holds the questionnaires that the platform ships', () => {
    expect(shipped.map(({ survey }) => survey)).toEqual(
      expect.arrayContaining(['counter-short', 'sipas-service']),
    );
  });

  test.each(checkShippedSurveys('surveys').map(({ version, objections }) => [version, objections] as const))(
    '%s can be published',
    (_, objections) => {
      expect(objections.filter(({ severity }) => severity === 'error')).toEqual([]);
    },
  );

  test.each(shipped.map((survey) => [survey.version, survey] as const))(
    '%s takes an answer to every criterion and finds its level',
    (version, { definition, scoring: input }) => {
      const publishedAt = new Date('2026-11-25T00:00:00Z');
      const { plan, scoring } = publishVersion({
        version,
        definition,
        scoring: input,
        publishedAt,
        confirmGaps: true,
      });
      const answers: Record<string, unknown> = {};
      for (const { question, row, scale } of scoring.criteria) {
        const value = scoring.scales[scale]?.values.at(-1)?.value;
        answers[question] = row === undefined ? value : { ...(answers[question] as object), [row]: value };
      }

      const { faults, answers: kept } = validateAnswers(plan, answers);

      // nothing wrong with what was answered; that other questions are missing is another matter
      expect(faults.filter(({ reason }) => reason !== 'missing')).toEqual([]);
      const levels = [...levelsOf(scoring, kept as Answers).values()];
      const highest = scoring.criteria.map(({ scale }) => scoring.scales[scale]?.values.at(-1)?.level);
      expect(levels).toEqual(highest);
    },
  );
});

describe('loading a folder of surveys', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'surveys-'));
    mkdirSync(join(folder, 'visit'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('puts the tenth version of a year after the second', () => {
    for (const number of ['2026-10', '2026-2', '2025-11']) {
      writeFileSync(join(folder, 'visit', `${number}.definition.json`), '{}');
      writeFileSync(join(folder, 'visit', `${number}.scoring.json`), '{}');
    }

    expect(loadShippedSurveys(folder).map(({ version }) => version)).toEqual([
      'visit@2025-11',
      'visit@2026-2',
      'visit@2026-10',
    ]);
  });

  test('names the file that is missing and the file that is no JSON', () => {
    writeFileSync(join(folder, 'visit', '2027-1.definition.json'), '{');
    expect(() => loadShippedSurveys(folder)).toThrow(
      /has no scoring beside it; write .*2027-1\.scoring\.json/,
    );

    writeFileSync(join(folder, 'visit', '2027-1.scoring.json'), '{}');
    expect(() => loadShippedSurveys(folder)).toThrow(/2027-1\.definition\.json is no JSON/);
  });
});
