import { type AccessScope, parseRepositoryName, type RepositoryAction, type RepositoryName } from '@lading/core';

/** The most scopes of one request for a token that count. */
export const maximumScopes = 64;

const repositoryActions: readonly RepositoryAction[] = ['pull', 'push', 'delete'];
const catalog: AccessScope = Object.freeze({ type: 'registry', name: 'catalog', actions: ['*'] as const });

/** A scope of which only the grammar is known: a request for a token and the `access` claim of a token consist of them. */
interface ScopeParts {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/**
 * Reads scopes of Docker's token protocol, such as `repository:team/app:pull,push`; a text may have several between spaces. It
 * leaves out what it does not know, as `knownScopes` does, and all scopes after the first `maximumScopes`.
 */
export function parseScopes(texts: readonly string[]): readonly AccessScope[] {
  const parts = texts.flatMap((text) => text.split(/\s+/)).map(splitScope);
  return knownScopes(parts.filter((part) => part !== undefined)).slice(0, maximumScopes);
}

/** A name may have a colon before a port, so the type ends at the first colon and the actions begin after the last. */
export function splitScope(text: string): ScopeParts | undefined {
  const [first, last] = [text.indexOf(':'), text.lastIndexOf(':')];
  if (first === last) return undefined;
  const [type, name] = [text.slice(0, first), text.slice(first + 1, last)];
  return { type, name, actions: text.slice(last + 1).split(',') };
}

/**
 * Leaves out other types, names that no repository can have, other actions, and scopes without an action. A class after the
 * type, as in `repository(plugin)`, is ignored. `*` is every action on a repository. Scopes of one repository become one.
 */
export function knownScopes(parts: Iterable<ScopeParts>): readonly AccessScope[] {
  const found = new Map<string, AccessScope>();
  for (const part of parts) {
    const scope = knownScope(part);
    if (scope === undefined) continue;
    const key = `${scope.type}:${scope.name}`;
    found.set(key, merge(found.get(key), scope));
  }
  return [...found.values()];
}

function knownScope({ type, name, actions }: ScopeParts): AccessScope | undefined {
  const kind = type.replace(/\([^()]*\)$/, '');
  if (kind === 'registry') return name === 'catalog' && actions.includes('*') ? catalog : undefined;
  const repository = kind === 'repository' ? repositoryOf(name) : undefined;
  const known = actions.includes('*') ? repositoryActions : repositoryActions.filter((each) => actions.includes(each));
  if (repository === undefined || known.length === 0) return undefined;
  return { type: 'repository', name: repository, actions: known };
}

function merge(one: AccessScope | undefined, other: AccessScope): AccessScope {
  if (one?.type !== 'repository' || other.type !== 'repository') return other;
  const actions = repositoryActions.filter((each) => one.actions.includes(each) || other.actions.includes(each));
  return { ...other, actions };
}

function repositoryOf(name: string): RepositoryName | undefined {
  try {
    return parseRepositoryName(name);
  } catch {
    return undefined;
  }
}
