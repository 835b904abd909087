import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPnpm } from './pnpm.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** What was installed last, and where the pnpm is that did it. It goes when node_modules goes. */
const stampFile = join(root, 'node_modules', '.lading-install.json');

/**
 * Installs what the lockfile says, unless that is what was installed last.
 *
 * @returns the folder of pnpm's command, which turbo needs on its PATH
 */
export async function ensureInstalled() {
  const fingerprint = fingerprintOfManifests();
  const stamp = readStamp();
  if (stamp?.fingerprint === fingerprint && memberDirectories().every(isInstalled)) {
    return existsSync(join(stamp.pnpm, 'pnpm')) ? stamp.pnpm : rememberPnpm(fingerprint, await findPnpm());
  }
  console.error('Installing dependencies …');
  const pnpm = await findPnpm();
  await install(pnpm);
  return rememberPnpm(fingerprint, pnpm);
}

async function install(pnpm) {
  const args = ['install', '--frozen-lockfile', '--reporter=append-only'];
  const { code, output } = await run(join(pnpm, 'pnpm'), args, { quiet: true, shell: process.platform === 'win32' });
  if (code === 0) return;
  console.error(output);
  console.error('The dependencies could not be installed; pnpm says why above.');
  process.exit(1);
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
  return ['packages', 'apps', 'examples']
    .filter((kind) => existsSync(join(root, kind)))
    .flatMap((kind) => readdirSync(join(root, kind)).map((name) => join(kind, name)))
    .filter((directory) => existsSync(join(root, directory, 'package.json')));
}

function isInstalled(directory) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8'));
  const names = Object.keys({ ...dependencies, ...devDependencies });
  return names.length === 0 || existsSync(join(root, directory, 'node_modules'));
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined;
  }
}

function rememberPnpm(fingerprint, pnpm) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ fingerprint, pnpm }));
  return pnpm;
}
