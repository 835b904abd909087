import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checks } from '../harness/checks.js';
import { projectDirectory } from '../harness/paths.js';
import { runCommand } from '../harness/run-command.js';
import { fromTarballs, install, type Tarballs, versionsOf } from './pack.js';

const leastCases = 100;

/** Runs the cases under jest in a stranger's package: for its driver, and for a registry that is named by its URL. */
export async function checkDriver(
  checks: Checks,
  tarballs: Tarballs,
  folder: string,
  registryUrl: string,
): Promise<void> {
  await checks.check('a foreign driver and a registry pass the cases outside of this workspace', async () => {
    cpSync(join(projectDirectory, 'e2e', 'fixtures', 'driver'), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifestOf(tarballs)));
    await install(folder);
    checks.note(`${await runJest(folder, registryUrl)} cases pass`);
  });
}

function manifestOf(tarballs: Tarballs) {
  return {
    private: true,
    type: 'module',
    ...fromTarballs(tarballs, ['@lading/core', '@lading/conformance']),
    devDependencies: versionsOf(['jest']),
    jest: { testEnvironment: 'node', transform: {}, testTimeout: 60_000 },
  };
}

/** Resolves to the number of passed cases. */
async function runJest(folder: string, registryUrl: string): Promise<number> {
  const jest = join(folder, 'node_modules', 'jest', 'bin', 'jest.js');
  const { stderr } = await runCommand(process.execPath, ['--experimental-vm-modules', jest], {
    cwd: folder,
    env: { ...process.env, REGISTRY_URL: registryUrl },
    seconds: 400,
  });
  const totals = /^Tests: +(?:(\d+) skipped, )?(\d+) passed, (\d+) total$/m.exec(stderr) ?? [];
  const [, skipped = '0', passed, total] = totals;
  if (!(Number(passed) > leastCases) || Number(passed) + Number(skipped) !== Number(total)) throw new Error(stderr);
  return Number(passed);
}
