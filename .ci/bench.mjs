// Every load of bench/ runs, small and short, without an error. No figure is asserted: those mean something on a quiet
// machine only.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loads } from '../bench/loads/index.mjs';
import { createChecks } from './harness/checks.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';

const checks = createChecks('bench');
const output = makeTemporaryDirectory('bench-record');
const measured = ['bench/run.mjs', '--quick', '--subjects', 'lading', '--output', output];
await checks.check('the bench runs to its end', () => run(measured, 300_000));
const compared = ['bench/compare.mjs', '--with', '.', '--only', 'manifest-put-1,image-pu', '--pairs', '1'];
await checks.check('two versions are compared', () => run(compared, 200_000));
const { results } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8'));
for (const { id, title } of loads)
  await checks.check(title, () => {
    const [figures] = results.find((result) => result.id === id)?.subjects ?? [];
    if (!(figures?.median > 0) || figures.errors.length > 0) throw new Error(JSON.stringify(figures));
  });
checks.finish();

function run(parameters, timeout) {
  const { status } = spawnSync(process.execPath, parameters, { cwd: projectDirectory, stdio: 'inherit', timeout });
  if (status !== 0) throw new Error(`it ended with ${status}`);
}
