import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
