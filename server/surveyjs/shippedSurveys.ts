import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Objection } from '../domain/questionnaire/objection.ts';
import type { SurveyVersion } from '../domain/questionnaire/version.ts';
import { read } from './checkDefinition.ts';
import { contentHash } from './contentHash.ts';

/** One version as it lies in `surveys/`: `<survey>/<YYYY-N>.definition.json` and `.scoring.json`. */
export interface ShippedSurvey {
  /** `sipas-service@2023-1`. */
  version: string;
  survey: string;
  definition: unknown;
  scoring: unknown;
  /** Where it was read, for messages. */
  files: { definition: string; scoring: string };
}

/**
 * Every shipped version, by survey and within a survey in the order of its numbers.
 *
 * @throws Error naming the file that is missing or is no JSON
 */
export function loadShippedSurveys(folder: string): ShippedSurvey[] {
  const surveys = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return surveys.flatMap((survey) => {
    const names = readdirSync(join(folder, survey)).flatMap((name) => {
      const [, number] = /^(\d{4}-\d+)\.definition\.json$/.exec(name) ?? [];
      return number === undefined ? [] : [number];
    });
    return names.sort(byNumber).map((number) => loadVersion(folder, survey, number));
  });
}

function loadVersion(folder: string, survey: string, number: string): ShippedSurvey {
  const files = {
    definition: join(folder, survey, `${number}.definition.json`),
    scoring: join(folder, survey, `${number}.scoring.json`),
  };
  if (!existsSync(files.scoring)) {
    throw new Error(`${files.definition} has no scoring beside it; write ${files.scoring}.`);
  }
  return {
    version: `${survey}@${number}`,
    survey,
    definition: readJson(files.definition),
    scoring: readJson(files.scoring),
    files,
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** 2023-2 before 2023-10. */
const byNumber = (left: string, right: string): number => {
  const [leftYear = 0, leftCount = 0] = left.split('-').map(Number);
  const [rightYear = 0, rightCount = 0] = right.split('-').map(Number);
  return leftYear - rightYear || leftCount - rightCount;
};

export interface CheckedSurvey extends ShippedSurvey {
  objections: Objection[];
}

/** What publication has against the shipped surveys; each version is held against the one before it. */
export function checkShippedSurveys(folder: string): CheckedSurvey[] {
  const previous = new Map<string, SurveyVersion>();
  return loadShippedSurveys(folder).map((shipped) => {
    const before = previous.get(shipped.survey);
    const { objections, plan, scoring } = read({ ...shipped, previous: before });
    if (scoring !== undefined && scoring.version !== shipped.version) {
      objections.push({
        severity: 'error',
        path: '/scoring/version',
        message: `The scoring says "${scoring.version}" but its file is that of "${shipped.version}"; make them the same.`,
      });
    }
    if (plan !== undefined && scoring !== undefined) {
      const { version, survey } = shipped;
      const definition = shipped.definition as SurveyVersion['definition'];
      previous.set(survey, {
        ...{ version, survey, definition, scoring, plan },
        contentHash: contentHash(shipped.definition, shipped.scoring),
        publishedAt: new Date(0),
      });
    }
    return { ...shipped, objections };
  });
}
