import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringPnpm, commandDirectory } from './pnpm.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** Tells what was installed last. */
const stampFile = join(commandDirectory, 'installed');

/** Installs what the lockfile says, unless that is what was installed last. */
export async function ensureInstalled() {
  const fingerprint = fingerprintOfManifests();
  if (readStamp() === fingerprint && memberDirectories().every(isInstalled)) return;
  console.error('Installing dependencies …');
  const pnpm = await bringPnpm();
  const args = ['install', '--frozen-lockfile', '--reporter=append-only'];
  const { code, output } = await run(pnpm, args, { quiet: true });
  if (code !== 0) {
    console.error(output);
    console.error('The dependencies could not be installed; pnpm says why above.');
    process.exit(1);
  }
  writeFileSync(stampFile, fingerprint);
}

/** The lockfile, every manifest and whatever else decides what is installed; another system needs other binaries. */
function fingerprintOfManifests() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  const members = memberDirectories().map((directory) => join(directory, 'package.json'));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', 'package.json', ...members]) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** The folders of the workspace's packages, relative to the root. */
function memberDirectories() {
  const grouped = ['packages', 'apps', 'examples']
    .filter((kind) => existsSync(join(root, kind)))
    .flatMap((kind) => readdirSync(join(root, kind)).map((name) => join(kind, name)));
  return [...grouped, 'e2e', 'bench'].filter((directory) => existsSync(join(root, directory, 'package.json')));
}

function isInstalled(directory) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8'));
  const names = Object.keys({ ...dependencies, ...devDependencies });
  return names.length === 0 || existsSync(join(root, directory, 'node_modules'));
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}
