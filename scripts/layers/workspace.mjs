import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { allowedFor } from './rules.mjs';

const parents = ['packages', 'apps', 'examples'];
const standalone = ['e2e', 'bench'];
const runtimeFields = ['dependencies', 'peerDependencies', 'optionalDependencies'];
const sourceFile = /(?<!\.d)\.[cm]?[jt]sx?$/;

/** Reads every package.json of the workspace at `root`, and what each member may use. */
export function readWorkspace(root) {
  const members = listDirectories(root).map(([kind, directory]) => readMember(kind, directory));
  const namesOf = (kind) => members.filter((member) => member.kind === kind).map((member) => member.name);
  const names = { packages: namesOf('packages'), apps: namesOf('apps') };
  for (const member of members) {
    const allowed = new Set(allowedFor(member, names));
    const targets = members.filter(
      ({ kind, name }) => kind !== 'examples' && name !== member.name && allowed.has(name),
    );
    member.allowed = new Set(targets.map(({ manifest }) => manifest.name));
  }
  return { root, members, byName: new Map(members.map((member) => [member.manifest.name, member])) };
}

function listDirectories(root) {
  const nested = parents.flatMap((kind) => listFolder(join(root, kind)).map((name) => [kind, join(root, kind, name)]));
  const found = [...nested, ...standalone.map((name) => [name, join(root, name)])];
  return found.filter(([, directory]) => existsSync(join(directory, 'package.json')));
}

function listFolder(directory) {
  return existsSync(directory) ? readdirSync(directory).sort() : [];
}

function readMember(kind, directory) {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const runtime = new Set(runtimeFields.flatMap((field) => Object.keys(manifest[field] ?? {})));
  const development = new Set(Object.keys(manifest.devDependencies ?? {}));
  return { kind, directory, manifest, name: basename(directory), runtime, development };
}

/** Lists the source files of a member's folder, in order. */
export function listSources(member, folder) {
  const directory = join(member.directory, folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && sourceFile.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.split(sep).includes('node_modules'))
    .sort();
}
