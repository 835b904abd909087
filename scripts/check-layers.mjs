import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Who may use whom. A package that is not named here may use `core`; apps put packages together, and examples show them.
 * Tests may use whatever their package declares.
 */
const allowedPackages = {
  packages: (name) => (name === 'core' ? [] : ['core']),
  apps: (name, names) => [...names.packages, ...names.apps.filter((app) => app !== name)],
  examples: (_name, names) => [...names.packages, ...names.apps],
};

const scope = '@lading/';
const runtimeFields = ['dependencies', 'peerDependencies', 'optionalDependencies'];
const sourceFile = /(?<!\.d)\.[cm]?[jt]sx?$/;

/** Every way in which one module names another, where it begins a statement or is called. */
const importForms = [
  /^\s*(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g,
];

/** Lists what breaks the layers of the workspace at `root`, one sentence each. */
export function checkLayers(root) {
  const workspace = readWorkspace(root);
  return workspace.members.flatMap((member) => [
    ...checkManifest(member, workspace),
    ...sourcesOf(member, 'src').flatMap((file) => checkFile(file, member, workspace, false)),
    ...sourcesOf(member, 'test').flatMap((file) => checkFile(file, member, workspace, true)),
  ]);
}

function readWorkspace(root) {
  const members = Object.keys(allowedPackages).flatMap((kind) => {
    const parent = join(root, kind);
    const names = existsSync(parent) ? readdirSync(parent).sort() : [];
    return names
      .filter((name) => existsSync(join(parent, name, 'package.json')))
      .map((name) => readMember(kind, join(parent, name)));
  });
  const byName = new Map(members.map((member) => [member.manifest.name, member]));
  const namesOf = (kind) => members.filter((member) => member.kind === kind).map((member) => member.manifest.name);
  return { root, members, byName, names: { packages: namesOf('packages'), apps: namesOf('apps') } };
}

function readMember(kind, directory) {
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const runtime = new Set(runtimeFields.flatMap((field) => Object.keys(manifest[field] ?? {})));
  const development = new Set(Object.keys(manifest.devDependencies ?? {}));
  return { kind, directory, manifest, runtime, development };
}

function allowedFor(member, { names }) {
  const shortName = member.manifest.name.slice(scope.length);
  const allowed = allowedPackages[member.kind](shortName, names);
  return new Set(allowed.map((name) => (name.startsWith(scope) ? name : scope + name)));
}

function checkManifest(member, workspace) {
  const { name } = member.manifest;
  if (name === `${scope}core`) {
    const own = [...member.development].filter((dependency) => dependency.startsWith(scope));
    return [...member.runtime, ...own].map((dependency) => `${name} depends on ${dependency}: core depends on nothing`);
  }
  const allowed = allowedFor(member, workspace);
  return [...member.runtime]
    .filter((dependency) => dependency.startsWith(scope) && !allowed.has(dependency))
    .map((dependency) => `${name} depends on ${dependency}: ${sayAllowed(allowed)}`);
}

function sourcesOf(member, folder) {
  const directory = join(member.directory, folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && sourceFile.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.split(sep).includes('node_modules'))
    .sort();
}

function checkFile(file, member, workspace, isTest) {
  return importsOf(readFileSync(file, 'utf8'))
    .map((specifier) => [specifier, checkImport(specifier, file, member, workspace, isTest)])
    .filter(([, fault]) => fault !== undefined)
    .map(([specifier, fault]) => `${relative(workspace.root, file)} imports ${specifier}: ${fault}`);
}

function importsOf(code) {
  const withoutComments = code.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  const found = importForms.flatMap((form) => [...withoutComments.matchAll(form)]);
  return [...new Set(found.map((match) => match[1]))];
}

function checkImport(specifier, file, member, workspace, isTest) {
  if (/^[./]/.test(specifier)) return checkRelative(specifier, file, member, workspace, isTest);
  if (specifier.startsWith('#') || isBuiltin(specifier)) return undefined;
  const [, name, subpath] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier);
  if (name === member.manifest.name && isTest) return checkSubpath(member.manifest, subpath);
  const declared = member.runtime.has(name) || (isTest && member.development.has(name));
  const target = workspace.byName.get(name);
  if (target !== undefined && !isTest) {
    const allowed = allowedFor(member, workspace);
    if (!allowed.has(name)) return sayAllowed(allowed);
  }
  if (!declared)
    return isTest ? 'not in package.json' : 'not among the dependencies or peerDependencies of package.json';
  return target === undefined ? undefined : checkSubpath(target.manifest, subpath);
}

/** Tests may use the tools that lie in the root folder itself; nothing else leaves its package. */
function checkRelative(specifier, file, member, workspace, isTest) {
  const target = resolve(dirname(file), specifier);
  if (`${target}${sep}`.startsWith(member.directory + sep)) return undefined;
  return isTest && dirname(target) === workspace.root ? undefined : 'a relative path that leaves the package';
}

function checkSubpath({ exports }, subpath) {
  const entry = subpath === undefined ? '.' : `./${subpath}`;
  const named = Object.keys(typeof exports === 'object' ? exports : {}).filter((name) => name.startsWith('.'));
  const entries = named.length === 0 ? ['.'] : named;
  return entries.some((name) => matchesEntry(name, entry)) ? undefined : 'a path that its package does not export';
}

function matchesEntry(name, entry) {
  const [before, after] = name.split('*');
  return after === undefined ? name === entry : entry.startsWith(before) && entry.endsWith(after);
}

function sayAllowed(allowed) {
  return allowed.size === 0 ? 'it may use no other package' : `it may use only ${[...allowed].join(', ')}`;
}

if (argv[1] !== undefined && realpathSync(argv[1]) === fileURLToPath(import.meta.url)) {
  const violations = checkLayers(resolve(import.meta.dirname, '..'));
  for (const violation of violations) console.error(violation);
  if (violations.length > 0) exit(1);
  console.log('Every import and every dependency keeps to the layers.');
}
