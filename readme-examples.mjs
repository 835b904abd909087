import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** How long one example may compile, and how long it may run. */
const timeLimit = { timeout: 60_000 };

const compilerOptions = {
  extends: '../tsconfig.json',
  compilerOptions: { noEmit: false, rootDir: '.', outDir: 'out', declaration: false, declarationMap: false },
  include: ['example.ts'],
};

/**
 * The examples of a package's README, so that a test can prove that they compile and run: every block that is fenced with
 * ```ts. One that can't stand alone is fenced with ```ts fragment.
 *
 * @param packageDirectory the folder of README.md and package.json; the package must be built
 * @returns each example with a name for its test; `run` gives what it printed, or rejects with what went wrong
 */
export function readmeExamples(packageDirectory) {
  const text = readFileSync(join(packageDirectory, 'README.md'), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    name: `README.md:${text.slice(0, match.index).split('\n').length}`,
    run: () => run(match[1], packageDirectory),
  }));
}

/** It lies inside the package for the time being, so that imports resolve as they do in the package's own files. */
async function run(code, packageDirectory) {
  const folder = await mkdtemp(join(packageDirectory, '.readme-example-'));
  try {
    await writeFile(join(folder, 'example.ts'), code);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(compilerOptions));
    await compile(folder, packageDirectory);
    const { stdout } = await execute(execPath, [join('out', 'example.js')], { cwd: folder, ...timeLimit });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compile(folder, packageDirectory) {
  const { resolve } = createRequire(join(packageDirectory, 'package.json'));
  const compiler = join(dirname(resolve('typescript/package.json')), 'bin', 'tsc');
  await execute(execPath, [compiler, '-p', folder], timeLimit).catch((error) => {
    throw new Error(`the example does not compile:\n${error.stdout || error.message}`, { cause: error });
  });
}
