/**
 * Holds every questionnaire in surveys/ against what publication asks for.
 * Reads only. Ends with 1 when one of them could not be published.
 *
 *   npm run check-surveys
 *   npm run check-surveys -- --folder DIR     another folder than surveys
 *   npm run check-surveys -- --gaps           names every text that a language lacks
 */
import { parseArgs } from 'node:util';
import { checkShippedSurveys } from '../server/surveyjs/checkShippedSurveys.ts';

function main(): number {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string', default: 'surveys' },
      gaps: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log('npm run check-surveys [-- --folder DIR] [--gaps]');
    return 0;
  }

  let errors = 0;
  for (const { version, objections } of checkShippedSurveys(values.folder)) {
    const gaps = objections.filter(({ isGap }) => isGap).length;
    const shown = objections.filter(({ isGap }) => values.gaps || !isGap);
    const found = objections.filter(({ severity }) => severity === 'error').length;
    errors += found;
    console.log(
      `${version}: ${found === 0 ? 'can be published' : `${found} errors`}${gaps > 0 ? `, ${gaps} texts lack a language` : ''}`,
    );
    for (const { severity, path, message } of shown) console.log(`  ${severity} ${path}\n    ${message}`);
  }
  return errors === 0 ? 0 : 1;
}

try {
  process.exit(main());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
