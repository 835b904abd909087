import {
  type BlobRecord,
  type OperationContext,
  parseVerifiableDigest,
  type RepositoryName,
  type RequestedRanges,
} from '@lading/core';
import type { Engine } from '@lading/engine';
import { Delete, Get, Head, Headers, Inject, Param } from '@nestjs/common';
import { Requires } from '../access/requires.decorator.js';
import { parseCondition } from '../http/request/entity-tag.js';
import { OciResponse } from '../http/response/oci-response.js';
import { RegistryController } from '../http/routing/registry-controller.decorator.js';
import { Repository } from '../http/routing/request.decorators.js';
import { Operation, StreamOperation } from '../operation/operation.decorators.js';
import { REGISTRY_ENGINE } from '../registry.tokens.js';
import { type BlobRequestHeaders, blobHeaders, blobResponse, notModified, rangesOf } from './blob-response.js';

/** `/v2/<name>/blobs/<digest>` (end-2, end-10). */
@RegistryController('v2/:name/blobs')
export class BlobsController {
  private readonly blobs: Engine['blobs'];

  constructor(@Inject(REGISTRY_ENGINE) { blobs }: Engine) {
    this.blobs = blobs;
  }

  /** Clients also ask before a push, so it protects the blob from garbage collection for some time. */
  @Head(':digest')
  @Requires('pull')
  async head(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('digest') digest: string,
    @Headers() headers: BlobRequestHeaders,
  ): Promise<OciResponse> {
    const blob = await this.blobs.findForPush(context, repository, parseVerifiableDigest(digest));
    return notModified(blob, headers) ?? new OciResponse(200, blobHeaders(blob, headers));
  }

  @Get(':digest')
  @Requires('pull')
  async get(
    @StreamOperation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('digest') digest: string,
    @Headers() headers: BlobRequestHeaders,
  ): Promise<OciResponse> {
    const blob = await this.blobs.find(context, repository, parseVerifiableDigest(digest));
    const requested = rangesOf(blob, headers);
    const answer = notModified(blob, headers) ?? (await this.redirect(context, blob, requested, headers));
    if (answer !== undefined) return answer;
    return blobResponse(blob, blobHeaders(blob, headers), requested, {
      whole: () => this.blobs.readWhole(context, blob),
      part: (range) => this.blobs.read(context, blob, range),
    });
  }

  @Delete(':digest')
  @Requires('delete')
  async delete(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('digest') digest: string,
    @Headers() headers: BlobRequestHeaders,
  ): Promise<OciResponse> {
    this.blobs.requireDeletion();
    await this.blobs.delete(context, repository, parseVerifiableDigest(digest), parseCondition(headers));
    return new OciResponse(202);
  }

  /**
   * Requests for several ranges, with `If-Range` or with `If-Match` are not redirected: stores answer several ranges in
   * different ways, and do not know our entity tags. Requests with `Lading-Redirect: never` are not redirected either:
   * clients that cannot follow a redirect, or their proxy, send it.
   */
  private async redirect(
    context: OperationContext,
    blob: BlobRecord,
    requested: RequestedRanges,
    { 'if-match': ifMatch, 'if-range': ifRange, 'lading-redirect': wish }: BlobRequestHeaders,
  ): Promise<OciResponse | undefined> {
    const isOne = requested.kind === 'whole' || (requested.kind === 'parts' && requested.ranges.length === 1);
    if (!isOne || ifRange !== undefined || ifMatch !== undefined || wish?.toLowerCase() === 'never') return undefined;
    const url = await this.blobs.findDirectUrl(context, blob);
    if (url === undefined) return undefined;
    return new OciResponse(307, {
      Location: url.href,
      'Docker-Content-Digest': blob.digest,
      'Cache-Control': 'private, no-store',
    });
  }
}
