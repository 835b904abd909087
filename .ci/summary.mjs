// Prints the failures (at most ten for each step), the ten slowest test files, a table of the steps, and the counts. Exits with
// 1 if anything failed. It imports nothing that has to be built.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const reportsDirectory = fileURLToPath(new URL('../reports', import.meta.url));
const mostLines = 10;

// Steps run in parallel, so the run takes less than the sum of their seconds.
const [wholeSeconds] = process.argv.slice(2);
const steps = readFileSync(join(reportsDirectory, 'steps.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'))
  .map(([name, code, seconds, processor = '']) => ({ name, seconds, processor, ...figuresOf(name, Number(code)) }));
const sum = (key) => steps.reduce((total, step) => total + Number(step[key]), 0);

console.log();
for (const { name, failures } of steps) printFailures(name, failures);
printSlowestFiles();
printRow('check', ['passed', 'failed', 'seconds', 'processor']);
for (const { name, passed, failed, seconds, processor } of steps) printRow(name, [passed, failed, seconds, processor]);
if (wholeSeconds !== undefined) printRow('the whole run', ['', '', wholeSeconds, sum('processor')]);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;

function printRow(name, cells) {
  console.log([name.padEnd(24), ...cells.map((cell) => String(cell).padStart(10))].join(''));
}

/** The more failures a step has, the fewer lines of each. */
function printFailures(name, failures) {
  const linesOfEach = Math.max(1, Math.floor(mostLines / failures.length));
  for (const failure of failures.slice(0, mostLines))
    console.log(`FAILED ${name}: ${failure.split('\n').slice(0, linesOfEach).join('\n')}`);
  if (failures.length > mostLines) console.log(`FAILED ${name}: ${failures.length - mostLines} more`);
}

/** `npm test` prints them as `  12.3 s  @lading/core test/one.test.ts`. */
function printSlowestFiles() {
  const log = join(reportsDirectory, 'logs', 'npm-test.log');
  const files = existsSync(log) ? readFileSync(log, 'utf8').match(/^ +\d+\.\d s {2}\S+ \S+$/gm) : null;
  if (files !== null) console.log(`\nThe slowest test files:\n${files.join('\n')}\n`);
}

/** A step that fails without counts is one failure. A step that succeeds without counts is one check. */
function figuresOf(name, code) {
  const file = join(reportsDirectory, `${name}.json`);
  const figures = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : readLastLine(name);
  if (code === 0 && figures.passed + figures.failed === 0) return { passed: 1, failed: 0, failures: [] };
  if (code === 0 || figures.failed > 0) return figures;
  const reason = code === 124 || code === 137 ? 'took too long' : `ended with ${code}`;
  return { ...figures, failed: 1, failures: [`${reason}, see reports/logs/${name}.log`] };
}

/** `npm test` ends with such a line: `41 passed, 1 failed`. */
function readLastLine(name) {
  const log = readFileSync(join(reportsDirectory, 'logs', `${name}.log`), 'utf8');
  const [, passed = 0, failed = 0] = [...log.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1) ?? [];
  // The name of what failed, and indented below it the reason.
  const failures = log.match(/^✗ .*(?:\n {4}.*)*/gm) ?? [];
  return { passed: Number(passed), failed: Number(failed), failures };
}
