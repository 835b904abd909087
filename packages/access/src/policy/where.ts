import { type Identity, parseRepositoryName, parseRepositoryPattern, type RepositoryPattern } from '@lading/core';

/** The segment of a pattern that is the name of the user who asks. */
const ownName = '{user}';

/**
 * The pattern of a rule as it holds for an identity; `undefined` if it matches nothing. `{user}` is the name of a user. It
 * matches nothing for robots and workloads, because otherwise a robot with the name of a user would have the rights of that
 * user. It also matches nothing for a name that cannot be a segment of a repository name, such as `*`.
 */
export function patternFor(identity: Identity, where: string): RepositoryPattern | undefined {
  const segments = where.split('/');
  if (!segments.includes(ownName)) return patternOf(where);
  if (identity.kind !== 'user' || !isSegment(identity.name)) return undefined;
  return patternOf(segments.map((segment) => (segment === ownName ? identity.name : segment)).join('/'));
}

/** Whether a text is a pattern that a rule may have. */
export function isWhere(text: string): boolean {
  const segments = text.split('/').map((segment) => (segment === ownName ? '*' : segment));
  return patternOf(segments.join('/')) !== undefined;
}

/** A text that is no pattern matches no name. */
function patternOf(text: string): RepositoryPattern | undefined {
  try {
    return parseRepositoryPattern(text);
  } catch {
    return undefined;
  }
}

function isSegment(name: string): boolean {
  if (name.includes('/')) return false;
  try {
    parseRepositoryName(name);
    return true;
  } catch {
    return false;
  }
}
