import {
  type Page,
  type PageRequest,
  type RepositoryName,
  requireTagCondition,
  type Tag,
  type TagCondition,
  type Tags,
} from '@lading/core';
import type { MemoryRegistry } from './memory-registry.js';
import { pageOf } from './page-of.js';

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
    const current = tags?.get(tag);
    if (tags === undefined || current === undefined) return false;
    requireTagCondition(condition, tag, current);
    return tags.delete(tag);
  }
}
