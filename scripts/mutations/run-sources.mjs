// Makes small wrong changes to sources, and tells which test of the package notices each. A change that can't be made, a run
// that breaks and a change that no test notices all count as failed.
// `node scripts/mutations/run-sources.mjs [TEXT…]` takes only the changes whose description has one of the texts. Build first.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, env, execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import preset from '../../jest.preset.mjs';
import { root } from '../setup/root.mjs';
import { sourceMutations } from './source-mutations.mjs';

const mutatingTransform = fileURLToPath(new URL('mutating-transform.mjs', import.meta.url));
const [[pattern, [, swcOptions]]] = Object.entries(preset.transform);
const wanted = argv.slice(2);
const chosen = [...sourceMutations.entries()].filter(
  ([, { breaks }]) => wanted.length === 0 || wanted.some((part) => breaks.includes(part)),
);
/** The jest configuration of each package: the tests of the metadata need its database. */
const configurations = new Map();
for (const name of testsByPackage().keys())
  configurations.set(name, (await import(join(root, 'packages', name, 'jest.config.mjs'))).default);

let failed = 0;
for (const [packageName, tests] of testsByPackage())
  report(
    `${packageName}: the tests pass without a change`,
    (({ notices, error }) => error ?? notices)(run(packageName, tests)),
  );
for (const [number, { breaks, file, find, tests }] of chosen) {
  const { notices, error } = occurrencesOf(file, find) === 1 ? run(packageOf(file), tests, number) : cannotBeMade(file);
  report(
    notices === undefined ? breaks : `${breaks}: noticed by "${notices}"`,
    error ?? (notices ? undefined : 'no test notices'),
  );
}
console.log(`${chosen.length + testsByPackage().size - failed} passed, ${failed} failed`);
exit(failed === 0 && chosen.length > 0 ? 0 : 1);

function report(title, problem) {
  if (problem !== undefined) failed += 1;
  console.log(problem === undefined ? `✓ ${title}` : `✗ ${title}: ${problem}`);
}

/** Runs tests of a package with a change, or with none. */
function run(packageName, tests, number) {
  const rootDir = join(root, 'packages', packageName);
  const transform = { [pattern]: [mutatingTransform, swcOptions] };
  // The usual runner of our tests does not use the transforms of jest.
  const options = { rootDir, transform, testRunner: 'jest-circus/runner', reporters: [] };
  const config = JSON.stringify({ ...configurations.get(packageName), ...options });
  const parameters = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--config', config];
  const { stdout, stderr } = spawnSync(execPath, [...parameters, '--json', '--runInBand', tests], {
    cwd: rootDir,
    env: { ...env, MUTATION: String(number) },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  try {
    return resultOf(JSON.parse(stdout));
  } catch {
    return { error: stderr.trim().split('\n').at(-1) || 'it never ended' };
  }
}

function resultOf({ numTotalTests, testResults }) {
  const broken = testResults.find(
    ({ assertionResults, status }) => status === 'failed' && assertionResults.length === 0,
  );
  if (broken !== undefined || numTotalTests === 0) return { error: broken?.message ?? 'there is no such test' };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return { notices: results.find(({ status }) => status === 'failed')?.fullName };
}

function cannotBeMade(file) {
  return { error: `can't be made: packages/${file} has not that text once` };
}

function occurrencesOf(file, find) {
  return readFileSync(join(root, 'packages', file), 'utf8').split(find).length - 1;
}

function packageOf(file) {
  return file.split('/', 1)[0];
}

/** All tests that have to tell of the chosen changes, as one pattern for each package. */
function testsByPackage() {
  const patterns = new Map();
  for (const [, { file, tests }] of chosen) {
    const name = packageOf(file);
    patterns.set(name, new Set([...(patterns.get(name) ?? []), tests]));
  }
  return new Map([...patterns].map(([name, tests]) => [name, [...tests].join('|')]));
}
