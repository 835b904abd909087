import { randomUUID } from 'node:crypto';
import {
  algorithmOf,
  type BlobRecord,
  type BlobStore,
  type Digest,
  type DigestAlgorithm,
  isRegistryError,
  parseDigestAlgorithm,
  RegistryError,
  type RepositoryName,
  type UploadId,
  type UploadSession,
  type UploadSessions,
  type UploadState,
} from '@lading/core';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { BlobInspector } from '../blobs/blob-inspector.js';
import { extendError } from '../http/extend-error.js';
import { minimumRateOf } from '../http/minimum-rate.js';
import type { RegistryLinks } from '../http/registry-links.js';
import type { RequestBody } from '../http/request-body.js';
import type { RegistryLimits, UploadSettings } from '../registry.options.js';
import { networkOf } from '../transport/client-network.js';
import type { OpenUploads } from './open-uploads.js';
import { announcedLength, checkChunk, readChunk, type UploadChunk } from './upload-chunk.js';
import type { ClaimedUpload, ClaimOutcome, UploadClaims } from './upload-claims.js';
import { uploadHeaders } from './upload-response.js';

export interface UploadsServiceOptions {
  readonly uploads: Pick<UploadSettings, 'idleSeconds'>;
  readonly limits: Pick<RegistryLimits, 'blobBytes' | 'bodyBytesPerSecond' | 'bodyRateSeconds'>;
}

/** The repository of a new upload, and the IP address of its client. */
export interface UploadStart {
  readonly repository: RepositoryName;
  readonly address: string;
}

/** When a request fails, its upload is kept for the client to continue, except that of a single POST. */
type AfterFailure = 'keep' | 'end';

/** Uploads of blobs: opened, filled by one or many requests, and closed with a digest. */
export class UploadsService implements OnApplicationShutdown {
  private readonly logger = new Logger('Uploads');

  constructor(
    private readonly sessions: UploadSessions,
    private readonly blobStore: BlobStore,
    private readonly inspector: BlobInspector,
    private readonly claims: UploadClaims,
    private readonly openUploads: OpenUploads,
    private readonly links: RegistryLinks,
    private readonly options: UploadsServiceOptions,
  ) {}

  /** Releases all claims, so that clients can continue at once at another replica, or here after a restart. */
  onApplicationShutdown(): Promise<void> {
    return this.claims.close();
  }

  /** The preferred minimum size of chunks, if the blob store has one. */
  get preferredChunkBytes(): number | undefined {
    return this.blobStore.preferredChunkBytes;
  }

  /**
   * Opens an upload (MONO-01).
   * @throws RegistryError `TOOMANYREQUESTS` if too many are open
   */
  async start({ repository, address }: UploadStart, algorithm?: DigestAlgorithm): Promise<UploadSession> {
    const client = networkOf(address);
    await this.openUploads.admit(client);
    const announced = algorithm === undefined ? {} : { algorithm };
    const state = await this.blobStore.begin(announced);
    const session = { id: randomUUID() as string as UploadId, repository, state, ...announced };
    await this.sessions.createUpload(session, this.options.uploads.idleSeconds, client);
    return session;
  }

  /** @throws RegistryError `BLOB_UPLOAD_UNKNOWN` (STAT-03) */
  async find(repository: RepositoryName, id: UploadId): Promise<UploadSession> {
    return (await this.sessions.findUpload(repository, id)) ?? unknownUpload();
  }

  /** Parses a part of a request. If that fails, the error also tells the client the unchanged state of the upload. */
  async orResumable<Result>(repository: RepositoryName, id: UploadId, read: () => Result): Promise<Result> {
    try {
      return read();
    } catch (error) {
      const session = await this.find(repository, id);
      throw isRegistryError(error) ? this.resumable(error, session) : error;
    }
  }

  /** Appends a chunk, and returns the session with its new state. */
  async append(repository: RepositoryName, id: UploadId, chunk: UploadChunk): Promise<UploadSession> {
    const outcome = await this.claims.run({ repository, id }, (claimed) =>
      this.orRollBack(claimed, async () => {
        const state = await this.write(claimed, chunk);
        await this.claims.release(claimed, state);
        return { ...claimed.session, state };
      }),
    );
    return 'done' in outcome ? outcome.done : this.refuse(outcome);
  }

  /**
   * Closes an upload, with a last chunk if there is one. Closing it again with the same digest succeeds, for clients that
   * lost the answer.
   * @throws RegistryError `DIGEST_INVALID`, after which the upload is gone
   */
  async close(
    repository: RepositoryName,
    id: UploadId,
    digest: Digest,
    chunk: UploadChunk,
    afterFailure: AfterFailure = 'keep',
  ): Promise<void> {
    const locate = (state: UploadState) => this.blobStore.locate(state, digest);
    const outcome = await this.claims.run({ repository, id, locate }, (claimed) =>
      this.finish(claimed, digest, chunk, afterFailure),
    );
    if ('done' in outcome || (outcome.outcome === 'finished' && outcome.digest === digest)) return;
    this.refuse(outcome);
  }

  /** Pushes a blob in one request. If that fails, nothing of it stays (POST-01). */
  async push(start: UploadStart, digest: Digest, body: RequestBody): Promise<void> {
    const { id, repository } = await this.start(start, parseDigestAlgorithm(algorithmOf(digest)));
    await this.close(repository, id, digest, { body, offsets: [], contentRange: undefined }, 'end');
  }

  /** Ends an upload without a blob (CANC-01). */
  async cancel(repository: RepositoryName, id: UploadId): Promise<void> {
    if (!(await this.end(repository, id))) unknownUpload();
  }

  private async end(repository: RepositoryName, id: UploadId, writer?: string): Promise<boolean> {
    const session = await this.sessions.cancelUpload(repository, id, writer);
    if (session === undefined) return false;
    await this.blobStore.abort(session.state);
    await this.sessions.forgetUpload(id);
    return true;
  }

  /**
   * Ends an upload whose request failed. If this fails too, the upload expires later, and the client still gets the first
   * error. A writer that has lost its claim ends nothing: the upload belongs to the next writer.
   */
  private async discard({ session: { repository, id }, writer }: ClaimedUpload): Promise<void> {
    try {
      await this.end(repository, id, writer);
    } catch (error) {
      this.logger.warn(`upload ${id} is left to expire: ${String(error)}`);
    }
  }

  private async finish(
    claimed: ClaimedUpload,
    digest: Digest,
    chunk: UploadChunk,
    afterFailure: AfterFailure,
  ): Promise<void> {
    const { session, writer } = claimed;
    const store = async () => {
      const state = await this.write(claimed, chunk, digest);
      return { size: state.size, location: await this.blobStore.commit(state, digest) };
    };
    const { size, location } = await this.orRollBack(claimed, store, afterFailure);
    const { repository, id } = session;
    try {
      const isStored = (known: BlobRecord) => this.inspector.isStored(known);
      await this.sessions.finishUpload({ repository, id, writer, blob: { digest, size, location }, isStored });
    } catch (error) {
      // The outcome is unknown. If the upload was closed, its claim is gone, and neither call changes anything.
      await (afterFailure === 'end' ? this.discard(claimed) : this.claims.rollBack(claimed));
      throw error;
    }
  }

  /** Appends a chunk. A part of it counts only if the chunk does not close the upload. */
  private async write({ session, signal }: ClaimedUpload, chunk: UploadChunk, closing?: Digest): Promise<UploadState> {
    const { state } = session;
    checkChunk(chunk, state.size);
    if (!chunk.body.isPresent && (announcedLength(chunk) ?? 0) === 0) return state;
    const { limits } = this.options;
    const bytes = readChunk(chunk, {
      maximumBytes: limits.blobBytes - state.size,
      minimumRate: minimumRateOf(limits),
      mayBreakOff: closing === undefined,
    });
    const algorithm = closing === undefined ? session.algorithm : parseDigestAlgorithm(algorithmOf(closing));
    return this.blobStore.append(state, bytes, {
      signal,
      ...(algorithm === undefined ? {} : { algorithm }),
      ...(closing === undefined ? {} : { closing }),
    });
  }

  /** Runs `work`. If it fails, the upload keeps its previous state, or ends for good. */
  private async orRollBack<Result>(
    claimed: ClaimedUpload,
    work: () => Promise<Result>,
    afterFailure: AfterFailure = 'keep',
  ): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (afterFailure === 'end' || endsUpload(error)) {
        await this.discard(claimed);
        throw error;
      }
      await this.claims.rollBack(claimed);
      throw canBeResumed(error) ? this.resumable(error, claimed.session) : error;
    }
  }

  /** Adds the state of the upload to a refusal: clients resume where `Location` and `Range` say. */
  private resumable(error: RegistryError, session: UploadSession): RegistryError {
    return extendError(error, { headers: uploadHeaders(this.links, session, session.state.size) });
  }

  private refuse(outcome: ClaimOutcome): never {
    if (outcome.outcome !== 'busy') unknownUpload();
    throw new RegistryError('BLOB_UPLOAD_INVALID', 'another request is writing to this upload', {
      status: 416,
      headers: uploadHeaders(this.links, outcome.session, outcome.session.state.size),
    });
  }
}

function canBeResumed(error: unknown): error is RegistryError {
  return isRegistryError(error) && error.status < 500 && error.code !== 'BLOB_UPLOAD_UNKNOWN';
}

/** Whether an upload cannot continue after this error: its content was refused, or the store has lost its bytes. */
function endsUpload(error: unknown): boolean {
  return isRegistryError(error, 'DIGEST_INVALID') || isRegistryError(error, 'BLOB_UPLOAD_UNKNOWN') || isTooLarge(error);
}

function isTooLarge(error: unknown): boolean {
  return isRegistryError(error, 'SIZE_INVALID') && error.status === 413;
}

function unknownUpload(): never {
  throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'the repository has no such upload');
}
