import {
  algorithmOf,
  type BlobRecord,
  type BlobStore,
  type Digest,
  isRegistryError,
  parseDigestAlgorithm,
  type RegistryError,
  type UploadState,
  type Uploads,
} from '@lading/core';
import type { BlobInspector } from '../blobs/blob-inspector.js';
import type { EngineSettings } from '../settings/engine-settings.js';
import { isOutOfOrder, readChunk, requireRoom, type UploadChunk } from './upload-chunk.js';
import type { ClaimedUpload, UploadClaims } from './upload-claims.js';
import type { UploadEnds } from './upload-ends.js';
import type { AppendOutcome, CloseOutcome, UnfinishedUpload } from './upload-outcome.js';

/** Whether an upload is kept for the client to continue when its request fails. The upload of a single push is ended. */
export type AfterFailure = 'keep' | 'end';

export interface UploadWriterParts {
  readonly uploads: Uploads;
  readonly blobStore: BlobStore;
  readonly inspector: BlobInspector;
  readonly claims: UploadClaims;
  readonly ends: UploadEnds;
  readonly settings: Pick<EngineSettings, 'maximumBlobBytes'>;
}

const noBytes: AsyncIterable<Uint8Array> = { async *[Symbol.asyncIterator]() {} };

/** Writes to an upload that its request has claimed. If the request fails, the upload has its previous state, or ends. */
export class UploadWriter {
  constructor(private readonly parts: UploadWriterParts) {}

  async append(claimed: ClaimedUpload, chunk: UploadChunk): Promise<AppendOutcome> {
    return this.orRollBack(claimed, chunk, 'keep', async () => {
      const state = await this.write(claimed, chunk);
      await this.parts.claims.release(claimed, state);
      return { outcome: 'appended', size: state.size };
    });
  }

  async close(
    claimed: ClaimedUpload,
    digest: Digest,
    chunk: UploadChunk,
    afterFailure: AfterFailure,
  ): Promise<CloseOutcome> {
    const stored = await this.orRollBack(claimed, chunk, afterFailure, () => this.store(claimed, digest, chunk));
    if ('outcome' in stored) return stored;
    await this.finish(claimed, stored, afterFailure);
    return { outcome: 'closed' };
  }

  private async store(claimed: ClaimedUpload, digest: Digest, chunk: UploadChunk): Promise<BlobRecord> {
    const state = await this.fill(claimed, digest, chunk);
    const location = await this.parts.blobStore.commit(state, digest);
    await chunk.permit?.();
    return { digest, size: state.size, location };
  }

  /** Adds the last bytes of an upload by a link or a copy. */
  private async fill(claimed: ClaimedUpload, digest: Digest, chunk: UploadChunk): Promise<UploadState> {
    const { blobStore } = this.parts;
    const linked = chunk.link === undefined ? undefined : await chunk.link(blobStore, claimed.session.state);
    const state = linked ?? (await this.write(claimed, chunk, digest));
    requireRoom(state.size, this.maximumBytes);
    return state;
  }

  private get maximumBytes(): number {
    return this.parts.settings.maximumBlobBytes ?? Number.POSITIVE_INFINITY;
  }

  private async finish(claimed: ClaimedUpload, blob: BlobRecord, afterFailure: AfterFailure): Promise<void> {
    const { uploads, inspector, claims, ends } = this.parts;
    const { repository, id } = claimed.session;
    const isStored = (known: BlobRecord) => inspector.isStored(known);
    try {
      await uploads.finish({ repository, id, writer: claimed.writer, blob, isStored });
    } catch (error) {
      // The outcome is unknown. If the upload was closed, its claim is gone, and neither call changes anything.
      await (afterFailure === 'end' ? ends.discard(claimed) : claims.rollBack(claimed));
      throw error;
    }
  }

  private async write({ session, signal }: ClaimedUpload, chunk: UploadChunk, closing?: Digest): Promise<UploadState> {
    const { state } = session;
    if (chunk.bytes === undefined && (chunk.length ?? 0) === 0) return state;
    const bytes = readChunk(chunk.bytes ?? noBytes, chunk.length, this.maximumBytes - state.size);
    const algorithm = closing === undefined ? session.algorithm : parseDigestAlgorithm(algorithmOf(closing));
    return this.parts.blobStore.append(state, bytes, {
      signal,
      ...(algorithm === undefined ? {} : { algorithm }),
      ...(closing === undefined ? {} : { closing }),
    });
  }

  /** Runs `work` if the chunk continues the upload. Rolls the upload back or ends it otherwise, and if `work` fails. */
  private async orRollBack<Result>(
    claimed: ClaimedUpload,
    chunk: UploadChunk,
    afterFailure: AfterFailure,
    work: () => Promise<Result>,
  ): Promise<Result | UnfinishedUpload> {
    const { claims, ends } = this.parts;
    const { size } = claimed.session.state;
    try {
      if (!isOutOfOrder(chunk, size)) return await work();
    } catch (error) {
      if (afterFailure === 'end' || endsUpload(error)) {
        await ends.discard(claimed);
        throw error;
      }
      await claims.rollBack(claimed);
      if (!isRefusal(error)) throw error;
      return { outcome: 'refused', size, error };
    }
    await claims.rollBack(claimed);
    return { outcome: 'out-of-order', size };
  }
}

/** Whether an error is the fault of the request, which the client may correct. */
function isRefusal(error: unknown): error is RegistryError {
  return isRegistryError(error) && error.code !== 'UNAVAILABLE' && error.code !== 'UNKNOWN';
}

/** Whether an upload cannot continue after this error: its content was refused, or the store has lost its bytes. */
function endsUpload(error: unknown): boolean {
  const isLost = isRegistryError(error, 'DIGEST_INVALID') || isRegistryError(error, 'BLOB_UPLOAD_UNKNOWN');
  return isLost || isRegistryError(error, 'SIZE_INVALID', 'too-large');
}
