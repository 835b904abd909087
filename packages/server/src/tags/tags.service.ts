import { type Page, RegistryError, type Repositories, type RepositoryName, type Tag, type Tags } from '@lading/core';
import type { PageQuery } from '../http/page-query.js';

/** Lists tags. */
export class TagsService {
  constructor(private readonly metadata: Tags & Repositories) {}

  /** @throws RegistryError `NAME_UNKNOWN` if the repository has no content (TAG-02) */
  async list(repository: RepositoryName, { limit, after }: PageQuery, signal?: AbortSignal): Promise<Page<Tag>> {
    const page =
      limit === 0
        ? { items: [], hasMore: false }
        : await this.metadata.listTags(repository, after === undefined ? { limit, signal } : { limit, after, signal });
    if (page.items.length === 0 && !(await this.metadata.hasRepository(repository)))
      throw new RegistryError('NAME_UNKNOWN', 'there is no such repository', { detail: { name: repository } });
    return page;
  }
}
