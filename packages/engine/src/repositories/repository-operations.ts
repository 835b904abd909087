import {
  type OperationContext,
  type Page,
  RegistryError,
  type Repositories,
  type RepositoryFilter,
  type RepositoryName,
} from '@lading/core';
import { type ListRequest, noEntries, pageOf } from '../lists/page.js';
import type { EngineSettings } from '../settings/engine-settings.js';

export interface RepositoryListRequest extends ListRequest {
  /** The repositories that the caller may see; all if absent. */
  readonly visible?: RepositoryFilter | undefined;
}

/** Lists repositories. */
export class RepositoryOperations {
  constructor(
    private readonly repositories: Repositories,
    private readonly settings: Pick<EngineSettings, 'allowCatalog' | 'maximumPageSize'>,
  ) {}

  /** @throws RegistryError `UNSUPPORTED` with the reason `catalog-off` if the catalog is off */
  async list({ signal }: OperationContext, request: RepositoryListRequest = {}): Promise<Page<RepositoryName>> {
    const { allowCatalog, maximumPageSize } = this.settings;
    if (!allowCatalog)
      throw new RegistryError('UNSUPPORTED', 'this registry has no catalog', { reason: 'catalog-off' });
    const wanted = pageOf(request, maximumPageSize, signal);
    return wanted === undefined ? noEntries : this.repositories.list({ ...wanted, visible: request.visible });
  }
}
