import type { BlobRecord, ByteRange, RepositoryName, RequestedRanges } from '@lading/core';
import { Delete, Get, Head, Headers, Inject, Param } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { Requires } from '../access/requires.decorator.js';
import { OciResponse } from '../http/oci-response.js';
import { RegistryController } from '../http/registry-controller.decorator.js';
import { Asking, Disconnected, Repository } from '../http/request.decorators.js';
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
    @Disconnected() disconnected: AbortSignal,
  ): Promise<OciResponse> {
    const blob = await this.blobs.find(repository, digest);
    const requested = rangesOf(blob, headers);
    const answer = notModified(blob, headers) ?? (await this.redirect(blob, requested));
    if (answer !== undefined) return answer;
    const read = (range: ByteRange | undefined) => this.blobs.read(blob, range, disconnected);
    return blobResponse(blob, blobHeaders(blob, headers), requested, read);
  }

  @Delete(':digest')
  @Requires('delete')
  async delete(
    @Repository() repository: RepositoryName,
    @Param('digest') digest: string,
    @Asking() caller: Caller,
  ): Promise<OciResponse> {
    await this.blobs.delete(repository, digest, caller);
    return new OciResponse(202);
  }

  /** Stores answer several ranges each in their own way, so those never go there (clients.md 3). */
  private async redirect(blob: BlobRecord, requested: RequestedRanges): Promise<OciResponse | undefined> {
    const isOne = requested.kind === 'whole' || (requested.kind === 'parts' && requested.ranges.length === 1);
    const url = isOne ? await this.blobs.findDirectUrl(blob) : undefined;
    if (url === undefined) return undefined;
    return new OciResponse(307, {
      Location: url.href,
      'Docker-Content-Digest': blob.digest,
      'Cache-Control': 'private, no-store',
    });
  }
}
