import { quoted } from '../error/quoted.js';
import { RegistryError } from '../error/registry-error.js';

/** The name of a repository, `<name>` in the specification, that was checked once (REF-01). */
export type RepositoryName = string & { readonly __repositoryName: unique symbol };

/** Characters that a repository name may have; many clients allow no more with the host before it (REF-02). */
export const repositoryNameLength = 255;

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const grammar = new RegExp(`^${component}(?:/${component})*$`);
const componentGrammar = new RegExp(`^${component}$`);

/** Whether this is a name between two slashes. The text is not longer than a name may be. */
export function isRepositoryComponent(text: string): boolean {
  return componentGrammar.test(text);
}

/**
 * Reads the name of a repository (REF-01).
 * @throws RegistryError `NAME_INVALID`
 */
export function parseRepositoryName(text: string): RepositoryName {
  if (typeof text === 'string' && text.length <= repositoryNameLength && grammar.test(text))
    return text as RepositoryName;
  const rule =
    typeof text === 'string' && text.length > repositoryNameLength
      ? `a repository name has at most ${repositoryNameLength} characters`
      : 'a repository name has lower-case letters and digits, with single separators between them, in components divided by /';
  throw new RegistryError('NAME_INVALID', `${rule}: ${quoted(text)}`, {
    detail: { name: String(text).slice(0, repositoryNameLength) },
  });
}
