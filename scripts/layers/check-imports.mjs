import { isBuiltin } from 'node:module';
import { dirname, resolve, sep } from 'node:path';

/** Lists the dependencies in the package.json of a member that its layer may not have, one sentence each. */
export function checkManifest({ name: shortName, manifest: { name }, runtime, development, allowed }, { byName }) {
  if (shortName === 'core') {
    const own = [...development].filter((dependency) => byName.has(dependency));
    return [...runtime, ...own].map((dependency) => `${name} depends on ${dependency}: core depends on nothing`);
  }
  return [...runtime]
    .filter((dependency) => byName.has(dependency) && !allowed.has(dependency))
    .map((dependency) => `${name} depends on ${dependency}: ${sayAllowed(allowed)}`);
}

/** Says what is wrong with an import, or returns undefined. Tests may use whatever their package declares. */
export function checkImport(specifier, file, member, workspace, isTest) {
  if (/^[./]/.test(specifier)) return checkRelative(specifier, file, member, workspace, isTest);
  if (specifier.startsWith('#') || isBuiltin(specifier)) return undefined;
  const [, name, subpath] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier);
  if (name === member.manifest.name && isTest) return checkSubpath(member.manifest, subpath);
  const target = workspace.byName.get(name);
  if (target !== undefined && !isTest && !member.allowed.has(name)) return sayAllowed(member.allowed);
  if (!member.runtime.has(name) && !(isTest && member.development.has(name)))
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
