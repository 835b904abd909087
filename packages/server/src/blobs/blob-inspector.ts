import type { BlobRecord, BlobStore, Blobs, Identity } from '@lading/core';
import { StoreIdentity } from '../identity/store-identity.js';

/**
 * Finds out whether the blob store has the bytes of a blob. A blob whose bytes are missing or wrong is marked as damaged, so
 * that it counts as absent and the next push of it repairs it.
 */
export class BlobInspector {
  readonly #identity: StoreIdentity;

  /** @param report takes a line for the log about each blob that is marked */
  constructor(
    private readonly metadata: Pick<Blobs, 'markDamaged'> & Identity,
    private readonly blobStore: BlobStore,
    private readonly report: (line: string) => void,
  ) {
    this.#identity = new StoreIdentity(metadata, blobStore);
  }

  /**
   * Whether the bytes are there in their full length. The blob is marked if not. Only an answer of the right store counts: a
   * timeout, a failing disk or a volume that is not mounted proves nothing.
   * @throws RegistryError `UNAVAILABLE` if the store can't tell, or is not the one of this registry
   */
  async isStored(blob: BlobRecord): Promise<boolean> {
    const stored = await this.blobStore.stat(blob.location);
    if (stored?.size === blob.size) return true;
    await this.#identity.check();
    await this.markDamaged(blob, stored === undefined ? 'is missing' : `has ${stored.size} bytes, not ${blob.size}`);
    return false;
  }

  /** Marks a blob whose stored bytes were found to be wrong. */
  async markDamaged(blob: BlobRecord, fault: string): Promise<void> {
    const { digest, location } = blob;
    if (await this.metadata.markDamaged(blob))
      this.report(`the blob ${digest} ${fault} at ${location}: it counts as absent until it is pushed again`);
  }
}
