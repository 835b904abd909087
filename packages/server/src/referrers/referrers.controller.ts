import { mediaTypes, type ReferrerDescriptor, RegistryError, type RepositoryName } from '@lading/core';
import { Get, Inject, Param } from '@nestjs/common';
import { Requires } from '../access/requires.decorator.js';
import { jsonResponse, type OciHeaders, type OciResponse } from '../http/oci-response.js';
import type { QueryParameters } from '../http/query-parameters.js';
import { RegistryController } from '../http/registry-controller.decorator.js';
import { RegistryLinks } from '../http/registry-links.js';
import { ConnectionSignal, Query, Repository } from '../http/request.decorators.js';
import { formatCursor, ReferrersService } from './referrers.service.js';

/** `/v2/<name>/referrers/<digest>` (end-12). */
@RegistryController('v2/:name/referrers')
export class ReferrersController {
  constructor(
    @Inject(ReferrersService) private readonly referrers: ReferrersService,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
  ) {}

  @Get(':digest')
  @Requires('pull')
  async list(
    @Repository() repository: RepositoryName,
    @Param('digest') digest: string,
    @Query() query: QueryParameters,
    @ConnectionSignal() signal: AbortSignal,
  ): Promise<OciResponse> {
    const artifactTypes = parseArtifactTypes(query);
    const request = { artifactTypes, cursor: query.one('next') };
    const page = await this.referrers.list(repository, digest, request, signal);
    const last = page.hasMore ? page.items.at(-1) : undefined;
    const path = `${repository}/referrers/${digest}`;
    const filters = artifactTypes.map((type) => ['artifactType', type] as const);
    return jsonResponse(200, indexOf(page.items), {
      'Content-Type': mediaTypes.imageIndex,
      ...(artifactTypes.length === 0 ? {} : { 'OCI-Filters-Applied': 'artifactType' }),
      ...(last && { Link: this.links.nextPage(path, [['next', formatCursor(last.digest)], ...filters]) }),
    } satisfies OciHeaders);
  }
}

function indexOf(manifests: readonly ReferrerDescriptor[]): object {
  return { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests };
}

/** The limit of all types in a URL, in bytes: `Link` repeats them, and some proxies accept only 4 KiB of header fields. */
const filterBytes = 2048;

/** Several are alternatives. An unencoded `+` arrives as a space, which no media type has. */
function parseArtifactTypes(query: QueryParameters): readonly string[] {
  const types = [...new Set(query.all('artifactType').map((type) => type.replaceAll(' ', '+')))];
  if (types.some((type) => type.length > 255))
    throw new RegistryError('UNSUPPORTED', 'an artifact type has at most 255 characters', { status: 400 });
  if (
    new URLSearchParams(types.map((type): [string, string] => ['artifactType', type])).toString().length > filterBytes
  )
    throw new RegistryError('UNSUPPORTED', `artifact types take at most ${filterBytes} bytes of the URL`, {
      status: 414,
    });
  return types.filter((type) => type !== '');
}
