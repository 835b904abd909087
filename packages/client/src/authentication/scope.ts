/** What a token is asked for, such as `repository:team/app:pull,push` (AUTH-12). */
export type Scope = string;

/** The scope of one repository. */
export function repositoryScope(name: string, ...actions: readonly ('pull' | 'push' | 'delete')[]): Scope {
  return `repository:${name}:${actions.join(',')}`;
}

/** The scope that lists all repositories. */
export const catalogScope: Scope = 'registry:catalog:*';

/**
 * Merges scopes: one for each resource, with the actions of all. A name may contain a colon; the actions follow the last one.
 */
export function mergeScopes(...lists: readonly (readonly Scope[])[]): readonly Scope[] {
  const actions = new Map<string, Set<string>>();
  for (const scope of lists.flat()) {
    const { resource, actions: wanted } = parseScope(scope);
    const all = actions.get(resource) ?? new Set();
    for (const action of wanted) all.add(action);
    actions.set(resource, all);
  }
  return [...actions].map(([resource, all]) => `${resource}:${[...all].sort().join(',')}`).sort();
}

/** Whether a token that was requested for `granted` is good for `needed`. */
export function coversScopes(granted: readonly Scope[], needed: readonly Scope[]): boolean {
  const byResource = new Map(granted.map(parseScope).map(({ resource, actions }) => [resource, new Set(actions)]));
  return needed.map(parseScope).every(({ resource, actions }) => {
    const all = byResource.get(resource);
    return all !== undefined && (all.has('*') || actions.every((action) => all.has(action)));
  });
}

/** Whether two lists have a resource in common. */
export function shareResource(one: readonly Scope[], other: readonly Scope[]): boolean {
  const resources = new Set(one.map((scope) => parseScope(scope).resource));
  return other.some((scope) => resources.has(parseScope(scope).resource));
}

/** The actions on a repository that scopes ask for. */
export function actionsOn(repository: string, scopes: readonly Scope[]): readonly string[] {
  const ofRepository = mergeScopes(scopes)
    .map(parseScope)
    .find(({ resource }) => resource === `repository:${repository}`);
  return ofRepository?.actions ?? [];
}

/** Parses the `scope` of a challenge, which separates scopes by spaces. */
export function splitScopes(text: string | undefined): readonly Scope[] {
  return (text ?? '').split(/\s+/).filter((scope) => /^[^:]+:.*:[^:]*$/.test(scope));
}

function parseScope(scope: Scope): { readonly resource: string; readonly actions: readonly string[] } {
  const end = scope.lastIndexOf(':');
  return {
    resource: scope.slice(0, end),
    actions: scope
      .slice(end + 1)
      .split(',')
      .filter((action) => action !== ''),
  };
}
