import type { BlobRecord, BlobStore, MetadataStore } from '@lading/core';
import type { EngineLog } from '../log/engine-log.js';
import { StoreIdentity } from '../store-identity/store-identity.js';

/**
 * Checks whether the blob store has the bytes of a blob. If they are missing or wrong, it marks the blob as damaged: the
 * blob then counts as absent, and the next push of it repairs it.
 */
export class BlobInspector {
  readonly #identity: StoreIdentity;

  /** @param log gets an error for each blob that is marked */
  constructor(
    private readonly metadata: Pick<MetadataStore, 'blobs' | 'registry'>,
    private readonly blobStore: BlobStore,
    private readonly log: Pick<EngineLog, 'error'>,
  ) {
    this.#identity = new StoreIdentity(metadata.registry, blobStore);
  }

  /**
   * Whether the store has the bytes in their full length. If not, the blob is marked. Only an answer of the right store
   * counts: a timeout, a failing disk or a volume that is not mounted proves nothing.
   * @throws RegistryError `UNAVAILABLE` if the store cannot answer, or belongs to another registry
   */
  async isStored(blob: BlobRecord): Promise<boolean> {
    if ((await this.blobStore.stat(blob.location))?.size === blob.size) return true;
    // The volume may have been mounted or unmounted since the first check.
    await this.#identity.check();
    const stored = await this.blobStore.stat(blob.location);
    if (stored?.size === blob.size) return true;
    await this.#identity.check();
    await this.markDamaged(blob, stored === undefined ? 'is missing' : `has ${stored.size} bytes, not ${blob.size}`);
    return false;
  }

  /** Marks a blob whose stored bytes are wrong, and reports it unless it was marked already. */
  async markDamaged(blob: BlobRecord, fault: string): Promise<void> {
    const { digest, location } = blob;
    if (await this.metadata.blobs.markDamaged(blob))
      this.log.error(`the blob ${digest} ${fault} at ${location}: it counts as absent until it is pushed again`, {
        digest,
        location,
      });
  }
}
