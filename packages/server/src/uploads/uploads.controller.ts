import {
  algorithmOf,
  type Digest,
  isRegistryError,
  matchesDigest,
  type OperationContext,
  parseDigest,
  parseDigestAlgorithm,
  parseRepositoryName,
  parseVerifiableDigest,
  RegistryError,
  type RepositoryName,
  type UploadId,
} from '@lading/core';
import type { Engine, OpenUpload, UploadChunk, UploadName } from '@lading/engine';
import { Delete, Get, Headers, Inject, Param, Patch, Post, Put } from '@nestjs/common';
import { Asking } from '../access/asking.decorator.js';
import type { Caller } from '../access/caller.js';
import { Requires } from '../access/requires.decorator.js';
import { RegistryLinks } from '../adapter/registry-links.js';
import { type MinimumRate, minimumRateOf } from '../http/body/minimum-rate.js';
import type { RequestBody } from '../http/body/request-body.js';
import { withHeaders } from '../http/error/with-headers.js';
import type { QueryParameters } from '../http/request/query-parameters.js';
import { type OciHeaders, OciResponse } from '../http/response/oci-response.js';
import { RegistryController } from '../http/routing/registry-controller.decorator.js';
import { Body, Query, Repository } from '../http/routing/request.decorators.js';
import { Operation } from '../operation/operation.decorators.js';
import type { ResolvedRegistryOptions } from '../registry.options.js';
import { REGISTRY_ENGINE, REGISTRY_OPTIONS } from '../registry.tokens.js';
import { type ChunkRequest, otherOffsetOf, parseChunk } from './parse-chunk.js';
import { minimumChunkHeaders, unfinishedUpload, uploadHeaders } from './upload-answers.js';
import { UploadIdPipe } from './upload-id.pipe.js';

const noBytes = new Uint8Array();

/** A POST. */
interface StartRequest {
  readonly context: OperationContext;
  readonly repository: RepositoryName;
  readonly query: QueryParameters;
  readonly body: RequestBody;
  readonly caller: Caller;
}

/** `/v2/<name>/blobs/uploads/` and the sessions below it (end-4, end-5, end-6, end-11, end-13, end-14). */
@RegistryController('v2/:name/blobs/uploads')
export class UploadsController {
  private readonly uploads: Engine['uploads'];
  private readonly minimumRate: MinimumRate;

  constructor(
    @Inject(REGISTRY_ENGINE) { uploads }: Engine,
    @Inject(RegistryLinks) private readonly links: RegistryLinks,
    @Inject(REGISTRY_OPTIONS) { settings }: ResolvedRegistryOptions,
  ) {
    this.uploads = uploads;
    this.minimumRate = minimumRateOf(settings);
  }

  @Post()
  @Requires('pull', 'push')
  async start(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Query() query: QueryParameters,
    @Body() body: RequestBody,
    @Asking() caller: Caller,
  ): Promise<OciResponse> {
    const request = { context, repository, query, body, caller };
    const mount = query.one('mount');
    // Some clients send an empty parameter when they have nothing to mount.
    if (mount === undefined || mount === '') return this.pushOrOpen(request);
    return this.mountOrOpen(request, parseDigest(mount));
  }

  /** A source of a bad name is one that does not exist: the client uploads the blob. */
  private async mountOrOpen(request: StartRequest, digest: Digest): Promise<OciResponse> {
    const { context, repository, query, caller } = request;
    const from = query.one('from');
    const source = from === undefined ? undefined : readName(from);
    if (from !== undefined && source === undefined) return this.open(request);
    const mayPull = (name: RepositoryName) => caller.mayPull(name);
    const mounted = await this.uploads.mount(context, { repository, digest, from: source, mayPull });
    return mounted === undefined ? this.open(request) : this.created(repository, mounted.digest);
  }

  /** A POST with a digest and without a body opens an upload, unless the digest is that of the empty blob. */
  private async pushOrOpen(request: StartRequest): Promise<OciResponse> {
    const { context, body, query, repository, caller } = request;
    const given = query.one('digest');
    if (given === undefined) return this.open(request);
    const digest = parseVerifiableDigest(given);
    const isPush = body.isPresent || matchesDigest(noBytes, digest);
    if (!isPush) return this.open(request, algorithmOf(digest));
    const bytes = body.isPresent ? body.read({ minimumRate: this.minimumRate }) : undefined;
    const permit = () => caller.requireStill();
    await this.uploads.push(context, { repository, digest, bytes, length: body.contentLength, permit });
    return this.created(repository, digest);
  }

  private async open({ context, repository, query }: StartRequest, expected?: string): Promise<OciResponse> {
    const announced = query.one('digest-algorithm') ?? expected;
    const algorithm = announced === undefined ? undefined : parseDigestAlgorithm(announced);
    const upload = await this.uploads.open(context, { repository, algorithm });
    return this.progress(202, upload, minimumChunkHeaders(this.uploads.preferredChunkBytes));
  }

  @Get(':id')
  @Requires('pull', 'push')
  async status(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('id', UploadIdPipe) id: UploadId,
  ): Promise<OciResponse> {
    return this.progress(204, await this.uploads.find(context, { repository, id }));
  }

  @Patch(':id')
  @Requires('pull', 'push')
  async append(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('id', UploadIdPipe) id: UploadId,
    @Headers('content-range') contentRange: string | undefined,
    @Query() query: QueryParameters,
    @Body() body: RequestBody,
  ): Promise<OciResponse> {
    const upload = { repository, id };
    const { minimumRate } = this;
    const request = { body, offsets: query.all('offset'), contentRange, minimumRate, mayBreakOff: true };
    const chunk = await this.chunkOf(context, upload, request);
    const outcome = await this.uploads.append(context, upload, chunk);
    if (outcome.outcome !== 'appended') throw unfinishedUpload(this.links, upload, outcome, request);
    return this.progress(202, { repository, id, size: outcome.size });
  }

  @Put(':id')
  @Requires('pull', 'push')
  async close(
    @Operation() context: OperationContext,
    @Asking() caller: Caller,
    @Repository() repository: RepositoryName,
    @Param('id', UploadIdPipe) id: UploadId,
    @Headers('content-range') contentRange: string | undefined,
    @Query() query: QueryParameters,
    @Body() body: RequestBody,
  ): Promise<OciResponse> {
    const upload = { repository, id };
    const { minimumRate } = this;
    const request = { body, offsets: query.all('offset'), contentRange, minimumRate, mayBreakOff: false };
    const digest = await this.orResumable(context, upload, () => parseClosingDigest(query));
    const chunk = await this.chunkOf(context, upload, request);
    const permit = () => caller.requireStill();
    const outcome = await this.uploads.close(context, upload, digest, { ...chunk, permit });
    if (outcome.outcome !== 'closed') throw unfinishedUpload(this.links, upload, outcome, request);
    return this.created(repository, digest);
  }

  @Delete(':id')
  @Requires('push')
  async cancel(
    @Operation() context: OperationContext,
    @Repository() repository: RepositoryName,
    @Param('id', UploadIdPipe) id: UploadId,
  ): Promise<OciResponse> {
    await this.uploads.cancel(context, { repository, id });
    return new OciResponse(204);
  }

  /** A chunk at the wrong offset is refused for that first (CHNK-13), because the client can then continue. */
  private chunkOf(context: OperationContext, name: UploadName, request: ChunkRequest): Promise<UploadChunk> {
    return this.orResumable(context, name, () => parseChunk(request), request);
  }

  /** Parses a part of a request. If that fails, the error also tells the client the unchanged state of the upload. */
  private async orResumable<Result>(
    context: OperationContext,
    name: UploadName,
    read: () => Result,
    chunk?: ChunkRequest,
  ): Promise<Result> {
    try {
      return read();
    } catch (error) {
      const upload = await this.uploads.find(context, name);
      const isElsewhere = chunk !== undefined && otherOffsetOf(chunk, upload.size) !== undefined;
      if (isElsewhere) throw unfinishedUpload(this.links, name, { outcome: 'out-of-order', size: upload.size }, chunk);
      throw isRegistryError(error) ? withHeaders(error, uploadHeaders(this.links, upload)) : error;
    }
  }

  private progress(status: number, upload: OpenUpload, more: OciHeaders = {}): OciResponse {
    return new OciResponse(status, { ...uploadHeaders(this.links, upload), ...more });
  }

  private created(repository: RepositoryName, digest: Digest): OciResponse {
    return new OciResponse(201, { Location: this.links.blob(repository, digest), 'Docker-Content-Digest': digest });
  }
}

function readName(text: string): RepositoryName | undefined {
  try {
    return parseRepositoryName(text);
  } catch (error) {
    if (isRegistryError(error)) return undefined;
    throw error;
  }
}

/** Without exactly one valid digest the upload is not closed, and stays. */
function parseClosingDigest(query: QueryParameters): Digest {
  const digests = [...new Set(query.all('digest'))];
  if (digests.length !== 1)
    throw new RegistryError('DIGEST_INVALID', `closing an upload needs one digest, not ${digests.length}`);
  return parseVerifiableDigest(digests[0] ?? '');
}
