import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { projectDirectory } from '../harness/paths.js';
import { runCommand } from '../harness/run-command.js';
import { install, type Tarballs, versionsOf } from './pack.js';

const source = join(projectDirectory, 'examples');

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Builds each example as its reader would: outside of this workspace, from the packages that a release publishes. */
export async function checkExamples(checks: Checks, tarballs: Tarballs, folder: string): Promise<void> {
  mkdirSync(folder);
  cpSync(join(projectDirectory, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  for (const name of readdirSync(source)) {
    const { scripts, dependencies = {} } = readManifest(name);
    if (scripts.build === undefined) continue;
    await checks.check(`the example ${name} is built outside of this workspace`, async () => {
      const example = join(folder, 'examples', name);
      for (const part of ['src', 'tsconfig.build.json'])
        cpSync(join(source, name, part), join(example, part), { recursive: true });
      writeFileSync(join(example, 'package.json'), JSON.stringify(manifestOf(scripts, dependencies, tarballs)));
      await install(example);
      await runCommand('npm', ['run', 'build'], { cwd: example });
    });
  }
}

function readManifest(name: string): Manifest {
  return JSON.parse(readFileSync(join(source, name, 'package.json'), 'utf8')) as Manifest;
}

function manifestOf(scripts: object, dependencies: object, tarballs: Tarballs) {
  const names = Object.keys(dependencies);
  const packed = Object.fromEntries(Array.from(tarballs, ([name, path]) => [name, `file:${path}`]));
  const others = versionsOf(names.filter((name) => !tarballs.has(name)));
  const own = Object.fromEntries(Object.entries(packed).filter(([name]) => names.includes(name)));
  return {
    ...{ private: true, type: 'module', scripts },
    dependencies: { ...others, ...own },
    devDependencies: versionsOf(['typescript', '@types/node']),
    overrides: packed,
  };
}
