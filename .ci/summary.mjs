// The table at the end of a run, what failed, and the line that counts. Exits with 1 if anything failed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportsDirectory } from './harness/paths.mjs';

// Steps run side by side, so their seconds don't add up.
const [wholeSeconds] = process.argv.slice(2);
const steps = readFileSync(join(reportsDirectory, 'steps.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'))
  .map(([name, code, seconds]) => ({ name, seconds: Number(seconds), ...figuresOf(name, Number(code)) }));

console.log(`\n${'check'.padEnd(24)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'seconds'.padStart(9)}`);
for (const { name, passed, failed, seconds } of steps) {
  console.log(
    `${name.padEnd(24)}${String(passed).padStart(8)}${String(failed).padStart(8)}${String(seconds).padStart(9)}`,
  );
}
const sum = (key) => steps.reduce((total, step) => total + step[key], 0);
if (wholeSeconds !== undefined)
  console.log(`${'the whole run'.padEnd(24)}${''.padStart(16)}${wholeSeconds.padStart(9)}`);
for (const { name, failures } of steps) {
  for (const failure of failures) console.log(`FAILED ${name}: ${failure}`);
}
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;

/** A step that ended badly without saying how counts as one failure; one that only sets things up counts as one check. */
function figuresOf(name, code) {
  const file = join(reportsDirectory, `${name}.json`);
  const figures = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : readLastLine(name);
  if (code === 0 && figures.passed + figures.failed === 0) return { passed: 1, failed: 0, failures: [] };
  if (code === 0 || figures.failed > 0) return figures;
  const reason = code === 124 || code === 137 ? 'took too long' : `ended with ${code}`;
  return { ...figures, failed: 1, failures: [`${reason}, see reports/logs/${name}.log`] };
}

/** What `npm test` says on its last line: `41 passed, 1 failed`. */
function readLastLine(name) {
  const log = readFileSync(join(reportsDirectory, 'logs', `${name}.log`), 'utf8');
  const [, passed = 0, failed = 0] = [...log.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1) ?? [];
  const failures = log.split('\n').filter((line) => line.startsWith('✗ '));
  return { passed: Number(passed), failed: Number(failed), failures };
}
