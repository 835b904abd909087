import type { BlobStore, RepositoryName, UploadId, Uploads } from '@lading/core';
import type { EngineLog } from '../log/engine-log.js';
import type { ClaimedUpload } from './upload-claims.js';

/** Ends uploads without a blob. */
export class UploadEnds {
  constructor(
    private readonly uploads: Uploads,
    private readonly blobStore: BlobStore,
    private readonly log: EngineLog,
  ) {}

  /**
   * Ends an upload (CANC-01).
   * @param writer ends it only for the writer that holds its claim
   * @returns whether there was such an upload
   */
  async cancel(repository: RepositoryName, id: UploadId, writer?: string): Promise<boolean> {
    const session = await this.uploads.cancel(repository, id, writer);
    if (session === undefined) return false;
    await this.blobStore.abort(session.state);
    await this.uploads.forget(id);
    return true;
  }

  /**
   * Ends an upload whose request failed. If this fails too, the upload expires later, and the client still gets the first
   * error. A writer that has lost its claim ends nothing: the upload belongs to the next writer.
   */
  async discard({ session: { repository, id }, writer }: ClaimedUpload): Promise<void> {
    try {
      await this.cancel(repository, id, writer);
    } catch (error) {
      this.log.warn(`upload ${id} is left to expire: ${String(error)}`, { upload: id, repository, error });
    }
  }
}
