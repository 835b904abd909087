import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../harness/paths.js';
import { runCommand } from '../harness/run-command.js';

/** The path of each tarball by the name of its package. */
export type Tarballs = ReadonlyMap<string, string>;

/** A script of the workspace that runs before anything is built. */
interface PnpmScript {
  bringPnpm(): Promise<string>;
}

/** Makes the tarballs that a release would publish, of packages and of all that they depend on. */
export async function pack(wanted: readonly string[], folder: string): Promise<Tarballs> {
  const packages = withDependencies(wanted);
  const script = (await import(join(projectDirectory, 'scripts/setup/pnpm.mjs'))) as PnpmScript;
  const pnpm = await script.bringPnpm();
  for (const name of packages)
    await runCommand(pnpm, ['pack', '--pack-destination', folder], { cwd: join(projectDirectory, 'packages', name) });
  return new Map(packages.map((name) => [`@lading/${name}`, join(folder, findTarball(folder, name))]));
}

function withDependencies(wanted: readonly string[]): readonly string[] {
  const found = new Set(wanted);
  // A set also iterates over the names that are added meanwhile.
  for (const name of found) for (const other of dependenciesOf(name)) found.add(other);
  return [...found];
}

/** The packages of this workspace that a package depends on. */
function dependenciesOf(name: string): readonly string[] {
  const manifest = readFileSync(join(projectDirectory, 'packages', name, 'package.json'), 'utf8');
  const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies)
    .filter((each) => each.startsWith('@lading/'))
    .map((each) => each.slice('@lading/'.length));
}

function findTarball(folder: string, name: string): string {
  const tarball = readdirSync(folder).find((file) => new RegExp(`^lading-${name}-\\d.*\\.tgz$`).test(file));
  if (tarball === undefined) throw new Error(`there is no tarball of ${name}`);
  return tarball;
}

/** The fields of a package.json that install our packages from their tarballs: no version is on a registry yet. */
export function fromTarballs(tarballs: Tarballs, names: Iterable<string>) {
  const locate = (name: string) => `file:${tarballs.get(name)}`;
  const dependencies = Object.fromEntries(Array.from(names, (name) => [name, locate(name)]));
  return { dependencies, overrides: { '@lading/core': locate('@lading/core') } };
}

/** The versions of packages in the catalog of this workspace. */
export function versionsOf(names: readonly string[]): Record<string, string> {
  const workspace = readFileSync(join(projectDirectory, 'pnpm-workspace.yaml'), 'utf8');
  return Object.fromEntries(
    names.map((name) => {
      const [, version] = new RegExp(`^ {2}"?${name}"?: (\\S+)$`, 'm').exec(workspace) ?? [];
      if (version === undefined) throw new Error(`${name} is not in the catalog`);
      return [name, version];
    }),
  );
}

/** Installs the dependencies of the package.json in a folder. */
export async function install(folder: string): Promise<void> {
  await runCommand('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    seconds: 400,
  });
}
