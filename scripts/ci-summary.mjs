// Prints the last line of a CI run, "N passed, N failed", from the test runner's JSON report; status 1 when anything failed.
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? 'data/run/vitest.json';
const report = JSON.parse(readFileSync(file, 'utf8'));
// A file that could not even be loaded has no tests of its own, and is a failure all the same.
const unloaded = report.testResults.filter(
  (one) => one.status === 'failed' && one.assertionResults.length === 0,
).length;
const failed = report.numFailedTests + unloaded;
console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed === 0 && report.numPassedTests > 0 ? 0 : 1;
