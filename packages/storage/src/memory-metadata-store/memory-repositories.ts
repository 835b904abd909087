import { isVisible, type Page, type Repositories, type RepositoryName, type RepositoryPage } from '@lading/core';
import { hasContent, type MemoryRegistry } from './memory-registry.js';
import { pageOf } from './page-of.js';

export class MemoryRepositories implements Repositories {
  readonly #registry: MemoryRegistry;

  constructor(registry: MemoryRegistry) {
    this.#registry = registry;
  }

  async has(repository: RepositoryName): Promise<boolean> {
    const content = this.#registry.repositories.get(repository);
    return content !== undefined && hasContent(content);
  }

  async list(page: RepositoryPage): Promise<Page<RepositoryName>> {
    const { visible } = page;
    const { repositories } = this.#registry;
    const withContent = [...repositories].filter(([, content]) => hasContent(content));
    const names = withContent.map(([name]) => name);
    return pageOf(visible === undefined ? names : names.filter((name) => isVisible(name, visible)), page);
  }
}
