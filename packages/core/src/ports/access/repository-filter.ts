import type { RepositoryName } from '../../name/repository-name.js';
import { matchesPattern, parseRepositoryPattern, type RepositoryPattern } from '../../name/repository-pattern.js';

/** Some of the repositories, as data: those that a pattern allows and no pattern denies. */
export interface RepositoryFilter {
  readonly allow: readonly RepositoryPattern[];
  readonly deny?: readonly RepositoryPattern[] | undefined;
}

export const everyRepository: RepositoryFilter = Object.freeze({ allow: [parseRepositoryPattern('**')] });

export function isVisible(repository: RepositoryName, { allow, deny = [] }: RepositoryFilter): boolean {
  const matches = (pattern: RepositoryPattern) => matchesPattern(repository, pattern);
  return allow.some(matches) && !deny.some(matches);
}
