import type { CredentialScope, RepositoryPattern, Right } from '@lading/core';
import { intersectPatterns } from './intersect-patterns.js';
import { PatternTree } from './pattern-tree.js';
import { rightsOf } from './rights.js';
import { widestPatterns } from './widest-patterns.js';

/** The scopes that limit a credential. */
export class CredentialScopes {
  readonly #tree = new PatternTree<ReadonlySet<Right>>();

  readonly #listable = new WeakMap<readonly RepositoryPattern[], readonly RepositoryPattern[]>();

  constructor(readonly scopes: readonly CredentialScope[]) {
    for (const { where, what } of scopes) {
      const rights = rightsOf(what);
      for (const pattern of where) this.#tree.add(pattern, rights);
    }
  }

  includes(repository: string, right: Right): boolean {
    return this.#tree.find(repository).some((rights) => rights.has(right));
  }

  /** The part of patterns that the scopes allow to list. For the same array it is found once. */
  listable(patterns: readonly RepositoryPattern[]): readonly RepositoryPattern[] {
    let listable = this.#listable.get(patterns);
    if (listable === undefined) {
      const own = widestPatterns(
        this.scopes.filter(({ what }) => rightsOf(what).has('list')).flatMap(({ where }) => where),
      );
      listable = widestPatterns(patterns.flatMap((one) => own.flatMap((other) => intersectPatterns(one, other))));
      this.#listable.set(patterns, listable);
    }
    return listable;
  }
}
