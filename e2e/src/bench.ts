// Runs every load of bench/, small and short. None may meet an error. No figure is asserted: figures mean something on a quiet
// machine only.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from './harness/checks.js';
import { projectDirectory } from './harness/paths.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

interface Load {
  readonly id: string;
  readonly title: string;
}

/** The part of `results.json` that is read here. */
interface Results {
  readonly results: readonly {
    readonly id: string;
    readonly subjects: readonly { readonly median: number; readonly errors: readonly string[] }[];
  }[];
}

const { loads } = (await import(join(projectDirectory, 'bench/dist/loads/index.js'))) as { loads: readonly Load[] };
const checks = new Checks('bench');
const output = makeTemporaryDirectory('bench-record');
await checks.check('the bench runs to its end', () =>
  run(['bench/dist/run.js', '--quick', '--subjects', 'lading', '--output', output], 600_000),
);
await checks.check('two versions are compared', () =>
  run(['bench/dist/compare.js', '--with', '.', '--only', 'manifest-put-1,image-pu', '--pairs', '1'], 400_000),
);
const { results } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as Results;
for (const load of loads) await checks.check(load.title, () => expectFigures(load));
checks.finish();

function expectFigures({ id }: Load): void {
  const [figures] = results.find((result) => result.id === id)?.subjects ?? [];
  if (figures === undefined || !(figures.median > 0) || figures.errors.length > 0)
    throw new Error(JSON.stringify(figures));
}

function run(parameters: readonly string[], timeout: number): void {
  const { status } = spawnSync(process.execPath, parameters, { cwd: projectDirectory, stdio: 'inherit', timeout });
  if (status !== 0) throw new Error(`it ended with ${status}`);
}
