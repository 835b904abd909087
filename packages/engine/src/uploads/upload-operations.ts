import { randomUUID } from 'node:crypto';
import {
  algorithmOf,
  type BlobRecord,
  type BlobStore,
  type Digest,
  type DigestAlgorithm,
  type OperationContext,
  parseDigestAlgorithm,
  RegistryError,
  type RepositoryName,
  type UploadId,
  type UploadSession,
  type UploadState,
  type Uploads,
} from '@lading/core';
import type { EngineSettings } from '../settings/engine-settings.js';
import { networkOf } from './client-network.js';
import type { MountRequest, Mounts } from './mounts.js';
import type { OpenUploads } from './open-uploads.js';
import { noChunk, type UploadChunk } from './upload-chunk.js';
import type { ClaimOutcome, UploadClaims } from './upload-claims.js';
import type { UploadEnds } from './upload-ends.js';
import type { AppendOutcome, CloseOutcome } from './upload-outcome.js';
import type { AfterFailure, UploadWriter } from './upload-writer.js';

export interface UploadParts {
  readonly uploads: Uploads;
  readonly blobStore: BlobStore;
  readonly claims: UploadClaims;
  readonly openUploads: OpenUploads;
  readonly writer: UploadWriter;
  readonly ends: UploadEnds;
  readonly mounts: Mounts;
  readonly settings: Pick<EngineSettings, 'uploadExpirySeconds'>;
}

export interface OpenRequest {
  readonly repository: RepositoryName;
  /** The algorithm of the digest that will close the upload, if the client announced it (CHNK-02). */
  readonly algorithm?: DigestAlgorithm | undefined;
}

export interface OpenUpload {
  readonly repository: RepositoryName;
  readonly id: UploadId;
  /** The number of stored bytes. */
  readonly size: number;
}

export interface BlobPush extends Omit<UploadChunk, 'expectedOffset'> {
  readonly repository: RepositoryName;
  readonly digest: Digest;
  /** Begins the upload with bytes that the blob store already has; the upload is then complete. `undefined` if it has none. */
  readonly adopt?: ((store: BlobStore) => Promise<UploadState | undefined>) | undefined;
}

/** An upload, by its repository and its id. */
export type UploadName = Pick<OpenUpload, 'repository' | 'id'>;

/** Opens uploads of blobs, appends to them, and closes them with a digest. */
export class UploadOperations {
  constructor(private readonly parts: UploadParts) {}

  /** The preferred minimum size of chunks, if the blob store has one. */
  get preferredChunkBytes(): number | undefined {
    return this.parts.blobStore.preferredChunkBytes;
  }

  /**
   * Opens an upload (MONO-01).
   * @throws RegistryError `TOOMANYREQUESTS` if too many are open; uploads of the registry itself are not limited
   */
  open(context: OperationContext, request: OpenRequest): Promise<OpenUpload> {
    return this.openWith(context, request, undefined);
  }

  private async openWith(
    { client }: OperationContext,
    { repository, algorithm }: OpenRequest,
    adopted: UploadState | undefined,
  ): Promise<OpenUpload> {
    const { uploads, blobStore, openUploads, settings } = this.parts;
    const network = client === undefined ? undefined : networkOf(client.address);
    if (network !== undefined) await openUploads.admit(network);
    const announced = algorithm === undefined ? {} : { algorithm };
    const state = adopted ?? (await blobStore.begin(announced));
    const id = randomUUID() as string as UploadId;
    await uploads.create({ id, repository, state, ...announced }, settings.uploadExpirySeconds, network);
    return { repository, id, size: state.size };
  }

  /** @throws RegistryError `BLOB_UPLOAD_UNKNOWN` (STAT-03) */
  async find(_context: OperationContext, { repository, id }: UploadName): Promise<OpenUpload> {
    const session = await this.parts.uploads.find(repository, id);
    return session === undefined ? unknownUpload() : openUploadOf(session);
  }

  /**
   * Appends a chunk.
   * @throws RegistryError `SIZE_INVALID` with the reason `too-large` or `DIGEST_INVALID`, after which the upload is gone;
   * `BLOB_UPLOAD_UNKNOWN`; or an error of a store or of the source of the bytes, after which the upload is unchanged
   */
  async append(_context: OperationContext, { repository, id }: UploadName, chunk: UploadChunk): Promise<AppendOutcome> {
    const { claims, writer } = this.parts;
    const outcome = await claims.run({ repository, id }, (claimed) => writer.append(claimed, chunk));
    return 'done' in outcome ? outcome.done : refused(outcome);
  }

  /**
   * Closes an upload, with a last chunk if there is one. Closing it again with the same digest succeeds.
   * @throws RegistryError `DIGEST_INVALID`, or `SIZE_INVALID` with the reason `too-large`, after which the upload is gone;
   * `BLOB_UPLOAD_UNKNOWN`; or an error of a store
   */
  close(
    _context: OperationContext,
    name: UploadName,
    digest: Digest,
    chunk: UploadChunk = noChunk,
  ): Promise<CloseOutcome> {
    return this.closeOr('keep', name, digest, chunk);
  }

  /**
   * Pushes a blob in one call. If it fails, nothing is kept (POST-01).
   * @throws RegistryError the errors of `open` and `close`, or of the source of the bytes
   */
  async push(context: OperationContext, push: BlobPush): Promise<void> {
    const { repository, digest, bytes, length, link, permit, adopt } = push;
    const adopted = adopt === undefined ? undefined : await adopt(this.parts.blobStore);
    const algorithm = parseDigestAlgorithm(algorithmOf(digest));
    const upload = await this.openWith(context, { repository, algorithm }, adopted);
    const chunk = adopted === undefined ? { bytes, length, link, permit } : noChunk;
    const { outcome } = await this.closeOr('end', upload, digest, chunk);
    if (outcome !== 'closed') throw new Error(`the upload ${upload.id} of one push is ${outcome}`);
  }

  /**
   * Ends an upload without a blob (CANC-01).
   * @throws RegistryError `BLOB_UPLOAD_UNKNOWN`
   */
  async cancel(_context: OperationContext, { repository, id }: UploadName): Promise<void> {
    if (!(await this.parts.ends.cancel(repository, id))) unknownUpload();
  }

  /**
   * Adds a blob of another repository without an upload. Returns `undefined` if that is not possible, without a reason
   * (MNT-06): the client then uploads the blob.
   */
  mount(_context: OperationContext, request: MountRequest): Promise<BlobRecord | undefined> {
    return this.parts.mounts.mount(request);
  }

  private async closeOr(
    afterFailure: AfterFailure,
    { repository, id }: UploadName,
    digest: Digest,
    chunk: UploadChunk,
  ): Promise<CloseOutcome> {
    const { blobStore, claims, writer } = this.parts;
    const locate = (state: UploadState) => blobStore.locate(state, digest);
    const outcome = await claims.run({ repository, id, locate }, (claimed) =>
      writer.close(claimed, digest, chunk, afterFailure),
    );
    if ('done' in outcome) return outcome.done;
    return outcome.outcome === 'finished' && outcome.digest === digest ? { outcome: 'closed' } : refused(outcome);
  }
}

function openUploadOf({ repository, id, state }: UploadSession): OpenUpload {
  return { repository, id, size: state.size };
}

function refused(claim: ClaimOutcome): { readonly outcome: 'busy'; readonly size: number } {
  return claim.outcome === 'busy' ? { outcome: 'busy', size: claim.session.state.size } : unknownUpload();
}

function unknownUpload(): never {
  throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the repository has no such upload');
}
