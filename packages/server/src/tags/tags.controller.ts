import type { OperationContext, RepositoryName } from '@lading/core';
import type { Engine } from '@lading/engine';
import { Get, Inject } from '@nestjs/common';
import { Requires } from '../access/requires.decorator.js';
import { RegistryLinks } from '../adapter/registry-links.js';
import { parsePageQuery } from '../http/request/page-query.js';
import type { QueryParameters } from '../http/request/query-parameters.js';
import { jsonResponse, type OciResponse } from '../http/response/oci-response.js';
import { RegistryController } from '../http/routing/registry-controller.decorator.js';
import { Query, Repository } from '../http/routing/request.decorators.js';
import { Operation } from '../operation/operation.decorators.js';
import { REGISTRY_ENGINE } from '../registry.tokens.js';

/** `/v2/<name>/tags/list` (end-8). */
@RegistryController('v2/:name/tags/list')
export class TagsController {
  constructor(
    @Inject(REGISTRY_ENGINE) private readonly engine: Engine,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
  ) {}

  @Get()
  @Requires('pull')
  async list(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Query() query: QueryParameters,
  ): Promise<OciResponse> {
    const { items, hasMore } = await this.engine.tags.list(context, repository, parsePageQuery(query));
    const last = items.at(-1);
    const body = { name: repository, tags: items };
    if (!hasMore || last === undefined) return jsonResponse(200, body);
    const next = [
      ['n', String(items.length)],
      ['last', last],
    ] as const;
    return jsonResponse(200, body, { Link: this.links.nextPage(`${repository}/tags/list`, next) });
  }
}
