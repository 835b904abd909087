import { quoted } from '../error/quoted.js';
import { isRepositoryComponent, repositoryNameLength } from './repository-name.js';

/**
 * A pattern for names of repositories, of segments between slashes: `*` is any one segment, `**` is one or more segments,
 * and any other segment is itself. `team/**` is everything below `team`, without `team` itself.
 */
export type RepositoryPattern = string & { readonly __repositoryPattern: unique symbol };

/**
 * Reads a pattern.
 * @throws TypeError that shows the pattern
 */
export function parseRepositoryPattern(text: string): RepositoryPattern {
  if (typeof text === 'string' && text.length <= repositoryNameLength && text.split('/').every(isPatternSegment))
    return text as RepositoryPattern;
  throw new TypeError(`${quoted(text)} is no pattern: its segments are *, ** or parts of a repository name`);
}

function isPatternSegment(segment: string): boolean {
  return segment === '*' || segment === '**' || isRepositoryComponent(segment);
}

/** Takes time in proportion to the length of both, also with several `**`, since anybody may choose a name. */
export function matchesPattern(name: string, pattern: RepositoryPattern): boolean {
  const wanted = pattern.split('/');
  const given = name.split('/');
  let [at, from] = [0, 0];
  /** Where to go on after the last `**`, once it has taken another segment. */
  let retry: readonly [at: number, from: number] | undefined;
  while (from < given.length) {
    const segment = wanted[at];
    if (segment === '**') {
      [at, from] = [at + 1, from + 1];
      retry = [at, from];
    } else if (segment === '*' || segment === given[from]) {
      [at, from] = [at + 1, from + 1];
    } else {
      if (retry === undefined) return false;
      retry = [retry[0], retry[1] + 1];
      [at, from] = retry;
    }
  }
  return at === wanted.length;
}
