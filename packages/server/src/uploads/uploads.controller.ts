import {
  algorithmOf,
  type Digest,
  type DigestAlgorithm,
  matchesDigest,
  parseDigestAlgorithm,
  parseVerifiableDigest,
  RegistryError,
  type RepositoryName,
  type UploadId,
  type UploadSession,
} from '@lading/core';
import { Delete, Get, Headers, Inject, Ip, Param, Patch, Post, Put } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { Requires } from '../access/requires.decorator.js';
import { type OciHeaders, OciResponse } from '../http/oci-response.js';
import type { QueryParameters } from '../http/query-parameters.js';
import { RegistryController } from '../http/registry-controller.decorator.js';
import { RegistryLinks } from '../http/registry-links.js';
import { Asking, Body, Query, Repository } from '../http/request.decorators.js';
import type { RequestBody } from '../http/request-body.js';
import { MountsService } from './mounts.service.js';
import { UploadIdPipe } from './upload-id.pipe.js';
import { minimumChunkHeaders, uploadHeaders } from './upload-response.js';
import { type UploadStart, UploadsService } from './uploads.service.js';

const noBytes = new Uint8Array();

/** A POST that mounts nothing. */
interface OpenRequest extends UploadStart {
  readonly query: QueryParameters;
  readonly body: RequestBody;
}

/** `/v2/<name>/blobs/uploads/` and the sessions below it (end-4, end-5, end-6, end-11, end-13, end-14). */
@RegistryController('v2/:name/blobs/uploads')
export class UploadsController {
  constructor(
    @Inject(UploadsService) private readonly uploads: UploadsService,
    @Inject(MountsService) private readonly mounts: MountsService,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
  ) {}

  @Post()
  @Requires('pull', 'push')
  async start(
    @Repository() repository: RepositoryName,
    @Query() query: QueryParameters,
    @Body() body: RequestBody,
    @Ip() address: string,
    @Asking() caller: Caller,
  ): Promise<OciResponse> {
    const request = { repository, query, body, address };
    const mount = query.one('mount');
    // Some clients send an empty parameter when they have nothing to mount.
    if (mount === undefined || mount === '') return this.pushOrOpen(request);
    const mounted = await this.mounts.mount({ repository, digest: mount, from: query.one('from'), caller });
    return mounted === undefined ? this.open(request) : this.created(repository, mounted.digest);
  }

  /** A POST with a digest and without a body opens an upload, unless the digest is that of the empty blob. */
  private async pushOrOpen(request: OpenRequest): Promise<OciResponse> {
    const { body, query, repository } = request;
    const given = query.one('digest');
    if (given === undefined) return this.open(request);
    const digest = parseVerifiableDigest(given);
    const isPush = body.isPresent || matchesDigest(noBytes, digest);
    if (!isPush) return this.open(request, parseDigestAlgorithm(algorithmOf(digest)));
    await this.uploads.push(request, digest, body);
    return this.created(repository, digest);
  }

  private async open(request: OpenRequest, algorithm?: DigestAlgorithm): Promise<OciResponse> {
    const announced = request.query.one('digest-algorithm');
    const session = await this.uploads.start(
      request,
      announced === undefined ? algorithm : parseDigestAlgorithm(announced),
    );
    return this.progress(202, session, minimumChunkHeaders(this.uploads.preferredChunkBytes));
  }

  @Get(':id')
  @Requires('pull', 'push')
  async status(
    @Repository() repository: RepositoryName,
    @Param('id', UploadIdPipe) id: UploadId,
  ): Promise<OciResponse> {
    return this.progress(204, await this.uploads.find(repository, id));
  }

  @Patch(':id')
  @Requires('pull', 'push')
  async append(
    @Repository() repository: RepositoryName,
    @Param('id', UploadIdPipe) id: UploadId,
    @Headers('content-range') contentRange: string | undefined,
    @Query() query: QueryParameters,
    @Body() body: RequestBody,
  ): Promise<OciResponse> {
    const chunk = { body, offsets: query.all('offset'), contentRange };
    return this.progress(202, await this.uploads.append(repository, id, chunk));
  }

  @Put(':id')
  @Requires('pull', 'push')
  async close(
    @Repository() repository: RepositoryName,
    @Param('id', UploadIdPipe) id: UploadId,
    @Headers('content-range') contentRange: string | undefined,
    @Query() query: QueryParameters,
    @Body() body: RequestBody,
  ): Promise<OciResponse> {
    const digest = await this.uploads.orResumable(repository, id, () => parseClosingDigest(query));
    await this.uploads.close(repository, id, digest, { body, offsets: query.all('offset'), contentRange });
    return this.created(repository, digest);
  }

  @Delete(':id')
  @Requires('push')
  async cancel(
    @Repository() repository: RepositoryName,
    @Param('id', UploadIdPipe) id: UploadId,
  ): Promise<OciResponse> {
    await this.uploads.cancel(repository, id);
    return new OciResponse(204);
  }

  private progress(status: number, session: UploadSession, more: OciHeaders = {}): OciResponse {
    return new OciResponse(status, { ...uploadHeaders(this.links, session, session.state.size), ...more });
  }

  private created(repository: RepositoryName, digest: Digest): OciResponse {
    return new OciResponse(201, { Location: this.links.blob(repository, digest), 'Docker-Content-Digest': digest });
  }
}

/** Without exactly one valid digest the upload is not closed, and stays. */
function parseClosingDigest(query: QueryParameters): Digest {
  const digests = [...new Set(query.all('digest'))];
  if (digests.length !== 1)
    throw new RegistryError('DIGEST_INVALID', `closing an upload needs one digest, not ${digests.length}`);
  return parseVerifiableDigest(digests[0] ?? '');
}
