import { Get, Inject } from '@nestjs/common';
import { RequiresCatalog } from '../access/requires.decorator.js';
import { jsonResponse, type OciResponse } from '../http/oci-response.js';
import { parsePageQuery } from '../http/page-query.js';
import type { QueryParameters } from '../http/query-parameters.js';
import { RegistryController } from '../http/registry-controller.decorator.js';
import { RegistryLinks } from '../http/registry-links.js';
import { ConnectionSignal, Query } from '../http/request.decorators.js';
import type { ResolvedRegistryOptions } from '../registry.options.js';
import { REGISTRY_OPTIONS } from '../registry.tokens.js';
import { CatalogService } from './catalog.service.js';

/** `/v2/_catalog`, from before the specification and still asked for (LEG-02). */
@RegistryController('v2/_catalog')
export class CatalogController {
  constructor(
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
    @Inject(REGISTRY_OPTIONS) private readonly options: ResolvedRegistryOptions,
  ) {}

  @Get()
  @RequiresCatalog()
  async list(@Query() query: QueryParameters, @ConnectionSignal() signal: AbortSignal): Promise<OciResponse> {
    const request = parsePageQuery(query, this.options.limits.pageEntries);
    const { items, hasMore } = await this.catalog.list(request, signal);
    const last = items.at(-1);
    const body = { repositories: items };
    if (!hasMore || last === undefined) return jsonResponse(200, body);
    const next = [
      ['n', String(request.limit)],
      ['last', last],
    ] as const;
    return jsonResponse(200, body, { Link: this.links.nextPage('_catalog', next) });
  }
}
