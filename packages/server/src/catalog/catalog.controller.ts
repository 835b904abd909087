import type { OperationContext } from '@lading/core';
import type { Engine } from '@lading/engine';
import { Get, Inject } from '@nestjs/common';
import { Asking } from '../access/asking.decorator.js';
import type { Caller } from '../access/caller.js';
import { RequiresCatalog } from '../access/requires.decorator.js';
import { RegistryLinks } from '../adapter/registry-links.js';
import { parsePageQuery } from '../http/request/page-query.js';
import type { QueryParameters } from '../http/request/query-parameters.js';
import { jsonResponse, type OciResponse } from '../http/response/oci-response.js';
import { RegistryController } from '../http/routing/registry-controller.decorator.js';
import { Query } from '../http/routing/request.decorators.js';
import { Operation } from '../operation/operation.decorators.js';
import { REGISTRY_ENGINE } from '../registry.tokens.js';

/** `/v2/_catalog`, from before the specification and still asked for (LEG-02). */
@RegistryController('v2/_catalog')
export class CatalogController {
  constructor(
    @Inject(REGISTRY_ENGINE) private readonly engine: Engine,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
  ) {}

  @Get()
  @RequiresCatalog()
  async list(
    @Operation() context: OperationContext,
    @Query() query: QueryParameters,
    @Asking() caller: Caller,
  ): Promise<OciResponse> {
    const request = { ...parsePageQuery(query), visible: await caller.visibleRepositories() };
    const { items, hasMore } = await this.engine.repositories.list(context, request);
    const last = items.at(-1);
    const body = { repositories: items };
    if (!hasMore || last === undefined) return jsonResponse(200, body);
    const next = [
      ['n', String(items.length)],
      ['last', last],
    ] as const;
    return jsonResponse(200, body, { Link: this.links.nextPage('_catalog', next) });
  }
}
