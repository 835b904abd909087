import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { projectDirectory } from '../harness/paths.js';
import { runCommand } from '../harness/run-command.js';
import { fromTarballs, install, type Tarballs, versionsOf } from './pack.js';

/** An example of docs/test-runners.md: files by name, and the command that runs them. */
interface Example {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly command: string;
}

const fromCatalog = ['@swc/core', '@swc/jest', '@types/jest', '@types/node', 'jest', 'typescript'];
/** The last release line that runs on Node.js 20. */
const vitest = '^4.1.0';
const leastExamples = 7;
const leastCases = 60;

/** Runs each example of docs/test-runners.md: writes its files to a folder, and runs its command there. */
export async function checkTestRunners(
  checks: Checks,
  tarballs: Tarballs,
  folder: string,
  registryUrl: string,
): Promise<void> {
  const text = readFileSync(join(projectDirectory, 'docs', 'test-runners.md'), 'utf8');
  const examples = parseExamples(text);
  await checks.check('the packages install for the examples of docs/test-runners.md', () => {
    if (examples.length < leastExamples) throw new Error(`only ${examples.length} examples`);
    return installForExamples(tarballs, folder);
  });
  const environment = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    PATH: `${join(folder, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
    REGISTRY_URL: registryUrl,
  };
  // The cases mostly wait, so two at a time take half as long.
  const lane = async () => {
    for (let example = examples.shift(); example !== undefined; example = examples.shift())
      await checkExample(checks, example, join(folder, example.name), environment);
  };
  await Promise.all([lane(), lane()]);
}

async function installForExamples(tarballs: Tarballs, folder: string): Promise<void> {
  mkdirSync(folder);
  const devDependencies = { ...versionsOf(fromCatalog), vitest };
  const manifest = { private: true, devDependencies, ...fromTarballs(tarballs, tarballs.keys()) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await install(folder);
}

async function checkExample(checks: Checks, example: Example, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { name, files, command } = example;
  await checks.check(`docs/test-runners.md, «${name}»`, async () => {
    mkdirSync(folder);
    // jest and vitest look for the root of a project.
    for (const [file, text] of new Map([['package.json', '{}'], ...files])) writeFileSync(join(folder, file), text);
    const { stdout, stderr } = await runCommand('sh', ['-c', command], { cwd: folder, env, seconds: 400 });
    const passed = countPassed(`${stdout}${stderr}`);
    checks.note(`«${name}» ${passed === 0 ? 'runs' : `passes ${passed} tests`}`);
    const hasTests = [...files.keys()].some((file) => file.includes('.test.'));
    if (hasTests && passed < leastCases) throw new Error(`it ran ${passed} tests:\n${stdout}${stderr}`);
  });
}

/** The count of jest and vitest (`Tests: 66 passed`), or of node:test (`# pass 66`). */
function countPassed(text: string): number {
  const [, one, other] = /^ *Tests:? .*?(\d+) passed|^. pass (\d+)$/m.exec(text) ?? [];
  return Number(one ?? other ?? 0);
}

/** Each second-level heading with an `sh` block. The name of a file stands before its block. */
function parseExamples(text: string): Example[] {
  return text
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const [, command] = /^```sh\n([\s\S]*?)^```$/m.exec(section) ?? [];
      if (command === undefined) return [];
      const blocks = [...section.matchAll(/^`([\w.-]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)];
      const files = new Map(blocks.map(([, file = '', code = '']) => [file, code]));
      return [{ name: section.slice(0, section.indexOf('\n')).replace(/[^\w]+/g, '-'), files, command }];
    });
}
