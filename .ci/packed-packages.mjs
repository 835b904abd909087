// A driver outside the workspace, with a jest of its own, holds itself to the port by the packages as they are published.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath, exit } from 'node:process';
import { promisify } from 'node:util';
import { bringPnpm } from '../scripts/setup/pnpm.mjs';
import { root } from '../scripts/setup/root.mjs';

const execute = promisify(execFile);
const packages = ['core', 'conformance'];
const folder = await mkdtemp(join(tmpdir(), 'lading-packed-'));

try {
  const tarballs = await pack();
  await cp(join(root, '.ci', 'packed-driver'), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(await manifestOf(tarballs)));
  await execute('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  const jest = join(folder, 'node_modules', 'jest', 'bin', 'jest.js');
  const { stderr } = await execute(execPath, ['--experimental-vm-modules', jest], { cwd: folder });
  const count = /^Tests: +(\d+) passed, (\d+) total$/m.exec(stderr);
  if (count === null || count[1] !== count[2] || Number(count[1]) < 10) throw new Error(`jest said:\n${stderr}`);
  const command = join(folder, 'node_modules', '.bin', 'lading-conformance');
  const { stdout } = await execute(command, ['--version'], { cwd: folder });
  console.log(`${count[1]} cases pass for a driver outside; lading-conformance ${stdout.trim()} runs there.`);
} catch (error) {
  console.error(error.stderr ?? error.message);
  exit(1);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Makes the tarballs that a release would publish; gives their names in the folder. */
async function pack() {
  const pnpm = await bringPnpm();
  for (const name of packages)
    await execute(pnpm, ['pack', '--pack-destination', folder], { cwd: join(root, 'packages', name), env });
  return (await readdir(folder)).filter((name) => name.endsWith('.tgz')).sort();
}

/** A version of ours is on no registry yet, so that each has to come from its tarball. */
async function manifestOf(tarballs) {
  const workspace = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const jest = /^ {2}jest: (\S+)$/m.exec(workspace)?.[1];
  const own = Object.fromEntries(
    packages.map((name) => [`@lading/${name}`, `file:${tarballs.find((file) => file.includes(`lading-${name}-`))}`]),
  );
  return {
    private: true,
    type: 'module',
    dependencies: own,
    overrides: { '@lading/core': own['@lading/core'] },
    devDependencies: { jest },
    jest: { testEnvironment: 'node', transform: {}, testTimeout: 60_000 },
  };
}
