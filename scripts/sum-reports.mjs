/**
 * Adds up JSON reports of the test runner and prints one line:
 * `N passed, N failed, N skipped`. Exits 1 when a test failed or none ran.
 *
 *   node scripts/sum-reports.mjs FILE [FILE …]
 */
import { readFileSync } from 'node:fs';

const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sum = (key) => reports.reduce((total, report) => total + report[key], 0);
const passed = sum('numPassedTests');
const failed = sum('numFailedTests');
const brokenFiles = sum('numRuntimeErrorTestSuites');
const skipped = sum('numPendingTests') + sum('numTodoTests');

console.log(`${passed} passed, ${failed + brokenFiles} failed, ${skipped} skipped`);
process.exitCode = failed + brokenFiles > 0 || passed === 0 ? 1 : 0;
