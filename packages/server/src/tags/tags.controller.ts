import type { RepositoryName } from '@lading/core';
import { Get, Inject } from '@nestjs/common';
import { Requires } from '../access/requires.decorator.js';
import { jsonResponse, type OciResponse } from '../http/oci-response.js';
import { parsePageQuery } from '../http/page-query.js';
import type { QueryParameters } from '../http/query-parameters.js';
import { RegistryController } from '../http/registry-controller.decorator.js';
import { RegistryLinks } from '../http/registry-links.js';
import { ConnectionSignal, Query, Repository } from '../http/request.decorators.js';
import type { ResolvedRegistryOptions } from '../registry.options.js';
import { REGISTRY_OPTIONS } from '../registry.tokens.js';
import { TagsService } from './tags.service.js';

/** `/v2/<name>/tags/list` (end-8). */
@RegistryController('v2/:name/tags/list')
export class TagsController {
  constructor(
    @Inject(TagsService) private readonly tags: TagsService,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
    @Inject(REGISTRY_OPTIONS) private readonly options: ResolvedRegistryOptions,
  ) {}

  @Get()
  @Requires('pull')
  async list(
    @Repository() repository: RepositoryName,
    @Query() query: QueryParameters,
    @ConnectionSignal() signal: AbortSignal,
  ): Promise<OciResponse> {
    const request = parsePageQuery(query, this.options.limits.pageEntries);
    const { items, hasMore } = await this.tags.list(repository, request, signal);
    const last = items.at(-1);
    const body = { name: repository, tags: items };
    if (!hasMore || last === undefined) return jsonResponse(200, body);
    const next = [
      ['n', String(request.limit)],
      ['last', last],
    ] as const;
    return jsonResponse(200, body, { Link: this.links.nextPage(`${repository}/tags/list`, next) });
  }
}
