import { mediaTypes, type OperationContext, parseDigest, type ReferrerEntry, type RepositoryName } from '@lading/core';
import type { Engine } from '@lading/engine';
import { Get, Inject, Param } from '@nestjs/common';
import { Requires } from '../access/requires.decorator.js';
import { RegistryLinks } from '../adapter/registry-links.js';
import { HttpError } from '../http/error/http-error.js';
import type { QueryParameters } from '../http/request/query-parameters.js';
import { jsonTextResponse, type OciHeaders, type OciResponse } from '../http/response/oci-response.js';
import { RegistryController } from '../http/routing/registry-controller.decorator.js';
import { Query, Repository } from '../http/routing/request.decorators.js';
import { Operation } from '../operation/operation.decorators.js';
import { REGISTRY_ENGINE } from '../registry.tokens.js';
import { formatCursor, parseCursor } from './referrers-cursor.js';

/** `/v2/<name>/referrers/<digest>` (end-12). */
@RegistryController('v2/:name/referrers')
export class ReferrersController {
  constructor(
    @Inject(REGISTRY_ENGINE) private readonly engine: Engine,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
  ) {}

  @Get(':digest')
  @Requires('pull')
  async list(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('digest') digest: string,
    @Query() query: QueryParameters,
  ): Promise<OciResponse> {
    const artifactTypes = parseArtifactTypes(query);
    const request = { artifactTypes, after: parseCursor(query.one('next')) };
    const page = await this.engine.referrers.list(context, repository, parseDigest(digest), request);
    const last = page.hasMore ? page.items.at(-1) : undefined;
    const path = `${repository}/referrers/${digest}`;
    const filters = artifactTypes.map((type) => ['artifactType', type] as const);
    return jsonTextResponse(200, indexOf(page.items), {
      'Content-Type': mediaTypes.imageIndex,
      ...(artifactTypes.length === 0 ? {} : { 'OCI-Filters-Applied': 'artifactType' }),
      ...(last && { Link: this.links.nextPage(path, [['next', formatCursor(last.digest)], ...filters]) }),
    } satisfies OciHeaders);
  }
}

/** The text of an index. The store gives the text of each entry, because an entry may be large. */
function indexOf(entries: readonly ReferrerEntry[]): string {
  const manifests = entries.map(({ json }) => json).join(',');
  return `{"schemaVersion":2,"mediaType":"${mediaTypes.imageIndex}","manifests":[${manifests}]}`;
}

/** The limit of all types in a URL, in bytes: `Link` repeats them, and some proxies accept only 4 KiB of header fields. */
const filterBytes = 2048;

/** Several are alternatives. An unencoded `+` arrives as a space, which no media type has. */
function parseArtifactTypes(query: QueryParameters): readonly string[] {
  const types = [...new Set(query.all('artifactType').map((type) => type.replaceAll(' ', '+')))];
  if (types.some((type) => type.length > 255))
    throw new HttpError(400, 'UNSUPPORTED', 'an artifact type has at most 255 characters');
  if (
    new URLSearchParams(types.map((type): [string, string] => ['artifactType', type])).toString().length > filterBytes
  )
    throw new HttpError(414, 'UNSUPPORTED', `artifact types take at most ${filterBytes} bytes of the URL`);
  return types.filter((type) => type !== '');
}
