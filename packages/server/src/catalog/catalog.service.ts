import { type Page, RegistryError, type Repositories, type RepositoryName } from '@lading/core';
import type { PageQuery } from '../http/page-query.js';
import type { RegistryAllowances } from '../registry.options.js';

/** Lists repositories, where the registry is to have such a list. */
export class CatalogService {
  constructor(
    private readonly metadata: Repositories,
    private readonly allow: Pick<RegistryAllowances, 'catalog'>,
  ) {}

  /** @throws RegistryError `UNSUPPORTED` with status 404 if the catalog is off */
  async list({ limit, after }: PageQuery, signal?: AbortSignal): Promise<Page<RepositoryName>> {
    if (!this.allow.catalog) throw new RegistryError('UNSUPPORTED', 'there is no catalog here', { status: 404 });
    if (limit === 0) return { items: [], hasMore: false };
    return this.metadata.listRepositories(after === undefined ? { limit, signal } : { limit, after, signal });
  }
}
