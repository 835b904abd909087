export { MemoryBlobStore } from './memory/memory-blob-store.js';
export { MemoryMetadataStore, type MemoryMetadataStoreOptions } from './memory-metadata-store/index.js';
