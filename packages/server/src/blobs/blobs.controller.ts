import type { BlobRecord, RepositoryName, RequestedRanges } from '@lading/core';
import { Delete, Get, Head, Headers, Inject, Ip, Param } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { Requires } from '../access/requires.decorator.js';
import { parseCondition } from '../http/entity-tag.js';
import { OciResponse } from '../http/oci-response.js';
import { RegistryController } from '../http/registry-controller.decorator.js';
import { Asking, Disconnected, type Disconnection, Repository } from '../http/request.decorators.js';
import { type BlobRequestHeaders, blobHeaders, blobResponse, notModified, rangesOf } from './blob-response.js';
import { BlobsService } from './blobs.service.js';

/** `/v2/<name>/blobs/<digest>` (end-2, end-10). */
@RegistryController('v2/:name/blobs')
export class BlobsController {
  constructor(@Inject(BlobsService) private readonly blobs: BlobsService) {}

  /** Asked before a push as well, so it keeps what is there from being collected meanwhile. */
  @Head(':digest')
  @Requires('pull')
  async head(
    @Repository() repository: RepositoryName,
    @Param('digest') digest: string,
    @Headers() headers: BlobRequestHeaders,
  ): Promise<OciResponse> {
    const blob = await this.blobs.find(repository, digest, true);
    return notModified(blob, headers) ?? new OciResponse(200, blobHeaders(blob, headers));
  }

  @Get(':digest')
  @Requires('pull')
  async get(
    @Repository() repository: RepositoryName,
    @Param('digest') digest: string,
    @Headers() headers: BlobRequestHeaders,
    @Ip() address: string,
    @Disconnected() disconnected: Disconnection,
  ): Promise<OciResponse> {
    const blob = await this.blobs.find(repository, digest);
    const requested = rangesOf(blob, headers);
    const answer = notModified(blob, headers) ?? (await this.redirect(blob, requested, headers, address));
    if (answer !== undefined) return answer;
    return blobResponse(blob, blobHeaders(blob, headers), requested, {
      whole: () => this.blobs.readWhole(blob, disconnected),
      part: (range) => this.blobs.read(blob, range, disconnected),
    });
  }

  @Delete(':digest')
  @Requires('delete')
  async delete(
    @Repository() repository: RepositoryName,
    @Param('digest') digest: string,
    @Headers() headers: BlobRequestHeaders,
    @Asking() caller: Caller,
  ): Promise<OciResponse> {
    await this.blobs.delete(repository, digest, caller, parseCondition(headers));
    return new OciResponse(202);
  }

  /**
   * Requests for several ranges, with `If-Range` or with `If-Match` are not redirected: stores answer several ranges in
   * different ways, and do not know our entity tags. Requests with `Lading-Redirect: never` are not redirected either:
   * clients that cannot follow a redirect, or their proxy, send it.
   */
  private async redirect(
    blob: BlobRecord,
    requested: RequestedRanges,
    { 'if-match': ifMatch, 'if-range': ifRange, 'lading-redirect': wish, 'user-agent': userAgent }: BlobRequestHeaders,
    address: string,
  ): Promise<OciResponse | undefined> {
    const isOne = requested.kind === 'whole' || (requested.kind === 'parts' && requested.ranges.length === 1);
    if (!isOne || ifRange !== undefined || ifMatch !== undefined || wish?.toLowerCase() === 'never') return undefined;
    const url = await this.blobs.findDirectUrl(blob, { address, userAgent });
    if (url === undefined) return undefined;
    return new OciResponse(307, {
      Location: url.href,
      'Docker-Content-Digest': blob.digest,
      'Cache-Control': 'private, no-store',
    });
  }
}
