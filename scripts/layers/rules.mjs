/** What a package of the registry may use. One that is not named here may use `core` alone. */
const usedByPackage = {
  core: [],
  access: ['core', 'egress'],
  server: ['core', 'engine', 'access'],
  management: ['core', 'engine', 'access'],
};

/** Apps put all packages together, and the command starts a registry. The console knows the management API alone. */
const usedByApp = {
  registry: ({ packages }) => packages,
  cli: ({ packages }) => [...packages, 'registry'],
  console: () => [],
};

/** Lists the packages of the workspace that a member may use, by the names of their folders. */
export function allowedFor({ kind, name }, names) {
  if (kind === 'packages') return usedByPackage[name] ?? ['core'];
  if (kind === 'apps') return usedByApp[name]?.(names) ?? names.packages;
  if (kind === 'bench') return [...names.packages, 'e2e'];
  return [...names.packages, ...names.apps];
}

/** Packages that know nothing of HTTP. Status codes, header fields and paths of the API are matters of `server` and `management`. */
export const withoutHttp = new Set(['core', 'engine', 'metadata', 'storage', 'embedded-postgres']);
