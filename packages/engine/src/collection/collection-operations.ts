import type { BlobLocation, BlobStore, MetadataStore, OperationContext, UploadSession } from '@lading/core';
import { authorOf } from '../context/author.js';
import type { EngineLog } from '../log/engine-log.js';
import type { EngineSettings } from '../settings/engine-settings.js';
import { batch, freeAll } from './free-all.js';

type Parts = Pick<MetadataStore, 'uploads' | 'collection' | 'changes'>;

/**
 * Frees content that is no longer needed. Several replicas can collect at the same time: the metadata store gives each item
 * to one of them. Each operation frees everything that is due, or stops when the signal of its context fires.
 */
export class CollectionOperations {
  constructor(
    private readonly metadata: Parts,
    private readonly blobStore: BlobStore,
    private readonly settings: Pick<
      EngineSettings,
      'changeRetentionSeconds' | 'sweepAgeSeconds' | 'uploadExpirySeconds'
    >,
    private readonly log: EngineLog,
  ) {}

  /** Removes blobs from repositories in which no manifest references them and their lease is over. */
  async deleteUnreferencedBlobs(context: OperationContext): Promise<void> {
    const by = authorOf(context);
    for (let deleted = batch; deleted === batch && context.signal?.aborted !== true; )
      deleted = await this.metadata.collection.deleteUnreferencedBlobs(batch, by);
  }

  /** Frees the bytes of uploads that were cancelled or expired. */
  endDeadUploads({ signal }: OperationContext): Promise<void> {
    const { uploads } = this.metadata;
    const end = async ({ id, state }: UploadSession) => {
      await this.blobStore.abort(state);
      await uploads.forget(id);
    };
    return freeAll((limit, leaseSeconds) => uploads.claimDead(limit, leaseSeconds), end, signal);
  }

  /** Frees the bytes of deleted blobs after the delay of the trash. */
  emptyTrash({ signal }: OperationContext): Promise<void> {
    const { collection } = this.metadata;
    const free = async (location: BlobLocation) => {
      await this.blobStore.delete(location);
      await collection.forgetLocation(location);
    };
    return freeAll((limit, leaseSeconds) => collection.claimTrash(limit, leaseSeconds), free, signal);
  }

  /** Deletes the empty repositories that are left. Most are deleted as soon as they lose their last content. */
  deleteEmptyRepositories(context: OperationContext): Promise<void> {
    return this.metadata.collection.deleteEmptyRepositories(authorOf(context));
  }

  /** Prepares the log of changes for the coming weeks, and deletes changes that are too old. */
  maintainChanges(_context: OperationContext): Promise<void> {
    return this.metadata.changes.maintain(this.settings.changeRetentionSeconds);
  }

  /**
   * Frees leftovers that have no record in the metadata store, such as the parts of an upload whose replica died. It lists
   * the whole blob store, which takes time and may cost money.
   */
  async sweep(_context: OperationContext): Promise<void> {
    const { sweepAgeSeconds, uploadExpirySeconds } = this.settings;
    const ageSeconds = Math.max(sweepAgeSeconds, 2 * uploadExpirySeconds);
    const count = (await this.blobStore.sweep?.({ olderThan: new Date(Date.now() - ageSeconds * 1000) })) ?? 0;
    if (count > 0) this.log.info(`freed ${count} leftovers of dead uploads`, { count });
  }
}
