import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';

export function memoryStores() {
  return { blobStore: new MemoryBlobStore(), metadataStore: new MemoryMetadataStore() };
}
