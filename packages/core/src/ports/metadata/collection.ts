import type { BlobLocation } from '../blob-store.js';
import type { ChangeAuthor } from './changes.js';

export interface Collection {
  /**
   * Removes blobs from repositories in which no manifest references them and their lease is over, as `Blobs.delete` does.
   * @returns how many it removed, at most `limit`; fewer if no more are due
   */
  deleteUnreferencedBlobs(limit: number, by: ChangeAuthor): Promise<number>;

  /**
   * Returns locations whose bytes are no longer needed: in the trash after its delay, or staged by a session that is gone.
   * From then on they cannot be used again. Each is returned to one caller at a time, and again after `leaseSeconds` if it
   * was not forgotten.
   */
  claimTrash(limit: number, leaseSeconds: number): Promise<readonly BlobLocation[]>;

  /**
   * Deletes repositories that no longer have content, because lists would have to skip them. No answer changes, and
   * a concurrent push to one of them succeeds.
   */
  deleteEmptyRepositories(by: ChangeAuthor): Promise<void>;

  /** Deletes the record of a location whose bytes were deleted. */
  forgetLocation(location: BlobLocation): Promise<void>;
}
