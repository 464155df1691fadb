/**
 * Everything CI runs: build, types, lint, questionnaires, all tests. Browser
 * tests run where Chromium is found; where not, the runner says so.
 *
 *   npm run check
 *   npm run check -- --report FILE     also keeps the test runner's JSON report
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { report: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) {
  console.log('npm run check [-- --report FILE]');
  process.exit(0);
}

const report = values.report === undefined ? [] : ['--', '--json', `--outputFile=${values.report}`];
const steps = [
  ['build', ['run', 'build']],
  ['types', ['run', 'types']],
  ['lint', ['run', 'lint']],
  ['questionnaires', ['run', 'check-surveys']],
  ['tests', ['test', ...report]],
];

for (const [name, args] of steps) {
  const startedAt = Date.now();
  console.log(`\n── ${name}`);
  const { status } = spawnSync('npm', args, { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${name} failed`);
    process.exit(status ?? 1);
  }
  console.log(`── ${name}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}
