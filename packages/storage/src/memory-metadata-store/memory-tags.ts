import {
  type Digest,
  type Page,
  type PageRequest,
  type RepositoryName,
  requireTagWrite,
  type Tag,
  type TagDeletion,
  type Tags,
} from '@lading/core';
import { changeInTurn } from './change-in-turn.js';
import type { MemoryRegistry } from './memory-registry.js';
import { pageOf } from './page-of.js';

export class MemoryTags implements Tags {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async list(repository: RepositoryName, page: PageRequest): Promise<Page<Tag>> {
    return pageOf(this.#registry.repositories.get(repository)?.tags.keys() ?? [], page);
  }

  delete(deletion: TagDeletion): Promise<boolean> {
    const { repository, tag } = deletion;
    return changeInTurn(
      this.#registry,
      deletion,
      () => {
        const from = this.#judge(deletion);
        return from && { kind: 'tag.delete', repository, tag, from };
      },
      () => this.#delete(deletion),
    );
  }

  /** @returns what the tag points to, if there is such a tag */
  #judge({ repository, tag, require = {} }: TagDeletion): Digest | undefined {
    const current = this.#registry.repositories.get(repository)?.tags.get(tag);
    if (current !== undefined) requireTagWrite(require, [{ tag, current }]);
    return current;
  }

  #delete(deletion: TagDeletion): boolean {
    const { repository, tag, by } = deletion;
    const from = this.#judge(deletion);
    if (from === undefined) return false;
    this.#registry.repository(repository).tags.delete(tag);
    this.#registry.log(repository, by, { kind: 'tag.deleted', tag, from });
    return true;
  }
}
