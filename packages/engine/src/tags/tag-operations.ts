import {
  type MetadataStore,
  type OperationContext,
  type Page,
  RegistryError,
  type RepositoryName,
  type Tag,
} from '@lading/core';
import { type ListRequest, noEntries, pageOf } from '../lists/page.js';
import type { EngineSettings } from '../settings/engine-settings.js';

/** Lists tags. `ManifestOperations` reads, sets and deletes a tag. */
export class TagOperations {
  constructor(
    private readonly metadata: Pick<MetadataStore, 'tags' | 'repositories'>,
    private readonly settings: Pick<EngineSettings, 'maximumPageSize'>,
  ) {}

  /** @throws RegistryError `NAME_UNKNOWN` if the repository has no content (TAG-02) */
  async list({ signal }: OperationContext, repository: RepositoryName, request: ListRequest = {}): Promise<Page<Tag>> {
    const wanted = pageOf(request, this.settings.maximumPageSize, signal);
    const page = wanted === undefined ? noEntries : await this.metadata.tags.list(repository, wanted);
    if (page.items.length === 0 && !(await this.metadata.repositories.has(repository)))
      throw new RegistryError('NAME_UNKNOWN', 'there is no such repository', { detail: { name: repository } });
    return page;
  }
}
