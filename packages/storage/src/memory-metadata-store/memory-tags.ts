import type { Page, PageRequest, RepositoryName, Tag, TagCondition, Tags } from '@lading/core';
import type { MemoryRegistry } from './memory-registry.js';
import { pageOf } from './page-of.js';
import { requireCondition } from './tag-condition.js';

export class MemoryTags implements Tags {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async listTags(repository: RepositoryName, page: PageRequest): Promise<Page<Tag>> {
    return pageOf(this.#registry.repositories.get(repository)?.tags.keys() ?? [], page);
  }

  async deleteTag(repository: RepositoryName, tag: Tag, condition?: TagCondition): Promise<boolean> {
    const tags = this.#registry.repositories.get(repository)?.tags;
    requireCondition(condition, tag, tags?.get(tag));
    return tags?.delete(tag) ?? false;
  }
}
