import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { root } from '../../scripts/setup/root.mjs';
import { fromTarballs, install } from './pack.mjs';

const execute = promisify(execFile);
const fromCatalog = ['@swc/core', '@swc/jest', '@types/jest', '@types/node', 'jest', 'typescript'];
/** The last release line that runs on Node.js 20. */
const vitest = '^4.1.0';

/** Runs each section of docs/test-runners.md: writes its files to a folder, and then runs its command there. */
export async function checkTestRunners(tarballs, folder, registryUrl) {
  await mkdir(folder);
  const devDependencies = { ...(await versionsOf(fromCatalog)), vitest };
  const manifest = { private: true, devDependencies, ...fromTarballs(tarballs, Object.keys(tarballs)) };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await install(folder);
  const environment = {
    ...env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    PATH: `${join(folder, 'node_modules', '.bin')}${delimiter}${env.PATH}`,
    REGISTRY_URL: String(registryUrl),
  };
  const sections = sectionsOf(await readFile(join(root, 'docs', 'test-runners.md'), 'utf8'));
  if (sections.length < 7) throw new Error(`docs/test-runners.md has only ${sections.length} examples`);
  // The cases mostly wait, so two at a time take half as long.
  const lane = async () => {
    for (let section = sections.shift(); section !== undefined; section = sections.shift())
      await runSection(section, join(folder, section.name), environment);
  };
  await Promise.all([lane(), lane()]);
}

async function runSection({ name, files, command }, folder, environment) {
  await mkdir(folder);
  for (const [file, text] of files) await writeFile(join(folder, file), text);
  // jest and vitest look for the root of a project.
  if (!files.some(([file]) => file === 'package.json')) await writeFile(join(folder, 'package.json'), '{}');
  const { stdout, stderr } = await execute('sh', ['-c', command], { cwd: folder, env: environment }).catch((error) => {
    throw new Error(`«${name}» of docs/test-runners.md failed:\n${error.stdout}${error.stderr}`);
  });
  const passed = passedIn(`${stdout}${stderr}`);
  if (files.some(([file]) => file.includes('.test.')) && passed < 60)
    throw new Error(`«${name}» of docs/test-runners.md ran ${passed} tests:\n${stdout}${stderr}`);
  console.log(`docs/test-runners.md, «${name}»: ${passed === 0 ? 'runs' : `${passed} tests pass`}.`);
}

/** The count of jest and vitest (`Tests: 66 passed`), or of node:test (`# pass 66`). */
function passedIn(text) {
  const [, one, other] = /^ *Tests:? .*?(\d+) passed|^. pass (\d+)$/m.exec(text) ?? [];
  return Number(one ?? other ?? 0);
}

/** Each second-level heading with the files that are named before their block, and the command of its `sh` block. */
function sectionsOf(text) {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      name: section.slice(0, section.indexOf('\n')).replace(/[^\w]+/g, '-'),
      files: [...section.matchAll(/^`([\w.-]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(([, file, code]) => [file, code]),
      command: /^```sh\n([\s\S]*?)^```$/m.exec(section)?.[1],
    }))
    .filter(({ command }) => command !== undefined);
}

/** The versions of packages in the catalog of this workspace. */
export async function versionsOf(names) {
  const workspace = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8');
  return Object.fromEntries(
    names.map((name) => [name, new RegExp(`^ {2}"?${name}"?: (\\S+)$`, 'm').exec(workspace)?.[1]]),
  );
}
