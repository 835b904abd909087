import type { BlobLocation, RegistryId } from '../blob-store.js';

/** The record of the registry itself: its id, for a comparison with the mark in its blob store. */
export interface RegistryRecord {
  /** The id of this registry; `undefined` before the first `createId`. */
  findId(): Promise<RegistryId | undefined>;

  /**
   * Creates the id of this registry, unless it has one. All replicas get the same id.
   * @param id the id that it gets; a random UUID if absent
   */
  createId(id?: RegistryId): Promise<RegistryId>;

  /** Returns up to `limit` locations of blobs that are not damaged; none only if there are no such blobs. */
  sampleLocations(limit: number): Promise<readonly BlobLocation[]>;
}
