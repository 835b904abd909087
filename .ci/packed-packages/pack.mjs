import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { bringPnpm } from '../../scripts/setup/pnpm.mjs';
import { root } from '../../scripts/setup/root.mjs';

const execute = promisify(execFile);

/**
 * Makes the tarballs that a release would publish.
 * @returns the path of each by its package's name
 */
export async function pack(packages, folder) {
  const pnpm = await bringPnpm();
  for (const name of packages)
    await execute(pnpm, ['pack', '--pack-destination', folder], { cwd: join(root, 'packages', name), env });
  const files = await readdir(folder);
  const pathOf = (name) =>
    join(
      folder,
      files.find((file) => new RegExp(`^lading-${name}-\\d.*\\.tgz$`).test(file)),
    );
  return Object.fromEntries(packages.map((name) => [`@lading/${name}`, pathOf(name)]));
}

/** The fields of a package.json that install our packages from their tarballs: no version is on a registry yet. */
export function fromTarballs(tarballs, names) {
  const dependencies = Object.fromEntries(names.map((name) => [name, `file:${tarballs[name]}`]));
  return { dependencies, overrides: { '@lading/core': `file:${tarballs['@lading/core']}` } };
}

/** Installs the dependencies of the package.json in a folder. */
export async function install(folder) {
  await execute('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
}
