import type { BlobStore } from '@lading/core';
import type { Fixture } from '../run/run-case.js';

/** An empty blob store, and what a case may ask of its surroundings. */
export interface BlobStoreFixture extends Fixture {
  readonly subject: BlobStore;
  /** Another instance on the same storage, as another replica has. Without it the cases take the subject itself. */
  reopen?(): Promise<BlobStore>;
  /**
   * Names everything that the storage still has: unfinished uploads, blobs, temporary files. Called when nothing should be
   * left. The mark of `setOwner` stays and is not named.
   */
  leftovers?(): Promise<readonly string[]>;
}
