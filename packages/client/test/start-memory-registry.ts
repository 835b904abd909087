import { type RunningRegistry, startRegistry } from '@lading/server/testing';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';

/** A whole registry of this project, in memory. */
export function startMemoryRegistry(): Promise<RunningRegistry> {
  return startRegistry({ blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() });
}
